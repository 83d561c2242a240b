// SPDX-License-Identifier: Apache-2.0
#include "dispatch/dispatcher.h"

#include <gtest/gtest.h>

#include <atomic>

#include "support/eventually.h"
#include "unit/lab/scripted_station.h"
#include "wire/subjects.h"

namespace labwall {
namespace {

constexpr std::chrono::seconds kLimit{60};

CommandTarget Target(const std::string& station, const std::string& session_id) {
  return {MakeSession(station, session_id, "ada").key, "ada", "Ada"};
}

Command LogOff(std::vector<CommandTarget> targets, Milliseconds time_limit = Milliseconds(20'000)) {
  Command command;
  command.action = Action::kLogOff;
  command.targets = std::move(targets);
  command.time_limit = time_limit;
  return command;
}

class DispatcherTest : public ::testing::Test {
 protected:
  DispatcherTest()
      : connection_(ConnectOrDie(broker_.url(), "dispatcher")),
        dispatcher_(Dispatcher::Create(Clock::System(), *connection_, {[this] { ++changes_; }})) {}

  std::shared_ptr<const Batch> Run(Command command) {
    const Result<BatchId> id = dispatcher_->Submit(std::move(command));
    if (!id) {
      ADD_FAILURE() << id.error().message;
      return nullptr;
    }
    auto batch = dispatcher_->WaitFinished(*id, std::chrono::steady_clock::now() + kLimit);
    EXPECT_NE(batch, nullptr);
    return batch;
  }

  std::atomic<int> changes_{0};
  TestBroker broker_;
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Dispatcher> dispatcher_;
};

TEST_F(DispatcherTest, GivesEachSessionItsOutcome) {
  const ScriptedStation first(broker_.url(), MakeStation("pc-1", {}), AnswerAllWith(OutcomeCode::kDone));
  const ScriptedStation second(broker_.url(), MakeStation("pc-2", {}), AnswerAllWith(OutcomeCode::kFailed, "no way"));
  const auto batch = Run(LogOff({Target("pc-1", "c1"), Target("pc-2", "c1"), Target("pc-1", "c2")}));
  ASSERT_NE(batch, nullptr);
  ASSERT_EQ(batch->targets.size(), 3u);
  EXPECT_EQ(batch->targets[0].outcome.code, OutcomeCode::kDone);
  EXPECT_EQ(batch->targets[1].outcome.code, OutcomeCode::kFailed);
  EXPECT_EQ(batch->targets[1].outcome.detail, "no way");
  EXPECT_EQ(batch->targets[2].outcome.code, OutcomeCode::kDone);
  EXPECT_EQ(first.commands().size(), 1u);
  EXPECT_EQ(second.commands().size(), 1u);
  EXPECT_GT(changes_, 0);
}

TEST_F(DispatcherTest, SaysAtOnceThatNobodyServesAStation) {
  const auto batch = Run(LogOff({Target("pc-07", "c1")}));
  ASSERT_NE(batch, nullptr);
  EXPECT_EQ(batch->targets[0].outcome.code, OutcomeCode::kUnreachable);
  EXPECT_EQ(batch->targets[0].outcome.detail, "no agent answers for pc-07: is the station on?");
}

TEST_F(DispatcherTest, ReportsTimeoutOnlyForTheStationThatNeverAnswered) {
  const ScriptedStation mute(broker_.url(), MakeStation("mute", {}), StayMute());
  const ScriptedStation quick(broker_.url(), MakeStation("quick", {}), AnswerAllWith(OutcomeCode::kDone));
  const Result<BatchId> id = dispatcher_->Submit(LogOff({Target("mute", "c1"), Target("quick", "c1")}));
  ASSERT_TRUE(id);
  // The quick one's outcome is there while the mute one is still waited for.
  EXPECT_TRUE(Eventually(
      [&] {
        const auto batches = dispatcher_->Batches();
        return batches.size() == 1 && batches[0]->FinishedCount() == 1 &&
               batches[0]->targets[1].outcome.code == OutcomeCode::kDone;
      },
      Milliseconds(20'000)));
  const auto batch = dispatcher_->WaitFinished(*id, std::chrono::steady_clock::now() + kLimit);
  ASSERT_NE(batch, nullptr);
  EXPECT_EQ(batch->targets[0].outcome.code, OutcomeCode::kTimedOut);
  EXPECT_GE(batch->targets[0].outcome.elapsed, Milliseconds(3'000));
  EXPECT_EQ(batch->targets[1].outcome.code, OutcomeCode::kDone);
}

TEST_F(DispatcherTest, ReportsTimeoutForAStationThatAcceptedAndFellSilent) {
  const ScriptedStation station(broker_.url(), MakeStation("pc-1", {}), OnlyAccept());
  const auto batch = Run(LogOff({Target("pc-1", "c1")}, Milliseconds(1)));
  ASSERT_NE(batch, nullptr);
  EXPECT_EQ(batch->targets[0].outcome.code, OutcomeCode::kTimedOut);
  EXPECT_NE(batch->targets[0].outcome.detail.find("pc-1 accepted"), std::string::npos);
}

TEST_F(DispatcherTest, FailsWithTheWordsOfAStationThatRejects) {
  const ScriptedStation station(broker_.url(), MakeStation("pc-1", {}), [](const wire::CommandRequest& request) {
    return std::vector<wire::CommandReply>{{request.command_id, wire::CommandRejected{"I do not know that"}}};
  });
  const auto batch = Run(LogOff({Target("pc-1", "c1")}));
  ASSERT_NE(batch, nullptr);
  EXPECT_EQ(batch->targets[0].outcome.code, OutcomeCode::kFailed);
  EXPECT_NE(batch->targets[0].outcome.detail.find("I do not know that"), std::string::npos);
}

TEST_F(DispatcherTest, IgnoresRepliesThatAreDoubledForeignOrSenseless) {
  ScriptedStation station(broker_.url(), MakeStation("pc-1", {}), [](const wire::CommandRequest& request) {
    const auto outcome = [&](const SessionKey& key, OutcomeCode code) {
      return wire::CommandReply{request.command_id, Outcome{key, {}, code, {}, Milliseconds(1)}};
    };
    const std::string other_id(32, 'f');
    return std::vector<wire::CommandReply>{
        {other_id, Outcome{request.targets[0], {}, OutcomeCode::kFailed, {}, Milliseconds(1)}},
        outcome(MakeSession("pc-2", "c9", "eve").key, OutcomeCode::kDone),
        {request.command_id, wire::CommandAccepted{}},
        {request.command_id, wire::CommandAccepted{}},
        outcome(request.targets[0], OutcomeCode::kAlreadyGone),
        outcome(request.targets[0], OutcomeCode::kFailed),
        outcome(request.targets[1], OutcomeCode::kDone)};
  });
  const auto batch = Run(LogOff({Target("pc-1", "c1"), Target("pc-1", "c2"), Target("pc-1", "c1")}));
  ASSERT_NE(batch, nullptr);
  ASSERT_EQ(batch->targets.size(), 2u);
  EXPECT_EQ(batch->targets[0].outcome.code, OutcomeCode::kAlreadyGone);
  EXPECT_EQ(batch->targets[1].outcome.code, OutcomeCode::kDone);
}

TEST_F(DispatcherTest, AnAcceptanceIsAnsweredOnceWithTheWordToGoOn) {
  const ScriptedStation station(broker_.url(), MakeStation("pc-1", {}), [](const wire::CommandRequest& request) {
    const Outcome done{request.targets[0], {}, OutcomeCode::kDone, {}, Milliseconds(1)};
    return std::vector<wire::CommandReply>{{request.command_id, wire::CommandAccepted{}},
                                           {request.command_id, done},
                                           {request.command_id, wire::CommandAccepted{}}};
  });
  const auto batch = Run(LogOff({Target("pc-1", "c1")}));
  ASSERT_NE(batch, nullptr);
  EXPECT_EQ(batch->targets[0].outcome.code, OutcomeCode::kDone);
  ASSERT_TRUE(Eventually([&] { return station.words().size() == 2; }, Milliseconds(20'000)));
  EXPECT_TRUE(station.words()[0].go_on);
  EXPECT_FALSE(station.words()[1].go_on) << "it is finished";
  EXPECT_EQ(station.words()[0].command_id, station.commands()[0].command_id);
}

TEST_F(DispatcherTest, SaysNothingWhereAStationHasNoBusiness) {
  const auto elsewhere = ConnectOrDie(broker_.url(), "another station");
  std::atomic<int> heard{0};
  const auto listening = elsewhere->Subscribe(wire::CommandSubject("pc-2"), [&](const BusMessage&) { ++heard; });
  const auto requests = elsewhere->Subscribe(wire::CommandSubject("pc-1"), [&](const BusMessage& message) {
    const auto request = wire::DecodeCommandRequest(message.payload());
    const std::string reply_to(message.reply_to());
    const std::string accepted = wire::Encode(wire::CommandReply{request->command_id, wire::CommandAccepted{}});
    (void)elsewhere->PublishRequest(reply_to, wire::CommandSubject("pc-2"), accepted);
    (void)elsewhere->Publish(reply_to, accepted);
    // So that this command, and with it both acceptances, has been looked at when its outcome is there.
    const Outcome done{request->targets[0], {}, OutcomeCode::kDone, {}, Milliseconds(1)};
    (void)elsewhere->Publish(reply_to, wire::Encode(wire::CommandReply{request->command_id, done}));
  });
  ASSERT_TRUE(listening && requests);
  ASSERT_TRUE(elsewhere->Flush(kLimit));
  const auto batch = Run(LogOff({Target("pc-1", "c1")}));
  ASSERT_NE(batch, nullptr);
  ASSERT_TRUE(connection_->Flush(kLimit));
  ASSERT_TRUE(elsewhere->Flush(kLimit));
  EXPECT_EQ(heard, 0);
}

TEST_F(DispatcherTest, CancelsOnlyWhatNoStationHasTakenUp) {
  const ScriptedStation mute(broker_.url(), MakeStation("mute", {}), StayMute());
  const ScriptedStation busy(broker_.url(), MakeStation("busy", {}), OnlyAccept());
  const ScriptedStation quick(broker_.url(), MakeStation("quick", {}), AnswerAllWith(OutcomeCode::kDone));
  const Result<BatchId> id = dispatcher_->Submit(LogOff(
      {Target("mute", "c1"), Target("busy", "c1"), Target("quick", "c1"), Target("mute", "c2")}, Milliseconds(1)));
  ASSERT_TRUE(id);
  ASSERT_TRUE(Eventually([&] { return dispatcher_->Batches()[0]->WaitingCount() == 2; }, Milliseconds(20'000)));
  ASSERT_TRUE(Eventually([&] { return mute.commands().size() == 1; }, Milliseconds(20'000)));
  dispatcher_->Cancel(*id);
  ASSERT_TRUE(Eventually([&] { return dispatcher_->Batches()[0]->CountOf(OutcomeCode::kCancelled) == 2; },
                         Milliseconds(20'000)));
  const auto batch = dispatcher_->WaitFinished(*id, std::chrono::steady_clock::now() + kLimit);
  ASSERT_NE(batch, nullptr);
  EXPECT_EQ(batch->targets[0].outcome.code, OutcomeCode::kCancelled);
  EXPECT_EQ(batch->targets[1].outcome.code, OutcomeCode::kTimedOut) << "it was told to go on";
  EXPECT_EQ(batch->targets[2].outcome.code, OutcomeCode::kDone);
  EXPECT_EQ(batch->targets[3].outcome.code, OutcomeCode::kCancelled);
}

TEST_F(DispatcherTest, CancellingWhatIsFinishedOrUnknownChangesNothing) {
  const ScriptedStation station(broker_.url(), MakeStation("pc-1", {}), AnswerAllWith(OutcomeCode::kDone));
  const auto batch = Run(LogOff({Target("pc-1", "c1")}));
  ASSERT_NE(batch, nullptr);
  dispatcher_->Cancel(batch->id);
  dispatcher_->Cancel(batch->id + 1);
  ASSERT_NE(Run(LogOff({Target("pc-1", "c2")})), nullptr);
  EXPECT_EQ(dispatcher_->Batches().front(), batch);
}

TEST_F(DispatcherTest, SaysThatTheBrokerIsAway) {
  auto connection = Connection::Open({"nats://u:p@127.0.0.1:1", "nobody there", nullptr});
  ASSERT_TRUE(connection);
  const auto dispatcher = Dispatcher::Create(Clock::System(), **connection, {});
  const Result<BatchId> id = dispatcher->Submit(LogOff({Target("pc-1", "c1")}));
  ASSERT_TRUE(id);
  const auto batch = dispatcher->WaitFinished(*id, std::chrono::steady_clock::now() + kLimit);
  ASSERT_NE(batch, nullptr);
  EXPECT_EQ(batch->targets[0].outcome.code, OutcomeCode::kUnreachable);
}

TEST_F(DispatcherTest, RefusesCommandsThatMakeNoSense) {
  EXPECT_FALSE(dispatcher_->Submit(LogOff({})));
  EXPECT_FALSE(dispatcher_->Submit(LogOff({Target("a.b", "c1")})));
  Command nothing = LogOff({Target("pc-1", "c1")});
  nothing.action = Action::kUnknown;
  EXPECT_FALSE(dispatcher_->Submit(nothing));
  EXPECT_TRUE(dispatcher_->Batches().empty());
}

TEST_F(DispatcherTest, RefusesCommandsWhenTooManyAreUnderWay) {
  const ScriptedStation mute(broker_.url(), MakeStation("mute", {}), OnlyAccept());
  for (int i = 0; i < 64; ++i) ASSERT_TRUE(dispatcher_->Submit(LogOff({Target("mute", "c1")})));
  for (const auto& batch : dispatcher_->Batches()) EXPECT_FALSE(batch->finished());
  const Result<BatchId> last = dispatcher_->Submit(LogOff({Target("mute", "c1"), Target("mute", "c2")}));
  ASSERT_TRUE(last);
  const auto refused = dispatcher_->WaitFinished(*last, Clock::System().Now());
  ASSERT_NE(refused, nullptr) << "finished by the time Submit() returns";
  EXPECT_EQ(refused->CountOf(OutcomeCode::kRefused), 2u);
  EXPECT_NE(refused->targets[0].outcome.detail.find("too many commands"), std::string::npos);
  // Its destructor does not wait for them.
}

TEST_F(DispatcherTest, KeepsABoundedNumberOfFinishedBatches) {
  const ScriptedStation station(broker_.url(), MakeStation("pc-1", {}), AnswerAllWith(OutcomeCode::kDone));
  BatchId last = 0;
  for (int i = 0; i < 210; ++i) {
    const auto batch = Run(LogOff({Target("pc-1", "c1")}));
    ASSERT_NE(batch, nullptr);
    last = batch->id;
  }
  const auto batches = dispatcher_->Batches();
  ASSERT_EQ(batches.size(), 200u);
  EXPECT_EQ(batches.back()->id, last);
  EXPECT_EQ(dispatcher_->WaitFinished(1, std::chrono::steady_clock::now()), nullptr);
}

TEST_F(DispatcherTest, LeavesABatchTheSameObjectWhileItDoesNotChange) {
  const ScriptedStation station(broker_.url(), MakeStation("pc-1", {}), AnswerAllWith(OutcomeCode::kDone));
  const auto first = Run(LogOff({Target("pc-1", "c1")}));
  (void)Run(LogOff({Target("pc-1", "c2")}));
  EXPECT_EQ(dispatcher_->Batches().front(), first);
}

}  // namespace
}  // namespace labwall
