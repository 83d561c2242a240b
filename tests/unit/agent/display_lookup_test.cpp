// SPDX-License-Identifier: Apache-2.0
#include "agent/display_lookup.h"

#include <gtest/gtest.h>

#include "support/eventually.h"
#include "support/program.h"

namespace labwall {
namespace {

SessionRecord OwnSession(pid_t leader) {
  SessionRecord session;
  session.id = "no-such-session";
  session.uid = ::geteuid();
  session.gid = ::getegid();
  session.user = "me";
  session.home = "/";
  session.leader = leader;
  return session;
}

class DisplayLookupTest : public ::testing::Test {
 protected:
  bool Finish(DisplayLookup& lookup) {
    return Eventually(
        [&] {
          pollfd fd{lookup.fd(), POLLIN, 0};
          ::poll(&fd, 1, 100);
          return lookup.Process();
        },
        std::chrono::seconds(30));
  }

  ManualClock clock_;
  ChildReaper reaper_;
};

TEST_F(DisplayLookupTest, FindsTheDisplayOfTheLeadersChildren) {
  SubprocessOptions options;
  options.argv = {"/bin/sleep", "600"};
  options.environment = std::map<std::string, std::string>{{"DISPLAY", ":4711"}, {"XAUTHORITY", "/nowhere/auth"}};
  auto leader = Subprocess::Start(options);
  ASSERT_TRUE(leader) << leader.error().message;
  auto lookup = DisplayLookup::Start(clock_, reaper_, OurProgram("labwall-agent"), OwnSession(leader->pid()));
  ASSERT_TRUE(lookup) << lookup.error().message;
  ASSERT_TRUE(Finish(**lookup));
  EXPECT_EQ((*lookup)->found(), (DisplayAddress{":4711", "/nowhere/auth"}));
}

TEST_F(DisplayLookupTest, FindsNothingWhereNothingIs) {
  auto lookup = DisplayLookup::Start(clock_, reaper_, OurProgram("labwall-agent"), OwnSession(0));
  ASSERT_TRUE(lookup) << lookup.error().message;
  ASSERT_TRUE(Finish(**lookup));
  EXPECT_EQ((*lookup)->found(), std::nullopt);
}

TEST_F(DisplayLookupTest, GivesUpOnALookThatHangs) {
  const ScratchDirectory scratch;
  const std::string hangs = scratch / "hangs";
  ASSERT_EQ(RunProgram({"/bin/sh", "-c", "printf '#!/bin/sh\\nexec sleep 600\\n' > " + hangs + " && chmod +x " + hangs})
                .exit_status,
            0);
  auto lookup = DisplayLookup::Start(clock_, reaper_, hangs, OwnSession(0));
  ASSERT_TRUE(lookup) << lookup.error().message;
  EXPECT_FALSE((*lookup)->Process());
  clock_.Advance(DisplayLookup::kLimit);
  EXPECT_TRUE((*lookup)->Process());
  EXPECT_EQ((*lookup)->found(), std::nullopt);
}

TEST_F(DisplayLookupTest, BelievesNoStrangeWords) {
  const ScratchDirectory scratch;
  const std::string lies = scratch / "lies";
  ASSERT_EQ(RunProgram({"/bin/sh", "-c",
                        "printf '#!/bin/sh\\necho evil.example:0; echo /a\\n' > " + lies + " && chmod +x " + lies})
                .exit_status,
            0);
  auto lookup = DisplayLookup::Start(clock_, reaper_, lies, OwnSession(0));
  ASSERT_TRUE(lookup) << lookup.error().message;
  ASSERT_TRUE(Finish(**lookup));
  EXPECT_EQ((*lookup)->found(), std::nullopt);
}

TEST_F(DisplayLookupTest, OnlyRootMayLookAtAnothersSession) {
  SessionRecord session = OwnSession(0);
  SubprocessOptions options;
  EXPECT_TRUE(RunAsUserOf(session, options));
  EXPECT_FALSE(options.user);
  session.uid = ::geteuid() + 1;
  if (::geteuid() == 0) {
    ASSERT_TRUE(RunAsUserOf(session, options));
    EXPECT_EQ(options.user->uid, 1U);
    session.home = "";
    EXPECT_FALSE(RunAsUserOf(session, options));
  } else {
    EXPECT_FALSE(RunAsUserOf(session, options));
  }
}

}  // namespace
}  // namespace labwall
