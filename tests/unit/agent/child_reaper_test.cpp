// SPDX-License-Identifier: Apache-2.0
#include "agent/child_reaper.h"

#include <gtest/gtest.h>
#include <signal.h>

#include "support/eventually.h"

namespace labwall {
namespace {

TEST(ChildReaperTest, EndsAChildThatDoesNotWantTo) {
  SubprocessOptions options;
  options.argv = {"/bin/sh", "-c", "trap '' TERM; while :; do sleep 1; done"};
  auto child = Subprocess::Start(options);
  ASSERT_TRUE(child) << child.error().message;
  const pid_t pid = child->pid();
  ChildReaper reaper;
  reaper.End(std::move(*child));
  EXPECT_TRUE(Eventually(
      [&] {
        std::vector<pollfd> fds;
        reaper.AppendPollFds(fds);
        EXPECT_EQ(fds.size(), reaper.count());
        reaper.Process();
        return reaper.count() == 0;
      },
      std::chrono::seconds(20)));
  EXPECT_NE(::kill(pid, 0), 0);
}

}  // namespace
}  // namespace labwall
