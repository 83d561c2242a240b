// SPDX-License-Identifier: Apache-2.0
// What a supervisor asks for, and what becomes of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/session_key.h"

namespace labwall {

enum class Action { kUnknown = 0, kLogOff };

struct CommandTarget {
  SessionKey key;
  std::string user;          // login name, for the reader only: the key decides
  std::string display_name;  // likewise
};

struct Command {
  Action action = Action::kUnknown;
  std::vector<CommandTarget> targets;
  // The session the operator works in, when it is known: a station refuses to end that one.
  std::optional<SessionKey> operator_session;
  // How long a station may take, from its acceptance to logind's word that the session is gone.
  Milliseconds time_limit{20'000};
};

// What became of one target. "Sent" is not an outcome.
enum class OutcomeCode {
  kUnknown = 0,
  kDone,         // logind says that the session is gone
  kAlreadyGone,  // there was no such session any more; nothing was touched
  kRefused,      // by role or policy, or because it is the operator's own session
  kUnreachable,  // no agent serves that station now
  kTimedOut,     // still closing; or no answer came in time, and then nothing was or will be touched
  kFailed,       // with the station's own words
  kCancelled,    // the supervisor withdrew it before the station took it up; nothing was touched
};

struct Outcome {
  SessionKey key;
  std::string user;
  OutcomeCode code = OutcomeCode::kUnknown;
  std::string detail;  // empty for a plain Done
  Milliseconds elapsed{0};
};

// "Done", "AlreadyGone" and so on: the words of labwallctl's JSON.
[[nodiscard]] const char* ToString(OutcomeCode code);
// Done and AlreadyGone: the session is not there any more, which is what was asked for. Cancelled is no success, though
// no failure of the station's either.
[[nodiscard]] bool Succeeded(OutcomeCode code);

}  // namespace labwall
