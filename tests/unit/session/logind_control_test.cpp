// SPDX-License-Identifier: Apache-2.0
// The real logind, with real users' sessions.
#include "session/logind/logind_control.h"

#include <gtest/gtest.h>

#include "control_loop.h"
#include "support/real_lab.h"

namespace labwall {
namespace {

// All sessions that logind has are the lab's: the lab refuses to start otherwise.
size_t CountOf(const SessionControl& control) { return control.Sessions().size(); }

const SessionRecord* FindUser(const std::vector<SessionRecord>& sessions, const std::string& user) {
  for (const SessionRecord& session : sessions) {
    if (session.user == user) return &session;
  }
  return nullptr;
}

// One more session of a lab user, as a text login.
Result<Subprocess> LogInAgain(const std::string& user) {
  SubprocessOptions options;
  options.argv = {"setsid", "--wait", "su", "-l", user, "-c", "exec sleep 600"};
  options.environment = EnvironmentWith({{"XDG_SESSION_TYPE", "tty"}});
  return Subprocess::Start(options);
}

TEST(LogindControlTest, FollowsSessionsFromTheirStartToTheirEnd) {
  LABWALL_NEEDS_REAL_SESSIONS();
  // Made before there is a system bus, where the lab has to start one.
  const auto control = MakeLogindControl(Clock::System());
  int changes = 0;
  control->set_on_change([&] { ++changes; });
  control->Process();
  {
    const RealLab lab(2, {"--console"});
    ASSERT_EQ(lab.problem(), "");
    ASSERT_TRUE(RunUntil(*control, [&] { return control->current() && CountOf(*control) == 3; }));
    EXPECT_GT(changes, 0);

    const std::vector<SessionRecord> sessions = control->Sessions();
    const SessionRecord* const amara = FindUser(sessions, "labwall-lab-1");
    ASSERT_NE(amara, nullptr);
    EXPECT_EQ(amara->display_name, "Amara Okafor");
    EXPECT_EQ(amara->home, "/home/labwall-lab-1");
    EXPECT_EQ(amara->type, SessionType::kX11);
    EXPECT_EQ(amara->state, SessionState::kActive);
    EXPECT_GT(amara->started_us, 1'600'000'000'000'000);
    EXPECT_GT(amara->leader, 0);
    EXPECT_NE(amara->uid, 0U);
    EXPECT_EQ(amara->id, lab.Sessions().at(0).session_id);
    const SessionRecord* const console = FindUser(sessions, "labwall-lab-tty");
    ASSERT_NE(console, nullptr);
    EXPECT_EQ(console->type, SessionType::kTty);

    // A new session of a user who has one.
    auto second = LogInAgain("labwall-lab-1");
    ASSERT_TRUE(second) << second.error().message;
    ASSERT_TRUE(RunUntil(*control, [&] { return CountOf(*control) == 4; }));
    std::string new_id;
    for (const SessionRecord& session : control->Sessions()) {
      if (session.user == "labwall-lab-1" && session.id != amara->id) new_id = session.id;
    }

    std::optional<Result<>> answer;
    control->Terminate(new_id, [&](const Result<>& result) { answer = result; });
    ASSERT_TRUE(RunUntil(*control, [&] { return answer && control->Find(new_id) == nullptr; }));
    EXPECT_TRUE(*answer) << answer->error().message;
    EXPECT_NE(control->Find(amara->id), nullptr);
    EXPECT_EQ(CountOf(*control), 3U);

    answer.reset();
    control->Terminate("no-such-session", [&](const Result<>& result) { answer = result; });
    ASSERT_TRUE(RunUntil(*control, [&] { return answer.has_value(); }));
    ASSERT_FALSE(*answer);
    EXPECT_EQ(answer->error().code, ErrorCode::kNotFound);
  }
  // The lab took its bus with it, where it was the lab's.
  ASSERT_TRUE(RunUntil(*control, [&] { return !control->current() || CountOf(*control) == 0; }));
  {
    const RealLab lab(1);
    ASSERT_EQ(lab.problem(), "");
    EXPECT_TRUE(RunUntil(*control, [&] { return control->current() && CountOf(*control) == 1; }));
  }
}

TEST(LogindControlTest, SurvivesARestartOfLogind) {
  LABWALL_NEEDS_REAL_SESSIONS();
  const RealLab lab(2);
  ASSERT_EQ(lab.problem(), "");
  const auto control = MakeLogindControl(Clock::System());
  ASSERT_TRUE(RunUntil(*control, [&] { return control->current() && CountOf(*control) == 2; }));
  const std::vector<SessionRecord> before = control->Sessions();

  // In two steps: an end and a start that are heard of together are over before anybody can look in between.
  const ProgramResult stopped = RunProgram({SourceFile("tests/lab/lab"), "stop-logind"});
  ASSERT_EQ(stopped.exit_status, 0) << stopped.errors;
  bool told = false;
  control->set_on_change([&] { told |= !control->current(); });
  ASSERT_TRUE(RunUntil(*control, [&] { return !control->current(); }));
  EXPECT_TRUE(told) << "who listens is told that nothing is certain now";
  const ProgramResult restarted = RunProgram({SourceFile("tests/lab/lab"), "restart-logind"});
  ASSERT_EQ(restarted.exit_status, 0) << restarted.errors;
  ASSERT_TRUE(RunUntil(*control, [&] { return control->current(); }));
  EXPECT_EQ(control->Sessions(), before);

  std::optional<Result<>> answer;
  control->Terminate(before[0].id, [&](const Result<>& result) { answer = result; });
  EXPECT_TRUE(RunUntil(*control, [&] { return answer && control->current() && CountOf(*control) == 1; }));
}

TEST(LogindControlTest, AnswersEveryRequestAlsoWithoutABus) {
  // Nothing is told before the first Process(), so there is no bus yet.
  const auto control = MakeLogindControl(Clock::System());
  std::optional<Result<>> answer;
  control->Terminate("c1", [&](const Result<>& result) { answer = result; });
  EXPECT_FALSE(answer);
  control->Process();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace labwall
