// SPDX-License-Identifier: Apache-2.0
// How the wall's texture memory grows and shrinks.
#include "gpu/plane_arrays.h"

#include <glad/gl.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>
#include <vector>

#include "gpu/offscreen_context.h"

namespace labwall {
namespace {

constexpr size_t kMiB = size_t{1} << 20;

class PlaneArraysTest : public testing::Test {
 protected:
  void SetUp() override {
    gl_thread.Claim();
    Result<std::unique_ptr<OffscreenContext>> context = OffscreenContext::Create({64, 64});
    ASSERT_TRUE(context) << context.error().message;
    context_ = std::move(*context);
    MakeArrays(1024 * kMiB);
  }
  void TearDown() override { EXPECT_EQ(glGetError(), static_cast<GLenum>(GL_NO_ERROR)); }

  void MakeArrays(size_t max_bytes) {
    gl_thread.Check();
    arrays_ = nullptr;
    arrays_ = std::make_unique<PlaneArrays>(max_bytes);
  }
  // Adds pictures, as many in a frame, until there are `count`.
  void FillTo(size_t count, Rung rung = Rung::k320x180, size_t in_a_frame = 20) {
    gl_thread.Check();
    for (size_t i = slots_.size(); i < count; ++i) {
      const Result<PlaneArrays::Slot> slot = arrays_->Allocate(rung, BoxOf(rung));
      ASSERT_TRUE(slot) << slot.error().message << " at " << i;
      slots_.push_back(*slot);
      if (i % in_a_frame == 0) arrays_->GrowAhead();
    }
  }
  void ShrinkTo(size_t count) {
    gl_thread.Check();
    for (; slots_.size() > count; slots_.pop_back()) arrays_->Free(slots_.back());
  }
  // Those with a picture in them: what it takes to draw them all.
  [[nodiscard]] size_t ChunksInUse() const {
    std::set<size_t> chunks;
    for (const PlaneArrays::Slot& slot : slots_) chunks.insert(slot.chunk);
    return chunks.size();
  }
  [[nodiscard]] size_t Bytes() const { return arrays_->texture_bytes(); }

  std::unique_ptr<OffscreenContext> context_;
  std::unique_ptr<PlaneArrays> arrays_;
  std::vector<PlaneArrays::Slot> slots_;
};

TEST_F(PlaneArraysTest, HoldsManyPicturesInFewChunksWithLittleUnused) {
  FillTo(100);
  const size_t few_chunks = ChunksInUse();
  const size_t few_bytes = Bytes();
  EXPECT_LE(few_bytes, 64 * kMiB);
  FillTo(2'000);
  EXPECT_LE(ChunksInUse(), few_chunks + 3);
  FillTo(4'000);
  EXPECT_LE(Bytes() - few_bytes, size_t{3'900} * 100'000);
  EXPECT_GE(Bytes(), size_t{4'000} * 320 * 180 * 3 / 2);
}

TEST_F(PlaneArraysTest, HoldsFewLargePicturesInLittleMemory) {
  for (const Rung rung : {Rung::k160x90, Rung::k640x360, Rung::k1280x720}) {
    MakeArrays(1024 * kMiB);
    slots_.clear();
    FillTo(1, rung);
    EXPECT_LE(Bytes(), 16 * kMiB) << ToString(rung);
  }
}

TEST_F(PlaneArraysTest, GivesEachPictureALayerOfItsOwnThatTheDriverAllows) {
  gl_thread.Check();
  GLint most = 0;
  glGetIntegerv(GL_MAX_ARRAY_TEXTURE_LAYERS, &most);
  FillTo(static_cast<size_t>(most) * 5 / 2, Rung::k160x90);
  std::set<std::pair<size_t, int>> places;
  for (const PlaneArrays::Slot& slot : slots_) {
    EXPECT_LT(slot.layer, most);
    places.insert({slot.chunk, slot.layer});
  }
  EXPECT_EQ(places.size(), slots_.size());
}

TEST_F(PlaneArraysTest, GrowsBetweenFramesAndNotWhileTheyUpload) {
  gl_thread.Check();
  FillTo(1);
  while (slots_.size() < 1'500) {
    const size_t before = Bytes();
    FillTo(slots_.size() + 30, Rung::k320x180, 10'000);
    ASSERT_EQ(Bytes(), before) << "with " << slots_.size();
    arrays_->GrowAhead();
  }
}

// Each call at most one texture, so that none takes long.
TEST_F(PlaneArraysTest, GrowsInSteps) {
  gl_thread.Check();
  FillTo(150, Rung::k320x180, 10'000);
  std::vector<size_t> steps;
  for (int i = 0; i < 10; ++i) {
    const size_t before = Bytes();
    arrays_->GrowAhead();
    if (Bytes() > before) steps.push_back(Bytes() - before);
  }
  ASSERT_EQ(steps.size(), 3U) << "luma and chroma, once";
  EXPECT_EQ(steps[1], steps[2]);
  EXPECT_EQ(steps[0], 4 * steps[1]);
}

TEST_F(PlaneArraysTest, FinishesAChunkAtOnceThatIsNeededEarlier) {
  gl_thread.Check();
  FillTo(150, Rung::k320x180, 10'000);
  arrays_->GrowAhead();
  const size_t begun = Bytes();
  FillTo(400, Rung::k320x180, 10'000);
  EXPECT_GT(Bytes(), begun);
  EXPECT_EQ(ChunksInUse(), 2U);
}

TEST_F(PlaneArraysTest, GivesChunksBackThatAreNoLongerNeeded) {
  FillTo(2'000);
  const size_t many = Bytes();
  ShrinkTo(1'000);
  EXPECT_LE(Bytes(), many - 60 * kMiB);
  ShrinkTo(100);
  EXPECT_LE(Bytes(), 64 * kMiB);
  ShrinkTo(0);
  EXPECT_LE(Bytes(), 16 * kMiB);
  FillTo(2'000);
  EXPECT_LE(Bytes(), many);
}

TEST_F(PlaneArraysTest, KeepsItsChunksWhilePicturesComeAndGo) {
  gl_thread.Check();
  // Around every size at which something is made or given back.
  for (const size_t count : {1U, 95U, 191U, 300U, 480U, 574U, 900U, 1'340U}) {
    FillTo(count);
    for (int i = 0; i < 4; ++i) arrays_->GrowAhead();
    FillTo(count + 30);
    for (int i = 0; i < 4; ++i) arrays_->GrowAhead();
    const size_t bytes = Bytes();
    for (int round = 0; round < 5; ++round) {
      ShrinkTo(count);
      arrays_->GrowAhead();
      ASSERT_EQ(Bytes(), bytes) << count;
      FillTo(count + 30, Rung::k320x180, 10'000);
      arrays_->GrowAhead();
      ASSERT_EQ(Bytes(), bytes) << count;
    }
  }
}

TEST_F(PlaneArraysTest, GrowsAheadOnlyWithinTheLimitAndTakesNothingFromOthers) {
  gl_thread.Check();
  MakeArrays(40 * kMiB);
  FillTo(150);  // the next chunk of 32 MiB would be too much
  const size_t bytes = Bytes();
  for (int i = 0; i < 5; ++i) arrays_->GrowAhead();
  EXPECT_EQ(Bytes(), bytes);
  FillTo(400);
  EXPECT_LE(Bytes(), 40 * kMiB);
  EXPECT_GE(Bytes(), 38 * kMiB);
}

}  // namespace
}  // namespace labwall
