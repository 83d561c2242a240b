// SPDX-License-Identifier: Apache-2.0
#include "sim/practice_station.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>

#include "wire/limits.h"
#include "wire/subjects.h"

namespace labwall {
namespace {

using std::chrono::seconds;

struct Answered {
  std::string to;
  wire::CommandReply reply;
  std::string word_subject;
};

class PracticeStationTest : public testing::Test {
 protected:
  PracticeStation& Make() {
    station_ = std::make_unique<PracticeStation>(
        options_, 1, 0, clock_,
        [this](const std::string& to, const wire::CommandReply& reply, const std::string& word_subject) {
          answers_.push_back({to, reply, word_subject});
        });
    return *station_;
  }
  SessionKey KeyOf(size_t index) const { return station_->State().sessions.at(index).key; }
  wire::CommandRequest LogOff(std::vector<SessionKey> targets) const {
    return {"cmd-1", Action::kLogOff, std::move(targets), std::nullopt, Milliseconds(20'000)};
  }
  // A command that its console lets go on at once.
  void Carry(const wire::CommandRequest& request) {
    station_->HandleCommand(request, "inbox");
    Say(request.command_id, true);
  }
  // Says the word on the command that was accepted last.
  void Say(const std::string& id, bool go_on) {
    const auto address = wire::ParseWordSubject(answers_.empty() ? "" : answers_.back().word_subject);
    if (address) last_word_ = address->number;
    station_->HandleWord(last_word_, wire::Encode(wire::CommandWord{id, go_on}));
  }
  // The codes of the outcomes so far, in order.
  std::vector<OutcomeCode> Outcomes() const {
    std::vector<OutcomeCode> codes;
    for (const Answered& answer : answers_) {
      if (const auto* outcome = std::get_if<Outcome>(&answer.reply.answer)) codes.push_back(outcome->code);
    }
    return codes;
  }
  bool FirstAnswerIsAccepted() const {
    return !answers_.empty() && std::holds_alternative<wire::CommandAccepted>(answers_[0].reply.answer);
  }
  // Draws all that is due. Gives how many screens had anything to show.
  size_t DrawAll() {
    size_t screens = 0;
    bool any = false;
    while (station_->DrawOne(sketchbook_,
                             [&](const SessionKey& key, PixelSize source, const PracticeScreen::Frame& frame) {
                               EXPECT_EQ(key.station, station_->id());
                               EXPECT_EQ(source, options_.screen);
                               EXPECT_FALSE(frame.jpeg.empty());
                               any = true;
                             })) {
      screens += std::exchange(any, false) ? 1 : 0;
    }
    return screens;
  }
  wire::WatchLease LeaseOfAll(const std::string& console = "console") const {
    wire::WatchLease lease{console, Milliseconds(10'000), {}};
    for (const Session& session : station_->State().sessions) {
      lease.entries.push_back({session.key.session_id, session.key.started_us, Rung::k160x90, 2'000});
    }
    return lease;
  }

  PracticeOptions options_{.sessions_per_station = 12, .screen = {640, 360}};
  ManualClock clock_;
  uint64_t last_word_ = 0;
  std::vector<Answered> answers_;
  std::unique_ptr<PracticeStation> station_;
  PracticeScreen::Sketchbook sketchbook_;
};

TEST_F(PracticeStationTest, ADozenHasSomeOfEverything) {
  const Station state = Make().State();
  EXPECT_EQ(state.id, "practice-01");
  EXPECT_EQ(state.room, "Practice room");
  EXPECT_TRUE(IsBootId(state.boot_id));
  ASSERT_EQ(state.sessions.size(), 12u);
  const auto count = [&state](auto property) { return std::ranges::count_if(state.sessions, property); };
  EXPECT_EQ(count(&Session::idle), 1);
  EXPECT_EQ(count(&Session::locked), 1);
  EXPECT_EQ(count(&Session::remote), 1);
  EXPECT_EQ(count(&Session::monitored), 12);
  EXPECT_EQ(count([](const Session& s) { return s.picture == PictureState::kAvailable; }), 11);
  EXPECT_EQ(count([](const Session& s) { return s.picture == PictureState::kNoDisplay; }), 1);
  std::set<SessionKey> keys;
  for (const Session& session : state.sessions) {
    keys.insert(session.key);
    EXPECT_LT(session.key.started_us, clock_.UnixMicros());
    EXPECT_TRUE(IsSessionId(session.key.session_id));
  }
  EXPECT_EQ(keys.size(), 12u);
}

TEST_F(PracticeStationTest, ALogOffIsAcceptedThenClosingThenDoneAndTheSessionIsGone) {
  Make();
  const SessionKey key = KeyOf(2);
  EXPECT_TRUE(station_->TakeChanged());
  Carry(LogOff({key}));
  EXPECT_TRUE(FirstAnswerIsAccepted());
  EXPECT_TRUE(Outcomes().empty());
  EXPECT_TRUE(station_->TakeChanged());
  EXPECT_EQ(station_->State().sessions.at(2).state, SessionState::kClosing);
  clock_.Advance(Milliseconds(299));
  station_->Step();
  EXPECT_TRUE(Outcomes().empty());
  clock_.Advance(Milliseconds(1'201));
  station_->Step();
  EXPECT_EQ(Outcomes(), std::vector{OutcomeCode::kDone});
  EXPECT_EQ(answers_.back().to, "inbox");
  EXPECT_EQ(answers_.back().reply.command_id, "cmd-1");
  EXPECT_EQ(std::get<Outcome>(answers_.back().reply.answer).key, key);
  EXPECT_EQ(std::get<Outcome>(answers_.back().reply.answer).elapsed, Milliseconds(1'500));
  EXPECT_EQ(station_->State().sessions.size(), 11u);
  EXPECT_TRUE(station_->TakeChanged());
}

TEST_F(PracticeStationTest, NotASessionMoreThanNamedIsTouched) {
  Make();
  std::vector<SessionKey> others;
  for (size_t i = 0; i < 12; ++i) {
    if (i != 5) others.push_back(KeyOf(i));
  }
  Carry(LogOff({KeyOf(5)}));
  clock_.Advance(seconds(2));
  station_->Step();
  for (const SessionKey& key : others) {
    EXPECT_TRUE(std::ranges::any_of(station_->State().sessions, [&](const Session& s) { return s.key == key; }));
  }
}

TEST_F(PracticeStationTest, SomebodyElseTakesTheDeskWithAKeyOfTheirOwn) {
  Make();
  const SessionKey key = KeyOf(0);
  const std::string user = station_->State().sessions.at(0).user;
  Carry(LogOff({key}));
  clock_.Advance(seconds(2));
  station_->Step();
  clock_.Advance(PracticeStation::kDeskFreeFor);
  station_->Step();
  const Session next = station_->State().sessions.at(0);
  EXPECT_NE(next.user, user);
  EXPECT_NE(next.key.session_id, key.session_id);
  EXPECT_GT(next.key.started_us, key.started_us);
  // The old key reaches nobody.
  answers_.clear();
  Carry(LogOff({key}));
  EXPECT_EQ(Outcomes(), std::vector{OutcomeCode::kAlreadyGone});
  EXPECT_EQ(station_->State().sessions.at(0).state, SessionState::kActive);
}

TEST_F(PracticeStationTest, EveryTargetHasOneOutcome) {
  Make();
  const SessionKey known = KeyOf(0);
  SessionKey other_boot = KeyOf(1);
  other_boot.boot_id = std::string(32, '0');
  SessionKey other_start = KeyOf(1);
  ++other_start.started_us;
  SessionKey other_station = KeyOf(1);
  other_station.station = "elsewhere";
  wire::CommandRequest request = LogOff({known, known, other_boot, other_start, other_station, KeyOf(3)});
  request.operator_session = KeyOf(3);
  Carry(request);
  EXPECT_EQ(Outcomes(), (std::vector{OutcomeCode::kAlreadyGone, OutcomeCode::kAlreadyGone, OutcomeCode::kAlreadyGone,
                                     OutcomeCode::kAlreadyGone, OutcomeCode::kRefused}));
  clock_.Advance(seconds(2));
  station_->Step();
  EXPECT_EQ(Outcomes().size(), 6u);
  EXPECT_EQ(Outcomes().back(), OutcomeCode::kDone);
  EXPECT_EQ(station_->State().sessions.size(), 11u);
}

TEST_F(PracticeStationTest, TwoWhoAskForTheSameAreBothAnswered) {
  Make();
  Carry(LogOff({KeyOf(0)}));
  Carry(LogOff({KeyOf(0)}));
  clock_.Advance(seconds(2));
  station_->Step();
  EXPECT_EQ(Outcomes(), (std::vector{OutcomeCode::kDone, OutcomeCode::kDone}));
}

TEST_F(PracticeStationTest, WhatCannotCloseInTimeIsReportedAndStillCloses) {
  Make();
  wire::CommandRequest hurried = LogOff({KeyOf(0)});
  hurried.time_limit = Milliseconds(100);
  Carry(hurried);
  clock_.Advance(Milliseconds(150));
  station_->Step();
  EXPECT_EQ(Outcomes(), std::vector{OutcomeCode::kTimedOut});
  clock_.Advance(seconds(2));
  station_->Step();
  EXPECT_EQ(Outcomes().size(), 1u);
  EXPECT_EQ(station_->State().sessions.size(), 11u);
}

TEST_F(PracticeStationTest, AnUnknownActionIsRejectedAndNothingIsDone) {
  Make();
  wire::CommandRequest request = LogOff({KeyOf(0)});
  request.action = Action::kUnknown;
  Carry(request);
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_TRUE(std::holds_alternative<wire::CommandRejected>(answers_[0].reply.answer));
  clock_.Advance(seconds(2));
  station_->Step();
  EXPECT_EQ(station_->State().sessions.size(), 12u);
}

TEST_F(PracticeStationTest, NothingIsDoneBeforeTheWordNorWithoutIt) {
  Make();
  (void)station_->TakeChanged();
  station_->HandleCommand(LogOff({KeyOf(0)}), "inbox");
  EXPECT_TRUE(FirstAnswerIsAccepted());
  Say("cmd-1", false);
  Say("cmd-1", true);
  station_->HandleCommand(LogOff({KeyOf(1)}), "inbox");
  station_->HandleNobody(last_word_ + 1);
  station_->HandleCommand(LogOff({KeyOf(2)}), "inbox");
  EXPECT_EQ(station_->NextStep(), clock_.Now() + wire::kWordLimit);
  clock_.Advance(wire::kWordLimit);
  station_->Step();
  ASSERT_EQ(answers_.size(), 4u);
  EXPECT_TRUE(std::holds_alternative<wire::CommandRejected>(answers_[3].reply.answer));
  EXPECT_FALSE(station_->TakeChanged());
  EXPECT_EQ(station_->NextStep(), std::nullopt);
}

TEST_F(PracticeStationTest, AdministratorsAreRefusedAndStay) {
  options_.refuse = 2;
  Make();
  Carry(LogOff({KeyOf(0), KeyOf(1), KeyOf(2)}));
  clock_.Advance(seconds(2));
  station_->Step();
  EXPECT_EQ(Outcomes(), (std::vector{OutcomeCode::kRefused, OutcomeCode::kRefused, OutcomeCode::kDone}));
  const auto* const refused = std::get_if<Outcome>(&answers_[1].reply.answer);
  ASSERT_NE(refused, nullptr);
  EXPECT_NE(refused->detail.find("administrator"), std::string::npos);
  EXPECT_EQ(station_->State().sessions.size(), 11u);
}

TEST_F(PracticeStationTest, AHungStationNeverAnswers) {
  options_.stations = 1;
  options_.hung = 1;
  Make();
  Carry(LogOff({KeyOf(0)}));
  EXPECT_TRUE(answers_.empty());
  EXPECT_EQ(station_->NextStep(), std::nullopt);
}

TEST_F(PracticeStationTest, AStallingStationAcceptsAndNeverFinishes) {
  options_.stall_logoff = true;
  Make();
  Carry(LogOff({KeyOf(0)}));
  EXPECT_TRUE(FirstAnswerIsAccepted());
  clock_.Advance(seconds(600));
  station_->Step();
  EXPECT_TRUE(Outcomes().empty());
  EXPECT_EQ(station_->State().sessions.at(0).state, SessionState::kClosing);
}

TEST_F(PracticeStationTest, DrawsWhatIsLeasedUntilTheLeaseEnds) {
  Make();
  EXPECT_EQ(DrawAll(), 0u);
  ASSERT_TRUE(station_->HandleLease(LeaseOfAll()));
  EXPECT_EQ(DrawAll(), 11u) << "all but the one without a display";
  clock_.Advance(seconds(1));
  station_->Step();
  EXPECT_EQ(DrawAll(), 9u) << "all but the idle and the locked one";
  clock_.Advance(seconds(9));
  station_->Step();
  EXPECT_EQ(DrawAll(), 0u);
  EXPECT_EQ(station_->NextDraw(), std::nullopt);
}

TEST_F(PracticeStationTest, ASecondConsoleGetsItsFirstFramesAtOnce) {
  Make();
  ASSERT_TRUE(station_->HandleLease(LeaseOfAll("one")));
  EXPECT_EQ(DrawAll(), 11u);
  ASSERT_TRUE(station_->HandleLease(LeaseOfAll("one")));
  EXPECT_EQ(DrawAll(), 0u) << "only renewed";
  ASSERT_TRUE(station_->HandleLease(LeaseOfAll("two")));
  EXPECT_EQ(DrawAll(), 11u);
}

TEST_F(PracticeStationTest, AMuteStationDrawsNothing) {
  options_.mute = true;
  Make();
  ASSERT_TRUE(station_->HandleLease(LeaseOfAll()));
  EXPECT_EQ(DrawAll(), 0u);
}

TEST_F(PracticeStationTest, KnowsWhenItHasSomethingToDo) {
  Make();
  EXPECT_EQ(station_->NextStep(), std::nullopt);
  Carry(LogOff({KeyOf(0)}));
  ASSERT_TRUE(station_->NextStep());
  EXPECT_LE(*station_->NextStep() - clock_.Now(), Milliseconds(1'500));
}

}  // namespace
}  // namespace labwall
