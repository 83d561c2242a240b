// SPDX-License-Identifier: Apache-2.0
#include "gpu/offscreen_context.h"

#include <glad/gl.h>
#include <gtest/gtest.h>

#include <array>

namespace labwall {
namespace {

std::array<int, 3> PixelAt(const RgbImage& image, int x, int y) {
  const uint8_t* const pixel = &image.bytes[(static_cast<size_t>(y) * image.size.width + x) * 3];
  return {pixel[0], pixel[1], pixel[2]};
}

TEST(OffscreenContextTest, ReadsBackWhatWasDrawnWithTheTopRowFirst) {
  gl_thread.Claim();
  const Result<std::unique_ptr<OffscreenContext>> context = OffscreenContext::Create({7, 5});
  ASSERT_TRUE(context) << context.error().message;
  EXPECT_GE((*context)->info().major * 10 + (*context)->info().minor, 45);
  EXPECT_FALSE((*context)->info().renderer.empty());

  glClearColor(1, 0, 0, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  glEnable(GL_SCISSOR_TEST);
  glScissor(0, 0, 7, 1);  // OpenGL's lowest row
  glClearColor(0, 0, 1, 1);
  glClear(GL_COLOR_BUFFER_BIT);

  const RgbImage image = (*context)->ReadPixels();
  EXPECT_EQ(image.size, (PixelSize{7, 5}));
  ASSERT_EQ(image.bytes.size(), 7U * 5 * 3);
  EXPECT_EQ(PixelAt(image, 6, 0), (std::array{255, 0, 0}));
  EXPECT_EQ(PixelAt(image, 0, 3), (std::array{255, 0, 0}));
  EXPECT_EQ(PixelAt(image, 6, 4), (std::array{0, 0, 255}));
}

TEST(OffscreenContextTest, CanBeMadeAgainAfterItsEnd) {
  gl_thread.Claim();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(OffscreenContext::Create({16, 16}));
}

TEST(OffscreenContextTest, RefusesASizeThatCanNotBeDrawn) {
  gl_thread.Claim();
  for (const PixelSize size : {PixelSize{0, 10}, PixelSize{10, -1}, PixelSize{1'000'000, 10}}) {
    const Result<std::unique_ptr<OffscreenContext>> context = OffscreenContext::Create(size);
    ASSERT_FALSE(context);
    EXPECT_EQ(context.error().code, ErrorCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace labwall
