// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <chrono>

#include "app_stage.h"

namespace labwall {
namespace {

TEST_F(AppTest, ManyPicturesASecondAreDrawnAtTheDisplaysRateAtMost) {
  gl_thread.Check();
  constexpr size_t kStations = 60;
  StartRoom({"--stations", std::to_string(kStations), "--fps", "30", "--size", "320x180"});
  StartApp("[pictures]\nupdates_per_minute = 600\n[wall]\nfit_all = true\ngroup = \"none\"\nactivity_open = false\n");
  ASSERT_NE(app_, nullptr);
  // One in twelve has a text console, and no picture.
  ASSERT_TRUE(WaitForPictures(kStations * 11 / 12)) << WithPicture().size();
  const uint64_t frames_before = app_->frame_count();
  const uint64_t uploads_before = app_->figures().uploads;
  const MonotonicTime started = Clock::System().Now();
  RunFor(Milliseconds(2'000));
  const std::chrono::duration<double> passed = Clock::System().Now() - started;
  const uint64_t frames = app_->frame_count() - frames_before;
  const uint64_t uploads = app_->figures().uploads - uploads_before;
  EXPECT_GE(frames, 4U);
  EXPECT_LE(static_cast<double>(frames), passed.count() * 60 + 1);
  EXPECT_GT(uploads, 2 * frames) << "they are coalesced";
}

}  // namespace
}  // namespace labwall
