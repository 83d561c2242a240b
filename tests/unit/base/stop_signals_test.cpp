// SPDX-License-Identifier: Apache-2.0
#include "base/stop_signals.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>

namespace labwall {
namespace {

TEST(StopSignalsTest, TurnsASignalIntoAReadableDescriptor) {
  StopSignals signals;
  EXPECT_FALSE(signals.Arrived());
  ASSERT_EQ(::kill(::getpid(), SIGTERM), 0);
  pollfd readable{signals.fd(), POLLIN, 0};
  EXPECT_EQ(::poll(&readable, 1, 40'000), 1);
  EXPECT_TRUE(signals.Arrived());
  EXPECT_TRUE(signals.Arrived());
}

TEST(StopSignalsTest, ASignalEndsTheProgramWhileItMay) {
  const auto end_at_once = [](bool at_once) {
    StopSignals signals;
    signals.EndAtOnce(true);
    signals.EndAtOnce(at_once);
    ::kill(::getpid(), SIGINT);
    std::_Exit(signals.Arrived() ? 0 : 1);
  };
  EXPECT_EXIT(end_at_once(true), ::testing::KilledBySignal(SIGINT), "");
  EXPECT_EXIT(end_at_once(false), ::testing::ExitedWithCode(0), "");
}

TEST(StopSignalsTest, OutlivesWritingToAClosedPipe) {
  const StopSignals signals;
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ::close(ends[0]);
  EXPECT_LT(::write(ends[1], "x", 1), 0);
  ::close(ends[1]);
}

}  // namespace
}  // namespace labwall
