// SPDX-License-Identifier: Apache-2.0
#include "console/app.h"

#include <gtest/gtest.h>

#include "app_stage.h"
#include "support/eventually.h"

namespace labwall {
namespace {

TEST_F(AppTest, DrawsNoFrameWhileNothingChanges) {
  gl_thread.Check();
  StartApp();
  ASSERT_NE(app_, nullptr);
  // The first frames, the connection and what they animate; then quiet.
  const bool quiet = Eventually(
      [this] {
        gl_thread.Check();
        const uint64_t before = app_->frame_count();
        RunFor(Milliseconds(700));
        return before > 0 && app_->frame_count() == before;
      },
      kPatience);
  EXPECT_TRUE(quiet);
  EXPECT_GE(app_->frame_count(), 1U);

  app_->DrawFrame();
  const uint64_t drawn = app_->frame_count();
  screen_->Wake();  // for nothing
  RunFor(Milliseconds(50));
  EXPECT_EQ(app_->frame_count(), drawn);
}

}  // namespace
}  // namespace labwall
