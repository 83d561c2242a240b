// SPDX-License-Identifier: Apache-2.0
#include "gpu/stream_buffer.h"

#include <glad/gl.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "gpu/offscreen_context.h"
#include "wall_painting.h"

namespace labwall {
namespace {

class StreamBufferTest : public testing::Test {
 protected:
  void SetUp() override {
    gl_thread.Claim();
    Result<std::unique_ptr<OffscreenContext>> context = OffscreenContext::Create({1'024, 1'024});
    ASSERT_TRUE(context) << context.error().message;
    context_ = std::move(*context);
  }
  void TearDown() override { EXPECT_EQ(glGetError(), static_cast<GLenum>(GL_NO_ERROR)); }

  std::unique_ptr<OffscreenContext> context_;
};

// Many frames are given without waiting for any, each with pieces that the GPU is to read: it finds in all of them what
// was written there.
TEST_F(StreamBufferTest, KeepsEveryPieceUntilTheGpuHasReadIt) {
  gl_thread.Check();
  StreamBuffer stream;
  constexpr int kFrames = 60;
  // The last is more than a region at the start, and so is a frame of many of them.
  constexpr std::array<size_t, 5> kSizes = {1, 80, 4'096, 30'000, 100'000};
  GLuint result = 0;
  glCreateBuffers(1, &result);
  size_t total = 0;
  for (int i = 0; i < kFrames; ++i) total += kSizes.at(static_cast<size_t>(i) % kSizes.size()) * 3;
  glNamedBufferStorage(result, static_cast<GLsizeiptr>(total), nullptr, GL_MAP_READ_BIT);

  std::vector<uint8_t> expected;
  for (int frame = 0; frame < kFrames; ++frame) {
    for (int i = 0; i < 3; ++i) {
      const size_t bytes = kSizes.at(static_cast<size_t>(frame) % kSizes.size());
      const StreamBuffer::Piece piece = stream.Take(bytes);
      ASSERT_NE(piece.data, nullptr);
      EXPECT_EQ(piece.offset_bytes % StreamBuffer::kAlignment, 0U);
      const auto value = static_cast<uint8_t>(3 * frame + i + 1);
      std::fill_n(piece.data, bytes, value);
      glCopyNamedBufferSubData(piece.buffer, result, static_cast<GLintptr>(piece.offset_bytes),
                               static_cast<GLintptr>(expected.size()), static_cast<GLsizeiptr>(bytes));
      expected.insert(expected.end(), bytes, value);
    }
    stream.NextFrame();
  }
  std::vector<uint8_t> found(total);
  glGetNamedBufferSubData(result, 0, static_cast<GLsizeiptr>(total), found.data());
  EXPECT_EQ(found, expected);
  glDeleteBuffers(1, &result);
}

// A GPU that falls behind gets other memory, and nobody waits for it.
TEST_F(StreamBufferTest, GivesNoPieceOfMemoryThatTheGpuHasNotPassed) {
  gl_thread.Check();
  StreamBuffer stream;
  struct Given {
    const uint8_t* data = nullptr;
    GLsync passed = nullptr;
    GLuint keeper = 0;  // a texture, so that the memory stays that buffer's when the buffer is deleted
  };
  std::vector<Given> given;
  constexpr size_t kBytes = 20'000;
  for (int frame = 0; frame < 12; ++frame) {
    const StreamBuffer::Piece piece = stream.Take(kBytes);
    ASSERT_NE(piece.data, nullptr);
    for (const Given& earlier : given) {
      if (piece.data + kBytes <= earlier.data || earlier.data + kBytes <= piece.data) continue;
      EXPECT_NE(glClientWaitSync(earlier.passed, 0, 0), static_cast<GLenum>(GL_TIMEOUT_EXPIRED)) << frame;
    }
    KeepGpuBusy(50);
    Given& now = given.emplace_back();
    now.data = piece.data;
    now.passed = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
    glCreateTextures(GL_TEXTURE_BUFFER, 1, &now.keeper);
    glTextureBuffer(now.keeper, GL_R8, piece.buffer);
    stream.NextFrame();
  }
  for (const Given& each : given) {
    glDeleteSync(each.passed);
    glDeleteTextures(1, &each.keeper);
  }
}

TEST_F(StreamBufferTest, UsesTheSameMemoryAgainOnceItHasBeenRead) {
  gl_thread.Check();
  StreamBuffer stream;
  const unsigned buffer = stream.Take(1'000).buffer;
  for (int frame = 0; frame < 20; ++frame) {
    const StreamBuffer::Piece piece = stream.Take(10'000);
    EXPECT_EQ(piece.buffer, buffer);
    EXPECT_LT(piece.offset_bytes, StreamBuffer::kRegions * StreamBuffer::kFirstRegionBytes);
    stream.NextFrame();
    glFinish();
  }
}

TEST_F(StreamBufferTest, GivesAPieceOfAnySize) {
  gl_thread.Check();
  StreamBuffer stream;
  constexpr size_t kLarge = 2 * StreamBuffer::kMostRegionBytes;
  const StreamBuffer::Piece large = stream.Take(kLarge);
  ASSERT_NE(large.data, nullptr);
  std::fill_n(large.data, kLarge, uint8_t{1});
  const StreamBuffer::Piece small = stream.Take(10);
  ASSERT_NE(small.data, nullptr);
  EXPECT_NE(small.buffer, large.buffer);
}

}  // namespace
}  // namespace labwall
