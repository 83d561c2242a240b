// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <imgui.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <set>
#include <vector>

#include "app_stage.h"
#include "support/eventually.h"

namespace labwall {
namespace {

// From the turn of the wheel to the upload of each tile's first picture: the lease, the way there and back, and the
// frames that the scrolling takes. How long that is depends on the machine: it is told, and only bounded from far
// above.
TEST_F(AppTest, WhatIsScrolledIntoViewHasAPictureSoon) {
  gl_thread.Check();
  constexpr double kBoundMs = 5'000;
  StartRoom({"--stations", "120", "--size", "640x360"});
  StartApp("[wall]\nactivity_open = false\n");
  ASSERT_NE(app_, nullptr);
  ASSERT_TRUE(WaitForPictures(8));
  RunFor(Milliseconds(500));
  ImGui::GetIO().AddMousePosEvent(500, 400);
  std::vector<double> took_ms;
  for (int page = 0; page < 6; ++page) {
    const std::vector<SessionKey> before = WithPicture();
    const std::set<SessionKey> had(before.begin(), before.end());
    const MonotonicTime turned = Clock::System().Now();
    ImGui::GetIO().AddMouseWheelEvent(0, -14);
    app_->DrawFrame();
    // A page of nine, of which one may have no picture.
    ASSERT_TRUE(WaitForPictures(had.size() + 6)) << "page " << page;
    RunFor(Milliseconds(300));
    for (const SessionKey& key : WithPicture()) {
      if (had.contains(key)) continue;
      const std::chrono::duration<double, std::milli> took = app_->PictureOf(key).appeared_at - turned;
      took_ms.push_back(took.count());
    }
  }
  ASSERT_GE(took_ms.size(), 32U);
  std::sort(took_ms.begin(), took_ms.end());
  std::printf("%zu tiles scrolled into view: p50 %.0f ms, p99 %.0f ms, most %.0f ms\n", took_ms.size(),
              took_ms[took_ms.size() / 2], took_ms[took_ms.size() * 99 / 100], took_ms.back());
  EXPECT_LT(took_ms.back(), kBoundMs * SlowdownFactor());
}

}  // namespace
}  // namespace labwall
