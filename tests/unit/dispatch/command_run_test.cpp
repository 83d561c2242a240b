// SPDX-License-Identifier: Apache-2.0
#include "dispatch/command_run.h"

#include <gtest/gtest.h>

#include "unit/lab/scripted_station.h"
#include "wire/limits.h"

namespace labwall {
namespace {

CommandTarget Target(const std::string& station, const std::string& session_id) {
  return {MakeSession(station, session_id, "ada").key, "ada", "Ada"};
}

Command LogOff(std::vector<CommandTarget> targets) {
  Command command;
  command.action = Action::kLogOff;
  command.targets = std::move(targets);
  command.time_limit = Milliseconds(10'000);
  return command;
}

class CommandRunTest : public ::testing::Test {
 protected:
  CommandRun Start(const Command& command) {
    CommandRun run(MakeBatch(1, command, clock_.Now()), command, [this] { return "id-" + std::to_string(++ids_); });
    for (CommandRun::Request& request : run.Start(clock_.Now())) requests_[request.station] = std::move(request);
    return run;
  }
  std::string IdOf(const std::string& station) { return requests_.at(station).message.command_id; }
  bool Answer(CommandRun& run, const std::string& station, StationAnswer answer) {
    return run.OnAnswer(IdOf(station), answer, clock_.Now());
  }
  static const Outcome& OutcomeOf(const CommandRun& run, size_t target) { return run.batch().targets[target].outcome; }

  ManualClock clock_;
  int ids_ = 0;
  std::map<std::string, CommandRun::Request> requests_;
};

TEST_F(CommandRunTest, MakesOneRequestForEachStation) {
  Command command = LogOff({Target("pc-2", "c1"), Target("pc-1", "c1"), Target("pc-2", "c2")});
  command.operator_session = Target("desk", "c7").key;
  const CommandRun run = Start(command);
  ASSERT_EQ(requests_.size(), 2u);
  const wire::CommandRequest& request = requests_["pc-2"].message;
  EXPECT_EQ(request.targets, (std::vector<SessionKey>{Target("pc-2", "c1").key, Target("pc-2", "c2").key}));
  EXPECT_EQ(request.action, Action::kLogOff);
  EXPECT_EQ(request.operator_session, command.operator_session);
  EXPECT_EQ(request.time_limit, command.time_limit);
  EXPECT_NE(IdOf("pc-1"), IdOf("pc-2"));
}

TEST_F(CommandRunTest, SplitsWhatIsTooMuchForOneRequest) {
  Command command = LogOff({});
  for (size_t i = 0; i < wire::kMaxCommandTargets + 1; ++i) {
    command.targets.push_back(Target("pc-1", "c" + std::to_string(i)));
  }
  CommandRun run(MakeBatch(1, command, clock_.Now()), command, [this] { return std::to_string(++ids_); });
  const auto requests = run.Start(clock_.Now());
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0].message.targets.size() + requests[1].message.targets.size(), wire::kMaxCommandTargets + 1);
  EXPECT_LE(requests[0].message.targets.size(), wire::kMaxCommandTargets);
  EXPECT_LE(requests[1].message.targets.size(), wire::kMaxCommandTargets);
}

TEST_F(CommandRunTest, TakesATargetThatIsNamedTwiceOnce) {
  const Batch batch =
      MakeBatch(1, LogOff({Target("pc-1", "c1"), Target("pc-1", "c2"), Target("pc-1", "c1")}), clock_.Now());
  ASSERT_EQ(batch.targets.size(), 2u);
  EXPECT_EQ(batch.targets[1].target.key.session_id, "c2");
}

TEST_F(CommandRunTest, ReportsWhatTheStationReports) {
  CommandRun run = Start(LogOff({Target("pc-1", "c1"), Target("pc-1", "c2")}));
  EXPECT_FALSE(run.TakeChanged());
  EXPECT_TRUE(Answer(run, "pc-1", wire::CommandAccepted{}));
  EXPECT_TRUE(run.TakeChanged());
  EXPECT_EQ(run.batch().targets[0].stage, TargetStage::kAccepted);
  clock_.Advance(std::chrono::seconds(2));
  EXPECT_TRUE(Answer(run, "pc-1", Outcome{Target("pc-1", "c2").key, {}, OutcomeCode::kRefused, "own session"}));
  EXPECT_TRUE(Answer(run, "pc-1", Outcome{Target("pc-1", "c1").key, {}, OutcomeCode::kDone, {}}));
  ASSERT_TRUE(run.batch().finished());
  EXPECT_EQ(OutcomeOf(run, 0).code, OutcomeCode::kDone);
  EXPECT_EQ(OutcomeOf(run, 0).user, "ada");
  EXPECT_EQ(OutcomeOf(run, 0).elapsed, Milliseconds(2000));
  EXPECT_EQ(OutcomeOf(run, 1).code, OutcomeCode::kRefused);
  EXPECT_EQ(OutcomeOf(run, 1).detail, "own session");
  EXPECT_FALSE(run.NextDeadline());
}

TEST_F(CommandRunTest, IgnoresWhatIsSaidTwiceOrOfOthers) {
  CommandRun run = Start(LogOff({Target("pc-1", "c1"), Target("pc-2", "c1")}));
  const Outcome done{Target("pc-1", "c1").key, {}, OutcomeCode::kDone, {}};
  EXPECT_FALSE(Answer(run, "pc-2", done));  // not that station's session
  EXPECT_FALSE(run.OnAnswer("unknown", done, clock_.Now()));
  EXPECT_TRUE(Answer(run, "pc-1", done));
  const Outcome failed{Target("pc-1", "c1").key, {}, OutcomeCode::kFailed, "changed my mind"};
  EXPECT_FALSE(Answer(run, "pc-1", failed));
  EXPECT_EQ(OutcomeOf(run, 0).code, OutcomeCode::kDone);
  EXPECT_EQ(run.batch().FinishedCount(), 1u);
}

TEST_F(CommandRunTest, TimesOutOnlyTheStationThatNeverAnswered) {
  CommandRun run = Start(LogOff({Target("mute", "c1"), Target("pc-1", "c1")}));
  EXPECT_TRUE(Answer(run, "pc-1", wire::CommandAccepted{}));
  EXPECT_EQ(run.NextDeadline(), clock_.Now() + CommandRun::kAnswerLimit);
  clock_.Advance(CommandRun::kAnswerLimit);
  run.Expire(clock_.Now());
  EXPECT_EQ(OutcomeOf(run, 0).code, OutcomeCode::kTimedOut);
  EXPECT_NE(OutcomeOf(run, 0).detail.find("nothing was touched"), std::string::npos);
  EXPECT_EQ(run.batch().targets[1].stage, TargetStage::kAccepted);
  EXPECT_FALSE(Answer(run, "mute", wire::CommandAccepted{})) << "it may not go on any more";
  EXPECT_FALSE(Answer(run, "mute", Outcome{Target("mute", "c1").key, {}, OutcomeCode::kDone, {}}));
}

TEST_F(CommandRunTest, ARequestIsGoneOnWithOnce) {
  CommandRun run = Start(LogOff({Target("pc-1", "c1"), Target("pc-1", "c2")}));
  EXPECT_TRUE(Answer(run, "pc-1", wire::CommandAccepted{}));
  EXPECT_FALSE(Answer(run, "pc-1", wire::CommandAccepted{})) << "two agents of one station may not both act";
  EXPECT_TRUE(Answer(run, "pc-1", Outcome{Target("pc-1", "c1").key, {}, OutcomeCode::kDone, {}}));
  EXPECT_FALSE(Answer(run, "pc-1", wire::CommandAccepted{}));
}

TEST_F(CommandRunTest, AnAcceptanceThatIsLookedAtTooLateMayNotGoOn) {
  CommandRun run = Start(LogOff({Target("pc-1", "c1")}));
  clock_.Advance(CommandRun::kAnswerLimit);
  EXPECT_FALSE(Answer(run, "pc-1", wire::CommandAccepted{}));
  run.Expire(clock_.Now());
  EXPECT_EQ(OutcomeOf(run, 0).code, OutcomeCode::kTimedOut);
}

TEST_F(CommandRunTest, CancelsWhatNoStationHasTakenUp) {
  CommandRun run = Start(LogOff({Target("pc-1", "c1"), Target("pc-2", "c1"), Target("pc-2", "c2")}));
  EXPECT_TRUE(Answer(run, "pc-1", wire::CommandAccepted{}));
  (void)run.TakeChanged();
  clock_.Advance(Milliseconds(500));
  run.Cancel(clock_.Now());
  EXPECT_TRUE(run.TakeChanged());
  EXPECT_EQ(run.batch().targets[0].stage, TargetStage::kAccepted);
  for (const size_t target : {1u, 2u}) {
    EXPECT_EQ(OutcomeOf(run, target).code, OutcomeCode::kCancelled);
    EXPECT_EQ(OutcomeOf(run, target).elapsed, Milliseconds(500));
    EXPECT_NE(OutcomeOf(run, target).detail.find("nothing was touched"), std::string::npos);
  }
  EXPECT_FALSE(Answer(run, "pc-2", wire::CommandAccepted{})) << "withdrawn";
  EXPECT_TRUE(Answer(run, "pc-1", Outcome{Target("pc-1", "c1").key, {}, OutcomeCode::kDone, {}}));
  EXPECT_TRUE(run.batch().finished());
  run.Cancel(clock_.Now());
  EXPECT_EQ(OutcomeOf(run, 0).code, OutcomeCode::kDone);
}

TEST_F(CommandRunTest, CancelsTheRestOfAStationThatReportsWithoutHavingAccepted) {
  CommandRun run = Start(LogOff({Target("pc-1", "c1"), Target("pc-1", "c2")}));
  EXPECT_TRUE(Answer(run, "pc-1", Outcome{Target("pc-1", "c1").key, {}, OutcomeCode::kAlreadyGone, {}}));
  run.Cancel(clock_.Now());
  EXPECT_EQ(OutcomeOf(run, 0).code, OutcomeCode::kAlreadyGone);
  EXPECT_EQ(OutcomeOf(run, 1).code, OutcomeCode::kCancelled);
}

TEST_F(CommandRunTest, TimesOutAStationThatAcceptedAndFellSilent) {
  CommandRun run = Start(LogOff({Target("pc-1", "c1"), Target("pc-1", "c2")}));
  EXPECT_TRUE(Answer(run, "pc-1", wire::CommandAccepted{}));
  EXPECT_TRUE(Answer(run, "pc-1", Outcome{Target("pc-1", "c1").key, {}, OutcomeCode::kDone, {}}));
  clock_.Advance(Milliseconds(10'000) + CommandRun::kReportGrace - Milliseconds(1));
  run.Expire(clock_.Now());
  EXPECT_FALSE(run.batch().finished());
  clock_.Advance(Milliseconds(1));
  run.Expire(clock_.Now());
  EXPECT_EQ(OutcomeOf(run, 0).code, OutcomeCode::kDone);
  EXPECT_EQ(OutcomeOf(run, 1).code, OutcomeCode::kTimedOut);
  EXPECT_NE(OutcomeOf(run, 1).detail.find("accepted"), std::string::npos);
}

TEST_F(CommandRunTest, FailsWithTheStationsWordsWhenItRejects) {
  CommandRun run = Start(LogOff({Target("pc-1", "c1")}));
  EXPECT_TRUE(Answer(run, "pc-1", wire::CommandRejected{"it is not signed"}));
  EXPECT_EQ(OutcomeOf(run, 0).code, OutcomeCode::kFailed);
  EXPECT_NE(OutcomeOf(run, 0).detail.find("it is not signed"), std::string::npos);
}

TEST_F(CommandRunTest, TakesNoRespondersForUnreachable) {
  CommandRun run = Start(LogOff({Target("pc-07", "c1")}));
  EXPECT_TRUE(Answer(run, "pc-07", NoResponders{}));
  EXPECT_EQ(OutcomeOf(run, 0).code, OutcomeCode::kUnreachable);
  EXPECT_EQ(OutcomeOf(run, 0).detail, "no agent answers for pc-07: is the station on?");
}

TEST_F(CommandRunTest, DoesNotBelieveNoRespondersOfAStationThatHasAccepted) {
  CommandRun run = Start(LogOff({Target("pc-07", "c1")}));
  EXPECT_TRUE(Answer(run, "pc-07", wire::CommandAccepted{}));
  EXPECT_FALSE(Answer(run, "pc-07", NoResponders{}));
  EXPECT_FALSE(run.batch().finished());
}

TEST_F(CommandRunTest, TellsALostBrokerFromAMessageThatCouldNotBeSent) {
  CommandRun run = Start(LogOff({Target("pc-1", "c1"), Target("pc-2", "c1")}));
  run.OnUnsent(IdOf("pc-1"), {ErrorCode::kUnavailable, "not connected"}, clock_.Now());
  run.OnUnsent(IdOf("pc-2"), {ErrorCode::kResourceExhausted, "too large"}, clock_.Now());
  EXPECT_EQ(OutcomeOf(run, 0).code, OutcomeCode::kUnreachable);
  EXPECT_EQ(OutcomeOf(run, 1).code, OutcomeCode::kFailed);
}

}  // namespace
}  // namespace labwall
