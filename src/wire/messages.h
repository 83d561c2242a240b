// SPDX-License-Identifier: Apache-2.0
// The only conversion between Protocol Buffers messages and model values. Encode functions take values of this program
// and always give bytes within kMaxMessageBytes (what is too much is left out and logged). Decode functions take
// foreign bytes: they check every limit and identifier and sanitise every string, or say what is wrong.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/command.h"
#include "model/rung.h"
#include "model/session.h"

namespace labwall::wire {

struct StationStateMessage {
  Station station;
  bool leaving = false;  // the agent is stopping in good order
};

struct WatchEntry {
  std::string session_id;
  int64_t started_us = 0;
  Rung rung = Rung::kUnknown;
  int max_milli_fps = 0;  // frames per 1000 seconds: 2000 is two a second
  // The newest frame of this rung that the console has, all before it included; 0 when it needs a whole one. See
  // FrameSeries.
  uint64_t have_sequence = 0;
};

struct WatchLease {
  std::string console_id;  // a token as IsStationId(): tells consoles apart
  Milliseconds valid_for{0};
  std::vector<WatchEntry> entries;  // empty ends the console's lease
};

struct CommandRequest {
  std::string command_id;
  Action action = Action::kUnknown;
  std::vector<SessionKey> targets;
  std::optional<SessionKey> operator_session;
  Milliseconds time_limit{0};
};

struct CommandAccepted {};
struct CommandRejected {
  std::string reason;
};
struct CommandReply {
  std::string command_id;
  std::variant<CommandAccepted, Outcome, CommandRejected> answer;
};

struct CommandWord {
  std::string command_id;
  bool go_on = false;  // false: withdrawn
};

[[nodiscard]] std::string Encode(const StationStateMessage& message);
[[nodiscard]] std::string Encode(const WatchLease& lease);
[[nodiscard]] std::string Encode(const CommandRequest& request);
[[nodiscard]] std::string Encode(const CommandReply& reply);
[[nodiscard]] std::string Encode(const CommandWord& word);

// `station` is the one the subject names; a message that claims to be from another is refused.
[[nodiscard]] Result<StationStateMessage> DecodeStationState(std::string_view station, std::string_view bytes);
[[nodiscard]] Result<WatchLease> DecodeWatchLease(std::string_view bytes);
[[nodiscard]] Result<CommandRequest> DecodeCommandRequest(std::string_view bytes);
// The outcome has no user: only the console knows whom it meant. It is none that only the console can give (Cancelled).
// The command id may be empty in a rejection.
[[nodiscard]] Result<CommandReply> DecodeCommandReply(std::string_view bytes);
[[nodiscard]] Result<CommandWord> DecodeCommandWord(std::string_view bytes);
// The command id in a request that DecodeCommandRequest() refused, for rejecting it by name; empty when there is none.
[[nodiscard]] std::string CommandIdOf(std::string_view request_bytes);

}  // namespace labwall::wire
