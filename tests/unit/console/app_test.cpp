// SPDX-License-Identifier: Apache-2.0
#include "console/app.h"

#include <gtest/gtest.h>

#include "bus/broker_process.h"
#include "console/headless.h"
#include "support/eventually.h"
#include "support/program.h"

namespace labwall {
namespace {

TEST(AppTest, DrawsNoFrameWhileNothingChanges) {
  gl_thread.Claim();
  const ScratchDirectory scratch;
  const Result<std::unique_ptr<BrokerProcess>> broker = BrokerProcess::Start({.directory = scratch / "broker"});
  ASSERT_TRUE(broker) << broker.error().message;
  const Result<std::unique_ptr<HeadlessScreen>> screen = HeadlessScreen::Create({800, 600});
  ASSERT_TRUE(screen) << screen.error().message;
  StopSignals signals;
  const StopWatcher stop(signals, 0, [&screen] { (*screen)->Wake(); });
  const Result<std::unique_ptr<App>> app = App::Create({.connect = (*broker)->url()}, **screen, stop);
  ASSERT_TRUE(app) << app.error().message;

  // The first frames, the connection and what they animate; then quiet.
  const bool quiet = Eventually(
      [&app] {
        gl_thread.Check();
        const uint64_t before = (*app)->frame_count();
        (*app)->RunUntil(Clock::System().Now() + Milliseconds(700));
        return before > 0 && (*app)->frame_count() == before;
      },
      Milliseconds(20'000));
  EXPECT_TRUE(quiet);
  EXPECT_GE((*app)->frame_count(), 1U);

  (*app)->DrawFrame();
  const uint64_t drawn = (*app)->frame_count();
  (*screen)->Wake();  // for nothing
  (*app)->RunUntil(Clock::System().Now() + Milliseconds(50));
  EXPECT_EQ((*app)->frame_count(), drawn);
}

}  // namespace
}  // namespace labwall
