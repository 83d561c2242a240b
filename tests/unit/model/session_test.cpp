// SPDX-License-Identifier: Apache-2.0
#include "model/session.h"

#include <gtest/gtest.h>

namespace labwall {
namespace {

TEST(SessionTest, HasLogindsWords) {
  EXPECT_STREQ(ToString(SessionType::kX11), "x11");
  EXPECT_STREQ(ToString(SessionType::kWayland), "wayland");
  EXPECT_STREQ(ToString(SessionType::kTty), "tty");
  EXPECT_STREQ(ToString(SessionState::kActive), "active");
  EXPECT_STREQ(ToString(SessionState::kOnline), "online");
  EXPECT_STREQ(ToString(SessionState::kClosing), "closing");
}

}  // namespace
}  // namespace labwall
