// SPDX-License-Identifier: Apache-2.0
#include "wire/messages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "labwall.pb.h"
#include "wire/limits.h"

namespace labwall::wire {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string kBoot = "0123456789abcdef0123456789abcdef";
const std::string kEvil = "EVIL\xe2\x80\xae\n\xff";

SessionKey KeyOf(const std::string& id) { return {"lab-01", kBoot, id, 7}; }

StationStateMessage SomeState() {
  StationStateMessage message;
  message.station = {"lab-01", "lab-01.example", kBoot, "Room 1", {}};
  message.leaving = true;
  Session session;
  session.key = KeyOf("c4");
  session.user = "ann";
  session.display_name = "Ann Zo\xc3\xab";
  session.seat = "seat0";
  session.remote_host = "10.0.0.9";
  session.type = SessionType::kWeb;
  session.state = SessionState::kClosing;
  session.remote = session.idle = session.locked = true;
  session.monitored = false;
  session.idle_since_us = 99;
  session.picture = PictureState::kUnresponsive;
  session.picture_detail = "no answer";
  message.station.sessions.push_back(session);
  Session plain;
  plain.key = KeyOf("2");
  message.station.sessions.push_back(plain);
  return message;
}

pb::StationState StateProto() {
  pb::StationState proto;
  proto.ParseFromString(Encode(SomeState()));
  return proto;
}

pb::CommandRequest RequestProto() {
  pb::CommandRequest proto;
  proto.ParseFromString(
      Encode(CommandRequest{"id-1", Action::kLogOff, {KeyOf("1"), KeyOf("2")}, KeyOf("3"), Milliseconds(5)}));
  return proto;
}

pb::WatchLease LeaseProto() {
  pb::WatchLease proto;
  proto.ParseFromString(Encode(WatchLease{"console", Milliseconds(10'000), {{"c4", 7, Rung::k320x180, 2000}}}));
  return proto;
}

pb::CommandReply ReplyProto() {
  pb::CommandReply proto;
  proto.ParseFromString(
      Encode(CommandReply{"id-1", Outcome{KeyOf("1"), "", OutcomeCode::kFailed, "why", Milliseconds(9)}}));
  return proto;
}

template <typename T>
void ExpectRefused(const Result<T>& result, const std::string& words) {
  ASSERT_FALSE(result) << words;
  EXPECT_THAT(result.error().message, HasSubstr(words));
  EXPECT_THAT(result.error().message, Not(HasSubstr("EVIL")));
}

// Changes a sound message and expects that it is refused with these words.
template <typename Change>
void ExpectStateRefused(const std::string& words, Change change) {
  pb::StationState proto = StateProto();
  change(proto);
  ExpectRefused(DecodeStationState("lab-01", proto.SerializeAsString()), words);
}
template <typename Change>
void ExpectRequestRefused(const std::string& words, Change change) {
  pb::CommandRequest proto = RequestProto();
  change(proto);
  ExpectRefused(DecodeCommandRequest(proto.SerializeAsString()), words);
}
template <typename Change>
void ExpectLeaseRefused(const std::string& words, Change change) {
  pb::WatchLease proto = LeaseProto();
  change(proto);
  ExpectRefused(DecodeWatchLease(proto.SerializeAsString()), words);
}
template <typename Change>
void ExpectReplyRefused(const std::string& words, Change change) {
  pb::CommandReply proto = ReplyProto();
  change(proto);
  ExpectRefused(DecodeCommandReply(proto.SerializeAsString()), words);
}

TEST(StationStateTest, ReadsBack) {
  const StationStateMessage message = SomeState();
  const auto read = DecodeStationState("lab-01", Encode(message));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->station, message.station);
  EXPECT_TRUE(read->leaving);
}

TEST(StationStateTest, RefusesTenThousandSessionsAndSaysSo) {
  pb::StationState proto = StateProto();
  proto.clear_sessions();
  for (int i = 0; i < 10'000; ++i) proto.add_sessions()->set_session_id(std::to_string(i));
  ExpectRefused(DecodeStationState("lab-01", proto.SerializeAsString()), "10000 sessions, more than the 512 allowed");
}

TEST(StationStateTest, TakesAsManySessionsAsAreAllowed) {
  StationStateMessage message = SomeState();
  message.station.sessions.clear();
  for (size_t i = 0; i < kMaxSessionsPerStation + 10; ++i) {
    message.station.sessions.emplace_back();
    message.station.sessions.back().key = KeyOf(std::to_string(i));
  }
  const auto read = DecodeStationState("lab-01", Encode(message));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->station.sessions.size(), kMaxSessionsPerStation) << "encoding leaves the rest out";
}

TEST(StationStateTest, StaysWithinAMessageHoweverLongItsTexts) {
  StationStateMessage message = SomeState();
  Session wordy = message.station.sessions[0];
  for (int i = 0; i < 10'000; ++i) wordy.picture_detail += "\xf0\x9f\x8e\x93";
  wordy.user = wordy.display_name = wordy.remote_host = wordy.picture_detail;
  message.station.sessions.clear();
  for (size_t i = 0; i < kMaxSessionsPerStation; ++i) {
    wordy.key = KeyOf(std::to_string(i));
    message.station.sessions.push_back(wordy);
  }
  const std::string bytes = Encode(message);
  EXPECT_LE(bytes.size(), kMaxMessageBytes);
  const auto read = DecodeStationState("lab-01", bytes);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_GT(read->station.sessions.size(), 100u);
}

TEST(StationStateTest, LeavesOutASessionThatWouldMakeAllBeRefused) {
  StationStateMessage message = SomeState();
  Session odd = message.station.sessions[0];
  odd.key.session_id = "not one";
  message.station.sessions.push_back(odd);
  message.station.sessions.push_back(message.station.sessions[0]);
  const auto read = DecodeStationState("lab-01", Encode(message));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->station, SomeState().station);
}

TEST(StationStateTest, MakesHostileTextHarmless) {
  pb::StationState proto = StateProto();
  proto.set_host(kEvil);
  proto.set_room(kEvil);
  pb::Session& session = *proto.mutable_sessions(0);
  session.set_user(kEvil);
  session.set_display_name(kEvil);
  session.set_seat(kEvil);
  session.set_remote_host(kEvil);
  session.set_picture_detail(std::string(100'000, 'x'));
  const auto read = DecodeStationState("lab-01", proto.SerializeAsString());
  ASSERT_TRUE(read) << read.error().message;
  const std::string harmless = "EVIL\xef\xbf\xbd";
  EXPECT_EQ(read->station.host, harmless);
  EXPECT_EQ(read->station.room, harmless);
  EXPECT_EQ(read->station.sessions[0].user, harmless);
  EXPECT_EQ(read->station.sessions[0].display_name, harmless);
  EXPECT_EQ(read->station.sessions[0].seat, harmless);
  EXPECT_EQ(read->station.sessions[0].remote_host, harmless);
  EXPECT_LE(read->station.sessions[0].picture_detail.size(), kMaxDetailCodePoints + 3);
}

TEST(StationStateTest, RefusesWhatIsNotSound) {
  ExpectStateRefused("another station", [](auto& p) { p.set_station("lab-02"); });
  ExpectStateRefused("another station", [](auto& p) { p.set_station(kEvil); });
  ExpectStateRefused("boot id", [](auto& p) { p.set_boot_id(kEvil); });
  ExpectStateRefused("boot id", [](auto& p) { p.clear_boot_id(); });
  ExpectStateRefused("session's id", [](auto& p) { p.mutable_sessions(0)->set_session_id("a.b"); });
  ExpectStateRefused("session's id", [](auto& p) { p.mutable_sessions(0)->set_session_id(kEvil); });
  ExpectStateRefused("session's id", [](auto& p) { p.mutable_sessions(0)->set_session_id(std::string(33, 'a')); });
  ExpectStateRefused("start time", [](auto& p) { p.mutable_sessions(0)->set_started_us(-1); });
  ExpectStateRefused("idle time", [](auto& p) { p.mutable_sessions(0)->set_idle_since_us(-1); });
  ExpectStateRefused("type", [](auto& p) { p.mutable_sessions(0)->set_type(6); });
  ExpectStateRefused("type", [](auto& p) { p.mutable_sessions(0)->set_state(0xFFFFFFFF); });
  ExpectStateRefused("type", [](auto& p) { p.mutable_sessions(0)->set_picture(5); });
  ExpectStateRefused("same id", [](auto& p) { p.mutable_sessions(1)->set_session_id("c4"); });
  ExpectRefused(DecodeStationState("lab-02", Encode(SomeState())), "another station");
}

// A cut between two fields leaves a shorter message that is whole.
TEST(StationStateTest, IsRefusedWhenCutShort) {
  const std::string bytes = Encode(SomeState());
  for (size_t size = 0; size < bytes.size(); ++size) {
    const auto read = DecodeStationState("lab-01", std::string_view(bytes).substr(0, size));
    EXPECT_FALSE(read && read->leaving) << size << ": the last field";
  }
  ExpectRefused(DecodeStationState("lab-01", std::string_view(bytes).substr(0, bytes.size() - 1)), "cut short");
}

TEST(StationStateTest, RefusesWhatIsNoMessage) {
  EXPECT_FALSE(DecodeStationState("lab-01", ""));
  ExpectRefused(DecodeStationState("lab-01", "GET / HTTP/1.1\r\n\r\n"), "the station's state");
  ExpectRefused(DecodeStationState("lab-01", std::string(1000, '\xff')), "damaged");
  ExpectRefused(DecodeStationState("lab-01", std::string(kMaxMessageBytes + 1, 'x')), "more than the 1048576 allowed");
  ExpectRefused(DecodeStationState("lab-01", std::string(100'000, '\x2b')), "damaged");  // groups in groups
}

TEST(WatchLeaseTest, ReadsBack) {
  const WatchLease lease{
      "console_1", Milliseconds(10'000), {{"c4", 7, Rung::k320x180, 2000, UINT64_MAX}, {"c4", 7, Rung::kNative, 1}}};
  const auto read = DecodeWatchLease(Encode(lease));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->console_id, "console_1");
  EXPECT_EQ(read->valid_for, Milliseconds(10'000));
  ASSERT_EQ(read->entries.size(), 2u);
  EXPECT_EQ(read->entries[0].session_id, "c4");
  EXPECT_EQ(read->entries[0].started_us, 7);
  EXPECT_EQ(read->entries[0].rung, Rung::k320x180);
  EXPECT_EQ(read->entries[0].max_milli_fps, 2000);
  EXPECT_EQ(read->entries[0].have_sequence, UINT64_MAX);
  EXPECT_EQ(read->entries[1].rung, Rung::kNative);
  EXPECT_EQ(read->entries[1].have_sequence, 0u);
}

TEST(WatchLeaseTest, EncodingKeepsToTheLimits) {
  WatchLease lease{"console_1", kMaxLease * 2, {}};
  for (size_t i = 0; i < kMaxWatchEntries + 10; ++i)
    lease.entries.push_back({std::to_string(i), 7, Rung::kNative, 1 << 30});
  lease.entries[0].max_milli_fps = 0;
  lease.entries[1].rung = Rung::kUnknown;
  const auto read = DecodeWatchLease(Encode(lease));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->valid_for, kMaxLease);
  EXPECT_EQ(read->entries.size(), kMaxWatchEntries);
  EXPECT_EQ(read->entries[0].session_id, "2");
  EXPECT_EQ(read->entries[0].max_milli_fps, kMaxMilliFps);
}

TEST(WatchLeaseTest, RefusesWhatIsNotSound) {
  ExpectLeaseRefused("console id", [](auto& p) { p.set_console_id(kEvil); });
  ExpectLeaseRefused("console id", [](auto& p) { p.clear_console_id(); });
  ExpectLeaseRefused("longer", [](auto& p) { p.set_valid_ms(kMaxLease.count() + 1); });
  ExpectLeaseRefused("session's id", [](auto& p) { p.mutable_entries(0)->set_session_id(kEvil); });
  ExpectLeaseRefused("start time", [](auto& p) { p.mutable_entries(0)->set_started_us(-1); });
  ExpectLeaseRefused("rung", [](auto& p) { p.mutable_entries(0)->set_rung(kEvil); });
  ExpectLeaseRefused("frame rate", [](auto& p) { p.mutable_entries(0)->set_max_milli_fps(0); });
  ExpectLeaseRefused("frame rate", [](auto& p) { p.mutable_entries(0)->set_max_milli_fps(60'001); });
  ExpectLeaseRefused("2001 entries, more than the 1024", [](auto& p) {
    for (int i = 0; i < 2000; ++i) p.add_entries();
  });
  ExpectRefused(DecodeWatchLease("\x0a"), "cut short");
}

TEST(CommandRequestTest, ReadsBack) {
  const CommandRequest request{"id-1", Action::kLogOff, {KeyOf("1"), KeyOf("2")}, KeyOf("3"), Milliseconds(5'000)};
  auto read = DecodeCommandRequest(Encode(request));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->command_id, "id-1");
  EXPECT_EQ(read->action, Action::kLogOff);
  EXPECT_EQ(read->targets, request.targets);
  EXPECT_EQ(read->operator_session, request.operator_session);
  EXPECT_EQ(read->time_limit, Milliseconds(5'000));

  read = DecodeCommandRequest(
      Encode(CommandRequest{"id-1", Action::kLogOff, {KeyOf("1")}, std::nullopt, kMaxCommandTime}));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->operator_session, std::nullopt);
}

TEST(CommandRequestTest, RefusesAnUnknownActionButTellsWhichCommandItWas) {
  pb::CommandRequest proto = RequestProto();
  for (const uint32_t action : {0u, 2u, 4'000'000'000u}) {
    proto.set_action(action);
    const auto read = DecodeCommandRequest(proto.SerializeAsString());
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::kUnimplemented);
    EXPECT_THAT(read.error().message, HasSubstr("action " + std::to_string(action)));
    EXPECT_EQ(CommandIdOf(proto.SerializeAsString()), "id-1");
  }
  EXPECT_THAT(CommandIdOf("\xff"), IsEmpty());
  proto.set_command_id(kEvil);
  EXPECT_THAT(CommandIdOf(proto.SerializeAsString()), IsEmpty());
}

TEST(CommandRequestTest, RefusesWhatIsNotSound) {
  ExpectRequestRefused("command id", [](auto& p) { p.set_command_id(kEvil); });
  ExpectRequestRefused("command id", [](auto& p) { p.clear_command_id(); });
  ExpectRequestRefused("command id", [](auto& p) { p.set_command_id(std::string(65, 'a')); });
  ExpectRequestRefused("time limit", [](auto& p) { p.set_time_limit_ms(kMaxCommandTime.count() + 1); });
  ExpectRequestRefused("no session", [](auto& p) { p.clear_targets(); });
  ExpectRequestRefused("target's key", [](auto& p) { p.mutable_targets(0)->set_session_id(kEvil); });
  ExpectRequestRefused("target's key", [](auto& p) { p.mutable_targets(0)->set_station("*"); });
  ExpectRequestRefused("target's key", [](auto& p) { p.mutable_targets(0)->set_boot_id("x"); });
  ExpectRequestRefused("target's key", [](auto& p) { p.mutable_targets(0)->set_started_us(-1); });
  ExpectRequestRefused("same session twice", [](auto& p) { *p.add_targets() = p.targets(0); });
  ExpectRequestRefused("operator's session", [](auto& p) { p.mutable_operator_session()->set_station(kEvil); });
  ExpectRequestRefused("1002 targets, more than the 512", [](auto& p) {
    for (int i = 0; i < 1000; ++i) p.add_targets();
  });
  ExpectRefused(DecodeCommandRequest("\x0a"), "cut short");
}

TEST(CommandReplyTest, ReadsBack) {
  auto read = DecodeCommandReply(Encode(CommandReply{"id-1", CommandAccepted{}}));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->command_id, "id-1");
  EXPECT_TRUE(std::holds_alternative<CommandAccepted>(read->answer));

  read = DecodeCommandReply(Encode(CommandReply{"id-1", CommandRejected{"no such action"}}));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(std::get<CommandRejected>(read->answer).reason, "no such action");

  for (const OutcomeCode code : {OutcomeCode::kDone, OutcomeCode::kAlreadyGone, OutcomeCode::kRefused,
                                 OutcomeCode::kUnreachable, OutcomeCode::kTimedOut, OutcomeCode::kFailed}) {
    read = DecodeCommandReply(Encode(CommandReply{"id-1", Outcome{KeyOf("1"), "", code, "why", Milliseconds(9)}}));
    ASSERT_TRUE(read) << read.error().message;
    const Outcome& outcome = std::get<Outcome>(read->answer);
    EXPECT_EQ(outcome.key, KeyOf("1"));
    EXPECT_EQ(outcome.code, code);
    EXPECT_EQ(outcome.detail, "why");
    EXPECT_EQ(outcome.elapsed, Milliseconds(9));
  }
}

TEST(CommandReplyTest, ARejectionNeedsNoCommandId) {
  const auto read = DecodeCommandReply(Encode(CommandReply{"", CommandRejected{"damaged"}}));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_THAT(read->command_id, IsEmpty());
  ExpectRefused(DecodeCommandReply(Encode(CommandReply{"", CommandAccepted{}})), "command id");
}

TEST(CommandReplyTest, MakesHostileTextHarmless) {
  pb::CommandReply proto = ReplyProto();
  proto.mutable_outcome()->set_detail(kEvil);
  auto read = DecodeCommandReply(proto.SerializeAsString());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(std::get<Outcome>(read->answer).detail, "EVIL\xef\xbf\xbd");
  proto.set_rejected(kEvil);
  read = DecodeCommandReply(proto.SerializeAsString());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(std::get<CommandRejected>(read->answer).reason, "EVIL\xef\xbf\xbd");
}

TEST(CommandReplyTest, AStationCannotSayThatTheSupervisorCancelled) {
  ExpectReplyRefused("outcome",
                     [](auto& p) { p.mutable_outcome()->set_code(static_cast<uint32_t>(OutcomeCode::kCancelled)); });
}

TEST(CommandWordTest, ReadsBack) {
  for (const bool go_on : {true, false}) {
    const auto read = DecodeCommandWord(Encode(CommandWord{"id-1", go_on}));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->command_id, "id-1");
    EXPECT_EQ(read->go_on, go_on);
  }
}

TEST(CommandWordTest, NoOtherMessageIsLeaveToGoOn) {
  for (const std::string& bytes : {Encode(CommandReply{"id-1", CommandAccepted{}}), ReplyProto().SerializeAsString(),
                                   RequestProto().SerializeAsString(), std::string("\x0a\x04id-1")}) {
    const auto read = DecodeCommandWord(bytes);
    EXPECT_TRUE(!read || !read->go_on);
  }
}

TEST(CommandWordTest, RefusesWhatIsNotSound) {
  ExpectRefused(DecodeCommandWord(Encode(CommandWord{kEvil, true})), "command id");
  ExpectRefused(DecodeCommandWord(Encode(CommandWord{"", true})), "command id");
  ExpectRefused(DecodeCommandWord(""), "command id");
  ExpectRefused(DecodeCommandWord("\x0a"), "cut short");
  ExpectRefused(DecodeCommandWord(std::string(kMaxMessageBytes + 1, 'x')), "more than");
}

TEST(CommandReplyTest, RefusesWhatIsNotSound) {
  ExpectReplyRefused("command id", [](auto& p) { p.set_command_id(kEvil); });
  ExpectReplyRefused("says nothing", [](auto& p) { p.clear_answer(); });
  ExpectReplyRefused("neither", [](auto& p) { p.set_accepted(false); });
  ExpectReplyRefused("session key", [](auto& p) { p.mutable_outcome()->mutable_key()->set_boot_id(kEvil); });
  ExpectReplyRefused("session key", [](auto& p) { p.mutable_outcome()->clear_key(); });
  ExpectReplyRefused("outcome", [](auto& p) { p.mutable_outcome()->set_code(0); });
  ExpectReplyRefused("outcome", [](auto& p) { p.mutable_outcome()->set_code(7); });
  ExpectRefused(DecodeCommandReply("\x0a"), "cut short");
  ExpectRefused(DecodeCommandReply(std::string(kMaxMessageBytes + 1, 'x')), "more than");
}

}  // namespace
}  // namespace labwall::wire
