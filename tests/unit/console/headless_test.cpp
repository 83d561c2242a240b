// SPDX-License-Identifier: Apache-2.0
#include "console/headless.h"

#include <gtest/gtest.h>

#include <thread>

namespace labwall {
namespace {

TEST(HeadlessScreenTest, WaitsUntilTheTimeOrUntilItIsWoken) {
  gl_thread.Claim();
  const Result<std::unique_ptr<HeadlessScreen>> screen = HeadlessScreen::Create({64, 64});
  ASSERT_TRUE(screen) << screen.error().message;
  const MonotonicTime until = Clock::System().Now() + Milliseconds(30);
  (*screen)->Wait(until);
  EXPECT_GE(Clock::System().Now(), until);

  // Woken before it waits: the wait ends at once, and the wake-up is used up.
  (*screen)->Wake();
  (*screen)->Wake();
  (*screen)->Wait(MonotonicTime::max());
  (*screen)->Wait(Clock::System().Now() + Milliseconds(1));

  std::thread other([&screen] { (*screen)->Wake(); });
  (*screen)->Wait(MonotonicTime::max());
  other.join();
}

TEST(HeadlessScreenTest, GivesAPictureOfItsSize) {
  gl_thread.Claim();
  const Result<std::unique_ptr<HeadlessScreen>> screen = HeadlessScreen::Create({320, 200});
  ASSERT_TRUE(screen) << screen.error().message;
  EXPECT_EQ((*screen)->TakePicture().size, (PixelSize{320, 200}));
  EXPECT_EQ((*screen)->framebuffer(), (PixelSize{320, 200}));
  EXPECT_TRUE((*screen)->showing());
  EXPECT_FALSE((*screen)->closing());
}

}  // namespace
}  // namespace labwall
