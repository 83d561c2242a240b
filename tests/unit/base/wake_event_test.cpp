// SPDX-License-Identifier: Apache-2.0
#include "base/wake_event.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <thread>

namespace labwall {
namespace {

bool Readable(const WakeEvent& event, int wait_ms = 0) {
  pollfd readable{event.fd(), POLLIN, 0};
  return ::poll(&readable, 1, wait_ms) == 1;
}

TEST(WakeEventTest, StaysReadableUntilCleared) {
  const WakeEvent event;
  EXPECT_FALSE(Readable(event));
  event.Signal();
  EXPECT_TRUE(Readable(event));
  EXPECT_TRUE(Readable(event));
  event.Clear();
  EXPECT_FALSE(Readable(event));
}

TEST(WakeEventTest, ManySignalsAreOne) {
  const WakeEvent event;
  for (int i = 0; i < 1000; ++i) event.Signal();
  event.Clear();
  EXPECT_FALSE(Readable(event));
  event.Clear();  // does not block
}

TEST(WakeEventTest, WakesAnotherThread) {
  const WakeEvent event;
  std::thread other([&event] { event.Signal(); });
  EXPECT_TRUE(Readable(event, 40'000));
  other.join();
}

}  // namespace
}  // namespace labwall
