// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace labwall {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(LogTest, EscapesControlCharacters) {
  testing::internal::CaptureStderr();
  StartLog("log_test", LogLevel::kInfo);
  LogWarning("user {}", "a\nb\x1b[31m\x7f");
  LogDebug("not {}", "wanted");
  const std::string written = testing::internal::GetCapturedStderr();
  EXPECT_THAT(written, HasSubstr("log_test"));
  EXPECT_THAT(written, HasSubstr("user a\\x0ab\\x1b[31m\\x7f"));
  EXPECT_THAT(written, Not(HasSubstr("wanted")));
}

TEST(LogThrottleTest, LetsOneEventOfASourceThroughInAMinute) {
  ManualClock clock;
  LogThrottle throttle(clock);
  EXPECT_TRUE(throttle.Allow("a"));
  EXPECT_FALSE(throttle.Allow("a"));
  EXPECT_TRUE(throttle.Allow("b"));
  clock.Advance(std::chrono::seconds(59));
  EXPECT_FALSE(throttle.Allow("a"));
  clock.Advance(std::chrono::seconds(1));
  EXPECT_TRUE(throttle.Allow("a"));
  EXPECT_FALSE(throttle.Allow("a"));
}

TEST(LogThrottleTest, CountsEveryEvent) {
  ManualClock clock;
  LogThrottle throttle(clock);
  for (int i = 0; i < 5; ++i) std::ignore = throttle.Allow("a");
  EXPECT_EQ(throttle.event_count(), 5u);
}

TEST(LogThrottleTest, ForgetsRatherThanGrowsWithoutLimit) {
  ManualClock clock;
  LogThrottle throttle(clock);
  ASSERT_TRUE(throttle.Allow("first"));
  for (size_t i = 1; i < LogThrottle::kMaxSources; ++i) ASSERT_TRUE(throttle.Allow(std::to_string(i)));
  EXPECT_FALSE(throttle.Allow("first"));
  ASSERT_TRUE(throttle.Allow("one too many"));
  EXPECT_TRUE(throttle.Allow("first"));
}

}  // namespace
}  // namespace labwall
