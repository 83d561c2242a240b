// SPDX-License-Identifier: Apache-2.0
#include "agent/command_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "session/fake/fake_control.h"
#include "wire/limits.h"
#include "wire/subjects.h"

namespace labwall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

const std::string kBoot(32, 'b');

SessionKey Key(const std::string& id, int64_t started_us = 7) { return SessionKey{"s1", kBoot, id, started_us}; }

class CommandRunnerTest : public ::testing::Test {
 protected:
  CommandRunnerTest() {
    control_.set_on_change([this] { runner_.OnSessionsChanged(); });
    for (const char* id : {"c1", "c2", "c3"}) Put(id, 7);
    control_.Process();
  }

  void Put(const std::string& id, int64_t started_us) {
    SessionRecord record;
    record.id = id;
    record.started_us = started_us;
    record.user = "user-of-" + id;
    control_.Put(record);
  }

  // A command that its console lets go on at once.
  void Start(const std::string& id, std::vector<SessionKey> targets,
             std::optional<SessionKey> operator_session = std::nullopt) {
    Ask(id, std::move(targets), std::move(operator_session));
    Say(id, true);
  }
  void Ask(const std::string& id, std::vector<SessionKey> targets,
           std::optional<SessionKey> operator_session = std::nullopt) {
    wire::CommandRequest request;
    request.command_id = id;
    request.action = Action::kLogOff;
    request.targets = std::move(targets);
    request.operator_session = std::move(operator_session);
    request.time_limit = std::chrono::seconds(20);
    runner_.Start("reply." + id, wire::Encode(request));
  }

  void Say(const std::string& id, bool go_on) {
    runner_.OnWord(word_numbers_[id], wire::Encode(wire::CommandWord{id, go_on}));
  }

  std::vector<Outcome> OutcomesOf(const std::string& id) const {
    std::vector<Outcome> outcomes;
    for (const wire::CommandReply& reply : replies_) {
      const auto* const outcome = std::get_if<Outcome>(&reply.answer);
      if (outcome != nullptr && reply.command_id == id) outcomes.push_back(*outcome);
    }
    return outcomes;
  }
  Outcome OnlyOutcomeOf(const std::string& id) const {
    const std::vector<Outcome> outcomes = OutcomesOf(id);
    EXPECT_EQ(outcomes.size(), 1U);
    return outcomes.empty() ? Outcome{} : outcomes[0];
  }
  bool Rejected(size_t reply) const { return std::holds_alternative<wire::CommandRejected>(replies_.at(reply).answer); }
  bool Accepted(size_t reply) const { return std::holds_alternative<wire::CommandAccepted>(replies_.at(reply).answer); }

  ManualClock clock_;
  FakeControl control_;
  std::vector<wire::CommandReply> replies_;
  std::map<std::string, uint64_t> word_numbers_;  // by command id
  std::vector<std::pair<std::string, bool>> endings_;
  std::string unmonitored_;
  CommandRunner runner_{clock_, control_,
                        CommandRunnerOptions{
                            "s1",
                            kBoot,
                            [this](const std::string& to, const wire::CommandReply& reply, const std::string& word) {
                              EXPECT_EQ(to.rfind("reply.", 0), 0U);
                              EXPECT_EQ(std::holds_alternative<wire::CommandAccepted>(reply.answer), !word.empty());
                              if (const auto address = wire::ParseWordSubject(word)) {
                                EXPECT_EQ(address->station, "s1");
                                word_numbers_[reply.command_id] = address->number;
                              }
                              replies_.push_back(reply);
                            },
                            [this](const SessionRecord& session) { return session.id != unmonitored_; },
                            [this](const std::string& id, bool ending) { endings_.emplace_back(id, ending); },
                            [](const SessionRecord&) {
                              return std::vector<std::string>{"bash", "evil\x1B"};
                            },
                        }};
};

TEST_F(CommandRunnerTest, AcceptsThenReportsDoneForEachSession) {
  Start("k", {Key("c1"), Key("c3")});
  ASSERT_EQ(replies_.size(), 1U);
  EXPECT_TRUE(Accepted(0));
  control_.Process();
  const std::vector<Outcome> outcomes = OutcomesOf("k");
  ASSERT_EQ(outcomes.size(), 2U);
  for (const Outcome& outcome : outcomes) {
    EXPECT_EQ(outcome.code, OutcomeCode::kDone);
    EXPECT_EQ(outcome.detail, "");
    EXPECT_EQ(outcome.user, "user-of-" + outcome.key.session_id);
  }
  EXPECT_THAT(control_.terminated(), ElementsAre("c1", "c3"));
  EXPECT_NE(control_.Find("c2"), nullptr);
  EXPECT_EQ(runner_.under_way(), 0U);
  EXPECT_EQ(runner_.NextDeadline(), std::nullopt);
}

TEST_F(CommandRunnerTest, TouchesNothingBeforeTheWordToGoOn) {
  Ask("k", {Key("c1"), Key("c9")});
  control_.Put(SessionRecord{.id = "c4", .started_us = 7});
  control_.Process();
  ASSERT_EQ(replies_.size(), 1U);
  EXPECT_TRUE(Accepted(0));
  EXPECT_THAT(endings_, IsEmpty());
  EXPECT_EQ(runner_.under_way(), 1U);
  Say("k", true);
  control_.Process();
  EXPECT_THAT(control_.terminated(), ElementsAre("c1"));
  EXPECT_EQ(OutcomesOf("k").size(), 2U);
}

TEST_F(CommandRunnerTest, TouchesNothingWhenTheCommandIsWithdrawn) {
  Ask("k", {Key("c1")});
  Say("k", false);
  Say("k", true);
  control_.Process();
  EXPECT_THAT(control_.terminated(), IsEmpty());
  EXPECT_THAT(endings_, IsEmpty());
  EXPECT_EQ(replies_.size(), 1U) << "the console knows what it has said";
  EXPECT_EQ(runner_.under_way(), 0U);
  EXPECT_EQ(runner_.ignored_words(), 1U);
}

TEST_F(CommandRunnerTest, TouchesNothingWhenTheConsoleIsGone) {
  Ask("k", {Key("c1")});
  runner_.OnNobody(word_numbers_["k"]);
  Say("k", true);
  control_.Process();
  EXPECT_THAT(control_.terminated(), IsEmpty());
  EXPECT_EQ(runner_.under_way(), 0U);
}

TEST_F(CommandRunnerTest, TouchesNothingWhenNoWordComesInTimeAndSaysSo) {
  Ask("k", {Key("c1")});
  EXPECT_EQ(runner_.NextDeadline(), clock_.Now() + wire::kWordLimit);
  clock_.Advance(wire::kWordLimit);
  Say("k", true);
  runner_.Expire();
  control_.Process();
  EXPECT_THAT(control_.terminated(), IsEmpty());
  ASSERT_EQ(replies_.size(), 2U);
  ASSERT_TRUE(Rejected(1));
  EXPECT_THAT(std::get<wire::CommandRejected>(replies_[1].answer).reason, HasSubstr("nothing was touched"));
  EXPECT_EQ(runner_.NextDeadline(), std::nullopt);
}

TEST_F(CommandRunnerTest, AWordThatComesTwiceEndsNothingTwice) {
  control_.MakeStubborn("c1");
  Start("k", {Key("c1")});
  Say("k", true);
  Say("k", false);
  control_.Process();
  EXPECT_THAT(control_.terminated(), ElementsAre("c1"));
  EXPECT_EQ(runner_.ignored_words(), 2U);
  control_.Vanish("c1");
  control_.Process();
  EXPECT_EQ(OnlyOutcomeOf("k").code, OutcomeCode::kDone);
}

TEST_F(CommandRunnerTest, TheTimeLimitRunsFromTheAcceptance) {
  control_.MakeStubborn("c1");
  Ask("k", {Key("c1")});
  const MonotonicTime accepted_at = clock_.Now();
  clock_.Advance(Milliseconds(2'000));
  Say("k", true);
  EXPECT_EQ(runner_.NextDeadline(), accepted_at + std::chrono::seconds(20));
}

TEST_F(CommandRunnerTest, IsNotDoneBeforeTheSessionIsGone) {
  control_.MakeStubborn("c1");
  Start("k", {Key("c1")});
  control_.Process();
  EXPECT_THAT(OutcomesOf("k"), IsEmpty());
  clock_.Advance(Milliseconds(1500));
  control_.Vanish("c1");
  control_.Process();
  EXPECT_EQ(OnlyOutcomeOf("k").code, OutcomeCode::kDone);
  EXPECT_EQ(OnlyOutcomeOf("k").elapsed, Milliseconds(1500));
}

TEST_F(CommandRunnerTest, AnyDifferenceInTheKeyIsAlreadyGoneAndTouchesNothing) {
  Start("k",
        {Key("c1", 8), Key("c9"), SessionKey{"s2", kBoot, "c1", 7}, SessionKey{"s1", std::string(32, 'c'), "c1", 7}});
  control_.Process();
  const std::vector<Outcome> outcomes = OutcomesOf("k");
  ASSERT_EQ(outcomes.size(), 4U);
  for (const Outcome& outcome : outcomes) EXPECT_EQ(outcome.code, OutcomeCode::kAlreadyGone);
  EXPECT_THAT(control_.terminated(), IsEmpty());
  EXPECT_THAT(endings_, IsEmpty());
}

TEST_F(CommandRunnerTest, RefusesTheOperatorsOwnSession) {
  Start("k", {Key("c1"), Key("c2")}, Key("c1"));
  control_.Process();
  EXPECT_EQ(OutcomesOf("k").at(0).code, OutcomeCode::kRefused);
  EXPECT_THAT(OutcomesOf("k").at(0).detail, HasSubstr("the session you work in"));
  EXPECT_EQ(OutcomesOf("k").at(1).code, OutcomeCode::kDone);
  EXPECT_THAT(control_.terminated(), ElementsAre("c2"));
}

TEST_F(CommandRunnerTest, RefusesASessionThatIsNotMonitored) {
  unmonitored_ = "c2";
  Start("k", {Key("c2")});
  control_.Process();
  EXPECT_EQ(OnlyOutcomeOf("k").code, OutcomeCode::kRefused);
  EXPECT_THAT(control_.terminated(), IsEmpty());
}

TEST_F(CommandRunnerTest, TwoCommandsForOneSessionBothGetTheirOutcome) {
  control_.MakeStubborn("c1");
  Start("k1", {Key("c1")});
  Start("k2", {Key("c1")});
  control_.Process();
  control_.Vanish("c1");
  control_.Process();
  EXPECT_EQ(OnlyOutcomeOf("k1").code, OutcomeCode::kDone);
  EXPECT_EQ(OnlyOutcomeOf("k2").code, OutcomeCode::kDone);
}

TEST_F(CommandRunnerTest, TheCaptureLetsGoFirstAndTakesUpAgainWhenTheSessionStays) {
  control_.MakeStubborn("c1");
  Start("k", {Key("c1")});
  EXPECT_THAT(endings_, ElementsAre(Pair("c1", true)));
  control_.Process();
  clock_.Advance(std::chrono::seconds(20));
  runner_.Expire();
  EXPECT_THAT(endings_, ElementsAre(Pair("c1", true), Pair("c1", false)));
}

TEST_F(CommandRunnerTest, ATimeoutNamesWhatHoldsTheSession) {
  control_.MakeStubborn("c1");
  Start("k", {Key("c1"), Key("c2")});
  control_.Process();
  EXPECT_EQ(runner_.NextDeadline(), clock_.Now() + std::chrono::seconds(20));
  clock_.Advance(Milliseconds(19'999));
  runner_.Expire();
  EXPECT_EQ(OutcomesOf("k").size(), 1U);
  clock_.Advance(Milliseconds(1));
  runner_.Expire();
  ASSERT_EQ(OutcomesOf("k").size(), 2U);
  EXPECT_EQ(OutcomesOf("k")[1].code, OutcomeCode::kTimedOut);
  EXPECT_EQ(OutcomesOf("k")[1].detail, "still closing; it waits for bash, evil");
  control_.Vanish("c1");
  control_.Process();
  EXPECT_EQ(OutcomesOf("k").size(), 2U) << "an outcome is final";
}

TEST_F(CommandRunnerTest, LogindsRefusalIsToldInItsOwnWords) {
  control_.FailTerminate(Fail(ErrorCode::kPermissionDenied, "logind did not end session c1: not today"));
  Start("k", {Key("c1")});
  control_.Process();
  EXPECT_EQ(OnlyOutcomeOf("k").code, OutcomeCode::kFailed);
  EXPECT_THAT(OnlyOutcomeOf("k").detail, HasSubstr("not today"));
  EXPECT_THAT(endings_, ElementsAre(Pair("c1", true), Pair("c1", false)));
}

TEST_F(CommandRunnerTest, WaitsForALogindThatRestarts) {
  control_.SetCurrent(false);
  Start("k", {Key("c1")});
  control_.Process();
  EXPECT_THAT(OutcomesOf("k"), IsEmpty());
  EXPECT_THAT(control_.terminated(), IsEmpty());
  control_.SetCurrent(true);
  control_.Process();
  control_.Process();
  EXPECT_EQ(OnlyOutcomeOf("k").code, OutcomeCode::kDone);
}

TEST_F(CommandRunnerTest, AsksAgainWhenLogindWentAwayWithTheRequest) {
  control_.FailTerminate(Fail(ErrorCode::kUnavailable, "logind has gone"));
  Start("k", {Key("c1")});
  control_.SetCurrent(false);
  control_.Process();
  EXPECT_THAT(OutcomesOf("k"), IsEmpty());
  control_.FailTerminate({});
  control_.SetCurrent(true);
  control_.Process();
  control_.Process();
  EXPECT_EQ(OnlyOutcomeOf("k").code, OutcomeCode::kDone);
}

TEST_F(CommandRunnerTest, AMissingSessionIsNotGoneWhileLogindIsAway) {
  control_.MakeStubborn("c1");
  Start("k", {Key("c1")});
  control_.Process();
  control_.SetCurrent(false);
  control_.Vanish("c1");
  control_.Process();
  EXPECT_THAT(OutcomesOf("k"), IsEmpty());
  control_.SetCurrent(true);
  control_.Process();
  EXPECT_EQ(OnlyOutcomeOf("k").code, OutcomeCode::kDone);
}

TEST_F(CommandRunnerTest, TimesOutWhenLogindStaysAway) {
  control_.SetCurrent(false);
  Start("k", {Key("c1")});
  clock_.Advance(std::chrono::seconds(20));
  runner_.Expire();
  EXPECT_EQ(OnlyOutcomeOf("k").code, OutcomeCode::kTimedOut);
  EXPECT_THAT(OnlyOutcomeOf("k").detail, HasSubstr("logind"));
}

TEST_F(CommandRunnerTest, RejectsWhatItCannotReadAndDoesNothing) {
  runner_.Start("reply.x", "\xFF\xFF nonsense");
  ASSERT_EQ(replies_.size(), 1U);
  EXPECT_TRUE(Rejected(0));
  runner_.Start("reply.x", "");
  ASSERT_EQ(replies_.size(), 2U);
  EXPECT_TRUE(Rejected(1));
  EXPECT_EQ(runner_.under_way(), 0U);
}

TEST_F(CommandRunnerTest, RejectsMoreThanItCanHaveUnderWay) {
  control_.MakeStubborn("c1");
  for (size_t i = 0; i < CommandRunner::kMaxUnderWay; ++i) Start("k" + std::to_string(i), {Key("c1")});
  EXPECT_EQ(runner_.under_way(), CommandRunner::kMaxUnderWay);
  replies_.clear();
  Start("one-more", {Key("c1")});
  ASSERT_EQ(replies_.size(), 1U);
  EXPECT_TRUE(Rejected(0));
  EXPECT_EQ(replies_[0].command_id, "one-more");
}

TEST_F(CommandRunnerTest, CommandsThatWaitForTheWordCountAsUnderWay) {
  control_.MakeStubborn("c1");
  for (size_t i = 0; i < CommandRunner::kMaxUnderWay / 2; ++i) {
    Start("k" + std::to_string(i), {Key("c1")});
    Ask("w" + std::to_string(i), {Key("c1")});
  }
  replies_.clear();
  Ask("one-more", {Key("c1")});
  EXPECT_TRUE(Rejected(0));
  Say("w0", false);
  Ask("another", {Key("c1")});
  EXPECT_TRUE(Accepted(1));
}

TEST_F(CommandRunnerTest, AnAgentThatStopsRejectsWhatItWasNotToldToGoOnWith) {
  Ask("k", {Key("c1")});
  runner_.Abandon();
  ASSERT_EQ(replies_.size(), 2U);
  EXPECT_TRUE(Rejected(1));
  EXPECT_EQ(runner_.under_way(), 0U);
  EXPECT_THAT(control_.terminated(), IsEmpty());
}

TEST_F(CommandRunnerTest, AnAgentThatStopsLeavesNoCommandWithoutOutcome) {
  control_.MakeStubborn("c1");
  Start("k", {Key("c1")});
  control_.Process();
  runner_.Abandon();
  EXPECT_EQ(OnlyOutcomeOf("k").code, OutcomeCode::kFailed);
  EXPECT_EQ(runner_.under_way(), 0U);
}

}  // namespace
}  // namespace labwall
