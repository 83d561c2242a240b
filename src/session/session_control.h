// SPDX-License-Identifier: Apache-2.0
// SessionControl is what the agent knows of the sessions on its machine, and its way to end them. The agent's loop owns
// it; the real one speaks with logind.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/session.h"

namespace labwall {

// One user's session as logind describes it. Strings are foreign: sanitise them before they are shown.
struct SessionRecord {
  std::string id;          // passes IsSessionId()
  int64_t started_us = 0;  // microseconds since the Unix epoch; id and start together name a session for ever
  uid_t uid = 0;
  gid_t gid = 0;
  std::string user;          // login name
  std::string display_name;  // the account's full name, else the login name
  std::string home;          // the account's home directory; empty when the account is gone
  std::string seat;          // empty when remote
  std::string remote_host;
  std::string display;  // as logind has it, often empty
  pid_t leader = 0;
  SessionType type = SessionType::kUnknown;
  SessionState state = SessionState::kUnknown;
  bool remote = false;
  bool idle = false;
  bool locked = false;
  int64_t idle_since_us = 0;  // 0 when not idle

  bool operator==(const SessionRecord&) const = default;
};

// What a loop has to wait for before it calls Process() again.
struct LoopWish {
  int fd = -1;  // -1: nothing but time
  short events = 0;
  std::optional<MonotonicTime> deadline;
};

// Threads: one. Nothing here waits for another program's answer, except briefly for the system bus when connecting to
// it. Callbacks run inside Process() only, and may call anything here but Process().
class SessionControl {
 public:
  virtual ~SessionControl() = default;

  // Called after anything that Sessions(), Find() or current() tell has changed.
  virtual void set_on_change(std::function<void()> on_change) = 0;
  // Sessions of class "user", by id: no greeters, no background and no manager sessions. While current() is false, what
  // was last known.
  [[nodiscard]] virtual std::vector<SessionRecord> Sessions() const = 0;
  // Null when there is none. Valid until the next call of Process().
  [[nodiscard]] virtual const SessionRecord* Find(const std::string& id) const = 0;
  // False until the first list is complete, and from the loss of logind until it has been listed again: a session that
  // is missing while this is true has ended.
  [[nodiscard]] virtual bool current() const = 0;

  // Asks for the end of a session. `done` gets what became of the request; the session has ended when it is no longer
  // listed. kNotFound: there is no such session.
  virtual void Terminate(const std::string& id, std::function<void(Result<>)> done) = 0;

  [[nodiscard]] virtual LoopWish wish() const = 0;
  virtual void Process() = 0;
};

}  // namespace labwall
