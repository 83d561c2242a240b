// SPDX-License-Identifier: Apache-2.0
#include "wire/messages.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <algorithm>
#include <limits>
#include <unordered_set>

#include "base/log.h"
#include "labwall.pb.h"
#include "model/text.h"
#include "wire/limits.h"

namespace labwall::wire {
namespace {

std::string Name(std::string_view text) { return SanitizeText(text, kMaxNameCodePoints); }
std::string Detail(std::string_view text) { return SanitizeText(text, kMaxDetailCodePoints); }

uint32_t ToMillis(Milliseconds time) {
  return static_cast<uint32_t>(std::clamp<int64_t>(time.count(), 0, std::numeric_limits<int32_t>::max()));
}

// A command id goes into logs and replies as it is, so it is visible ASCII.
bool IsCommandId(std::string_view text) {
  return !text.empty() && text.size() <= kMaxCommandIdBytes &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

bool IsSound(const SessionKey& key) {
  return IsStationId(key.station) && IsBootId(key.boot_id) && IsSessionId(key.session_id) && key.started_us >= 0;
}

auto Bad(std::string_view message, std::string_view what) {
  return Fail(ErrorCode::kInvalidArgument, fmt::format("{}: {}", message, what));
}

// How often a field occurs at the top of a message, without building what it holds: a megabyte of empty sessions would
// otherwise be a hundred of memory before it could be refused.
size_t CountField(std::string_view bytes, int field) {
  using google::protobuf::internal::WireFormatLite;
  google::protobuf::io::CodedInputStream stream(reinterpret_cast<const uint8_t*>(bytes.data()),
                                                static_cast<int>(bytes.size()));
  size_t count = 0;
  while (const uint32_t tag = stream.ReadTag()) {
    if (WireFormatLite::GetTagFieldNumber(tag) == field) ++count;
    if (!WireFormatLite::SkipField(&stream, tag)) break;
  }
  return count;
}

// Parses `bytes`, in which `repeated_field` (0: there is none) may occur at most `most` times.
template <typename Proto>
Result<> Parse(std::string_view message, std::string_view bytes, int repeated_field, std::string_view things,
               size_t most, Proto* proto) {
  if (bytes.size() > kMaxMessageBytes) {
    return Bad(message, fmt::format("{} bytes, more than the {} allowed", bytes.size(), kMaxMessageBytes));
  }
  if (repeated_field != 0) {
    const size_t count = CountField(bytes, repeated_field);
    if (count > most) return Bad(message, fmt::format("{} {}, more than the {} allowed", count, things, most));
  }
  if (!proto->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Bad(message, "damaged or cut short");
  }
  return {};
}

template <typename Enum>
std::optional<Enum> ToEnum(uint32_t number, Enum last) {
  if (number > static_cast<uint32_t>(last)) return std::nullopt;
  return static_cast<Enum>(number);
}

void Put(const SessionKey& key, pb::SessionKey* proto) {
  proto->set_station(key.station);
  proto->set_boot_id(key.boot_id);
  proto->set_session_id(key.session_id);
  proto->set_started_us(key.started_us);
}

std::optional<SessionKey> Get(const pb::SessionKey& proto) {
  SessionKey key{proto.station(), proto.boot_id(), proto.session_id(), proto.started_us()};
  if (!IsSound(key)) return std::nullopt;
  return key;
}

void Put(const Session& session, pb::Session* proto) {
  proto->set_session_id(session.key.session_id);
  proto->set_started_us(session.key.started_us);
  proto->set_user(Name(session.user));
  proto->set_display_name(Name(session.display_name));
  proto->set_seat(Name(session.seat));
  proto->set_remote_host(Name(session.remote_host));
  proto->set_type(static_cast<uint32_t>(session.type));
  proto->set_state(static_cast<uint32_t>(session.state));
  proto->set_remote(session.remote);
  proto->set_idle(session.idle);
  proto->set_locked(session.locked);
  proto->set_monitored(session.monitored);
  proto->set_idle_since_us(std::max<int64_t>(session.idle_since_us, 0));
  proto->set_picture(static_cast<uint32_t>(session.picture));
  proto->set_picture_detail(Detail(session.picture_detail));
}

constexpr std::string_view kState = "the station's state";

Result<Session> Get(const pb::Session& proto, const Station& station) {
  Session session;
  session.key = {station.id, station.boot_id, proto.session_id(), proto.started_us()};
  if (!IsSound(session.key)) return Bad(kState, "a session's id or start time is not valid");
  const auto type = ToEnum(proto.type(), SessionType::kWeb);
  const auto state = ToEnum(proto.state(), SessionState::kClosing);
  const auto picture = ToEnum(proto.picture(), PictureState::kUnresponsive);
  if (!type || !state || !picture) return Bad(kState, "a session's type, state or picture is none that is known");
  if (proto.idle_since_us() < 0) return Bad(kState, "a session's idle time is not valid");
  session.user = Name(proto.user());
  session.display_name = Name(proto.display_name());
  session.seat = Name(proto.seat());
  session.remote_host = Name(proto.remote_host());
  session.type = *type;
  session.state = *state;
  session.remote = proto.remote();
  session.idle = proto.idle();
  session.locked = proto.locked();
  session.monitored = proto.monitored();
  session.idle_since_us = proto.idle_since_us();
  session.picture = *picture;
  session.picture_detail = Detail(proto.picture_detail());
  return session;
}

}  // namespace

std::string Encode(const StationStateMessage& message) {
  const Station& station = message.station;
  pb::StationState proto;
  proto.set_station(station.id);
  proto.set_host(Name(station.host));
  proto.set_boot_id(station.boot_id);
  proto.set_room(Name(station.room));
  proto.set_leaving(message.leaving);
  // Room for what surrounds each session: a tag and a length.
  constexpr size_t kAroundEach = 6;
  size_t size = proto.ByteSizeLong();
  size_t left_out = 0;
  std::unordered_set<std::string_view> ids;
  for (const Session& session : station.sessions) {
    pb::Session one;
    Put(session, &one);
    const size_t one_size = one.ByteSizeLong() + kAroundEach;
    // One session that receivers refuse would cost all the others too.
    if (ids.size() == kMaxSessionsPerStation || size + one_size > kMaxMessageBytes ||
        !IsSessionId(session.key.session_id) || session.key.started_us < 0 ||
        !ids.insert(session.key.session_id).second) {
      ++left_out;
      continue;
    }
    size += one_size;
    *proto.add_sessions() = std::move(one);
  }
  if (left_out > 0) {
    LogWarning("{} of {} sessions are left out of this station's state: too many, too large, or not valid", left_out,
               station.sessions.size());
  }
  return proto.SerializeAsString();
}

Result<StationStateMessage> DecodeStationState(std::string_view station, std::string_view bytes) {
  pb::StationState proto;
  if (auto parsed =
          Parse(kState, bytes, pb::StationState::kSessionsFieldNumber, "sessions", kMaxSessionsPerStation, &proto);
      !parsed) {
    return tl::unexpected(parsed.error());
  }
  if (!IsStationId(station) || proto.station() != station) {
    return Bad(kState, "it names another station than its subject");
  }
  if (!IsBootId(proto.boot_id())) return Bad(kState, "the boot id is not valid");
  StationStateMessage message;
  message.station = {proto.station(), Name(proto.host()), proto.boot_id(), Name(proto.room()), {}};
  message.leaving = proto.leaving();
  std::unordered_set<std::string_view> ids;
  for (const pb::Session& one : proto.sessions()) {
    if (!ids.insert(one.session_id()).second) return Bad(kState, "two of its sessions have the same id");
    Result<Session> session = Get(one, message.station);
    if (!session) return tl::unexpected(session.error());
    message.station.sessions.push_back(std::move(*session));
  }
  return message;
}

std::string Encode(const WatchLease& lease) {
  pb::WatchLease proto;
  proto.set_console_id(lease.console_id);
  proto.set_valid_ms(ToMillis(std::min(lease.valid_for, kMaxLease)));
  size_t left_out = 0;
  for (const WatchEntry& entry : lease.entries) {
    if (static_cast<size_t>(proto.entries_size()) == kMaxWatchEntries || !IsSessionId(entry.session_id) ||
        entry.started_us < 0 || entry.rung == Rung::kUnknown || entry.max_milli_fps < 1) {
      ++left_out;
      continue;
    }
    pb::WatchEntry* one = proto.add_entries();
    one->set_session_id(entry.session_id);
    one->set_started_us(entry.started_us);
    one->set_rung(std::string(ToString(entry.rung)));
    one->set_max_milli_fps(static_cast<uint32_t>(std::min(entry.max_milli_fps, kMaxMilliFps)));
    one->set_have_sequence(entry.have_sequence);
  }
  if (left_out > 0) LogWarning("{} of {} entries are left out of a watch lease", left_out, lease.entries.size());
  return proto.SerializeAsString();
}

Result<WatchLease> DecodeWatchLease(std::string_view bytes) {
  constexpr std::string_view kLeaseMessage = "the watch lease";
  pb::WatchLease proto;
  if (auto parsed =
          Parse(kLeaseMessage, bytes, pb::WatchLease::kEntriesFieldNumber, "entries", kMaxWatchEntries, &proto);
      !parsed) {
    return tl::unexpected(parsed.error());
  }
  if (!IsStationId(proto.console_id())) return Bad(kLeaseMessage, "the console id is not valid");
  if (proto.valid_ms() > kMaxLease.count()) return Bad(kLeaseMessage, "it is for longer than is allowed");
  WatchLease lease;
  lease.console_id = proto.console_id();
  lease.valid_for = Milliseconds(proto.valid_ms());
  for (const pb::WatchEntry& one : proto.entries()) {
    const std::optional<Rung> rung = RungFromString(one.rung());
    if (!IsSessionId(one.session_id()) || one.started_us() < 0) {
      return Bad(kLeaseMessage, "a session's id or start time is not valid");
    }
    if (!rung) return Bad(kLeaseMessage, "a rung is none that is known");
    if (one.max_milli_fps() < 1 || one.max_milli_fps() > static_cast<uint32_t>(kMaxMilliFps)) {
      return Bad(kLeaseMessage, "a frame rate is out of range");
    }
    lease.entries.push_back(
        {one.session_id(), one.started_us(), *rung, static_cast<int>(one.max_milli_fps()), one.have_sequence()});
  }
  return lease;
}

std::string Encode(const CommandRequest& request) {
  pb::CommandRequest proto;
  proto.set_command_id(request.command_id);
  proto.set_action(static_cast<uint32_t>(request.action));
  for (const SessionKey& key : request.targets) {
    if (static_cast<size_t>(proto.targets_size()) == kMaxCommandTargets) {
      LogWarning("{} targets of a command are left out: it has {}, more than the {} allowed",
                 request.targets.size() - kMaxCommandTargets, request.targets.size(), kMaxCommandTargets);
      break;
    }
    Put(key, proto.add_targets());
  }
  if (request.operator_session) Put(*request.operator_session, proto.mutable_operator_session());
  proto.set_time_limit_ms(ToMillis(std::min(request.time_limit, kMaxCommandTime)));
  return proto.SerializeAsString();
}

Result<CommandRequest> DecodeCommandRequest(std::string_view bytes) {
  constexpr std::string_view kCommand = "the command";
  pb::CommandRequest proto;
  if (auto parsed =
          Parse(kCommand, bytes, pb::CommandRequest::kTargetsFieldNumber, "targets", kMaxCommandTargets, &proto);
      !parsed) {
    return tl::unexpected(parsed.error());
  }
  if (!IsCommandId(proto.command_id())) return Bad(kCommand, "the command id is not valid");
  const auto action = ToEnum(proto.action(), Action::kLogOff);
  if (!action || *action == Action::kUnknown) {
    return Fail(ErrorCode::kUnimplemented,
                fmt::format("{}: action {} is not known to this version", kCommand, proto.action()));
  }
  if (proto.time_limit_ms() > kMaxCommandTime.count()) return Bad(kCommand, "the time limit is longer than is allowed");
  CommandRequest request;
  request.command_id = proto.command_id();
  request.action = *action;
  request.time_limit = Milliseconds(proto.time_limit_ms());
  std::unordered_set<SessionKey> seen;
  for (const pb::SessionKey& target : proto.targets()) {
    std::optional<SessionKey> key = Get(target);
    if (!key) return Bad(kCommand, "a target's key is not valid");
    if (!seen.insert(*key).second) return Bad(kCommand, "it names the same session twice");
    request.targets.push_back(std::move(*key));
  }
  if (request.targets.empty()) return Bad(kCommand, "it names no session");
  if (proto.has_operator_session()) {
    request.operator_session = Get(proto.operator_session());
    if (!request.operator_session) return Bad(kCommand, "the operator's session key is not valid");
  }
  return request;
}

std::string CommandIdOf(std::string_view request_bytes) {
  pb::CommandRequest proto;
  if (!Parse("", request_bytes, pb::CommandRequest::kTargetsFieldNumber, "", kMaxCommandTargets, &proto) ||
      !IsCommandId(proto.command_id())) {
    return {};
  }
  return proto.command_id();
}

std::string Encode(const CommandReply& reply) {
  pb::CommandReply proto;
  proto.set_command_id(reply.command_id);
  if (const auto* outcome = std::get_if<Outcome>(&reply.answer)) {
    pb::CommandOutcome* out = proto.mutable_outcome();
    Put(outcome->key, out->mutable_key());
    out->set_code(static_cast<uint32_t>(outcome->code));
    out->set_detail(Detail(outcome->detail));
    out->set_elapsed_ms(ToMillis(outcome->elapsed));
  } else if (const auto* rejected = std::get_if<CommandRejected>(&reply.answer)) {
    proto.set_rejected(Detail(rejected->reason));
  } else {
    proto.set_accepted(true);
  }
  return proto.SerializeAsString();
}

Result<CommandReply> DecodeCommandReply(std::string_view bytes) {
  constexpr std::string_view kReply = "the station's answer";
  pb::CommandReply proto;
  if (auto parsed = Parse(kReply, bytes, 0, "", 0, &proto); !parsed) return tl::unexpected(parsed.error());
  const bool rejected = proto.answer_case() == pb::CommandReply::kRejected;
  if (!IsCommandId(proto.command_id()) && !(rejected && proto.command_id().empty())) {
    return Bad(kReply, "the command id is not valid");
  }
  CommandReply reply{proto.command_id(), CommandAccepted{}};
  switch (proto.answer_case()) {
    case pb::CommandReply::kAccepted:
      if (!proto.accepted()) return Bad(kReply, "it neither accepts nor rejects");
      return reply;
    case pb::CommandReply::kRejected:
      reply.answer = CommandRejected{Detail(proto.rejected())};
      return reply;
    case pb::CommandReply::kOutcome:
      break;
    case pb::CommandReply::ANSWER_NOT_SET:
      return Bad(kReply, "it says nothing that is known to this version");
  }
  const pb::CommandOutcome& out = proto.outcome();
  std::optional<SessionKey> key = Get(out.key());
  if (!key) return Bad(kReply, "the outcome's session key is not valid");
  // What comes after it is for consoles to say.
  const auto code = ToEnum(out.code(), OutcomeCode::kFailed);
  if (!code || *code == OutcomeCode::kUnknown) return Bad(kReply, "the outcome is none that is known");
  reply.answer = Outcome{std::move(*key), {}, *code, Detail(out.detail()), Milliseconds(out.elapsed_ms())};
  return reply;
}

std::string Encode(const CommandWord& word) {
  pb::CommandWord proto;
  proto.set_command_id(word.command_id);
  proto.set_go_on(word.go_on);
  return proto.SerializeAsString();
}

Result<CommandWord> DecodeCommandWord(std::string_view bytes) {
  constexpr std::string_view kWord = "the console's word";
  pb::CommandWord proto;
  if (auto parsed = Parse(kWord, bytes, 0, "", 0, &proto); !parsed) return tl::unexpected(parsed.error());
  if (!IsCommandId(proto.command_id())) return Bad(kWord, "the command id is not valid");
  return CommandWord{proto.command_id(), proto.go_on()};
}

}  // namespace labwall::wire
