// SPDX-License-Identifier: Apache-2.0
#include "session/session_processes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/subprocess.h"
#include "proc_tree.h"

namespace labwall {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(SessionProcessesTest, KnowsTheControlGroupsOfSystemdAndElogind) {
  EXPECT_TRUE(CgroupNamesSession("0::/user.slice/user-1000.slice/session-4.scope\n", "4"));
  EXPECT_TRUE(CgroupNamesSession("3:cpu:/\n1:name=elogind:/c4\n0::/\n", "c4"));
  EXPECT_TRUE(CgroupNamesSession("0::/c4\n", "c4"));
}

TEST(SessionProcessesTest, TakesNoOtherControlGroupForTheSession) {
  EXPECT_FALSE(CgroupNamesSession("0::/user.slice/user-1000.slice/session-41.scope\n", "4"));
  EXPECT_FALSE(CgroupNamesSession("0::/user.slice/user-1000.slice/user@1000.service/session.slice\n", "4"));
  EXPECT_FALSE(CgroupNamesSession("1:name=elogind:/c40\n", "c4"));
  EXPECT_FALSE(CgroupNamesSession("4:cpu:/c4\n", "c4"));
  EXPECT_FALSE(CgroupNamesSession("", "c4"));
  EXPECT_FALSE(CgroupNamesSession("nonsense", "c4"));
  EXPECT_FALSE(CgroupNamesSession("::", "c4"));
}

TEST(SessionProcessesTest, FindsMembersOfTheControlGroupAndDescendantsOfTheLeader) {
  ProcTree proc;
  proc.Add(100, 1, "0::/other", "");
  proc.Add(200, 1, "1:name=elogind:/c4\n", "");
  proc.Add(300, 100, "0::/other", "", "odd) S 1 name");
  proc.Add(400, 300, "0::/other", "");
  proc.Add(500, 1, "0::/other", "");
  EXPECT_THAT(ProcessesOfSession({"c4", 100, std::nullopt}, 10, proc.path()), ElementsAre(100, 200, 300, 400));
}

TEST(SessionProcessesTest, LooksAtNoMoreThanItMay) {
  ProcTree proc;
  for (int pid = 100; pid < 140; ++pid) proc.Add(pid, 1, "0::/c4\n", "");
  EXPECT_EQ(ProcessesOfSession({"c4", 0, std::nullopt}, 7, proc.path()).size(), 7U);
}

TEST(SessionProcessesTest, LeavesOtherUsersOut) {
  ProcTree proc;
  proc.Add(100, 1, "0::/c4\n", "");
  EXPECT_THAT(ProcessesOfSession({"c4", 0, ::geteuid() + 1}, 10, proc.path()), IsEmpty());
}

TEST(SessionProcessesTest, ALoopOfParentsEnds) {
  ProcTree proc;
  proc.Add(100, 101, "0::/", "");
  proc.Add(101, 100, "0::/", "");
  EXPECT_THAT(ProcessesOfSession({"c4", 7, std::nullopt}, 10, proc.path()), IsEmpty());
}

TEST(SessionProcessesTest, FindsARealChildAndItsName) {
  SubprocessOptions options;
  options.argv = {"sleep", "600"};
  auto child = Subprocess::Start(options);
  ASSERT_TRUE(child) << child.error().message;
  const pid_t pid = child->pid();
  EXPECT_THAT(ProcessesOfSession({"no-such-session", pid, ::geteuid()}, 100'000), ElementsAre(pid));
  EXPECT_EQ(ProcessName(pid), "sleep");
  child->Stop(std::chrono::seconds(5));
  EXPECT_THAT(ProcessesOfSession({"no-such-session", ::getpid(), ::geteuid()}, 100'000), Not(Contains(pid)));
  EXPECT_EQ(ProcessName(pid), "");
}

}  // namespace
}  // namespace labwall
