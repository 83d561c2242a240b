// SPDX-License-Identifier: Apache-2.0
#include "console/stop_watcher.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

#include "base/subprocess.h"
#include "support/eventually.h"

namespace labwall {
namespace {

constexpr Milliseconds kPatience{20'000};

TEST(StopWatcherTest, StopsOnSigterm) {
  StopSignals signals;
  std::atomic<int> calls{0};
  {
    const StopWatcher watcher(signals, 0, [&calls] { ++calls; });
    EXPECT_FALSE(watcher.stopped());
    ::kill(::getpid(), SIGTERM);
    EXPECT_TRUE(Eventually([&calls] { return calls == 1; }, kPatience));
    EXPECT_TRUE(watcher.stopped());
  }
  EXPECT_EQ(calls, 1);
}

TEST(StopWatcherTest, StopsWhenTheOtherProcessEnds) {
  StopSignals signals;
  Result<Subprocess> other = Subprocess::Start({.argv = {"sleep", "600"}});
  ASSERT_TRUE(other) << other.error().message;
  std::atomic<bool> called{false};
  const StopWatcher watcher(signals, other->pid(), [&called] { called = true; });
  EXPECT_FALSE(watcher.stopped());
  other->Signal(SIGKILL);
  EXPECT_TRUE(Eventually([&called] { return called.load(); }, kPatience));
  EXPECT_TRUE(watcher.stopped());
}

TEST(StopWatcherTest, StopsAtOnceWhenTheOtherProcessHasEndedAlready) {
  StopSignals signals;
  Result<Subprocess> other = Subprocess::Start({.argv = {"true"}});
  ASSERT_TRUE(other) << other.error().message;
  const pid_t pid = other->pid();
  ASSERT_TRUE(other->WaitUntil(Clock::System().Now() + kPatience));
  const StopWatcher watcher(signals, pid, [] {});
  EXPECT_TRUE(watcher.stopped());
}

TEST(StopWatcherTest, CallsNobodyWhenItIsNoLongerNeeded) {
  StopSignals signals;
  bool called = false;
  {
    const StopWatcher watcher(signals, 0, [&called] { called = true; });
  }
  EXPECT_FALSE(called);
}

}  // namespace
}  // namespace labwall
