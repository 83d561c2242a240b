// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "session/session_control.h"
#include "wire/command_gate.h"
#include "wire/messages.h"

namespace labwall {

struct CommandRunnerOptions {
  std::string station;
  std::string boot_id;
  // Sends a reply; the console's word is asked for on word_subject, unless that is empty. Must not call back.
  std::function<void(const std::string& reply_to, const wire::CommandReply& reply, const std::string& word_subject)>
      reply;
  // Whether this session may be acted on at all.
  std::function<bool(const SessionRecord&)> is_monitored;
  // The session is about to be ended: let go of it now. And, when it did not end after all, take it up again.
  std::function<void(const std::string& session_id, bool ending)> on_ending;
  // The names of processes that a session still has, for people.
  std::function<std::vector<std::string>(const SessionRecord&)> process_names;
};

// Carries commands out and answers each of them: Accepted, then, once the console says to go on, exactly one outcome
// for each target. Before that word nothing is touched. A session is Done only when logind no longer lists it. While
// logind is away targets wait for it until their time is up. Threads: one. At most kMaxUnderWay commands at a time,
// those that wait for the word among them; more are rejected.
class CommandRunner {
 public:
  static constexpr size_t kMaxUnderWay = 64;

  CommandRunner(const Clock& clock, SessionControl& control, CommandRunnerOptions options);

  // A command as it came over the bus.
  void Start(const std::string& reply_to, std::string_view request_bytes);
  // A word as it came over the bus, under the number in its subject; or the broker's, that nobody is there to say it.
  void OnWord(uint64_t number, std::string_view word_bytes);
  void OnNobody(uint64_t number) { gate_.OnNobody(number); }
  // Call after the control's list has changed.
  void OnSessionsChanged();
  // Gives up on what is out of time. Call at NextDeadline(), earlier does no harm.
  void Expire();
  [[nodiscard]] std::optional<MonotonicTime> NextDeadline() const;
  [[nodiscard]] size_t under_way() const { return commands_.size() + gate_.held_count(); }
  [[nodiscard]] uint64_t ignored_words() const { return gate_.ignored_count(); }
  // Says of everything under way that the agent is stopping.
  void Abandon();

 private:
  enum class Stage { kWaitingForLogind, kAsked, kFinished };
  struct Target {
    SessionKey key;
    Stage stage = Stage::kWaitingForLogind;
    bool ever_asked = false;  // logind has been told to end it, though it may have forgotten
    std::string user;
  };
  struct Running {
    std::string reply_to;
    std::string command_id;
    std::optional<SessionKey> operator_session;
    MonotonicTime accepted_at;
    MonotonicTime deadline;
    std::vector<Target> targets;
  };
  using Number = uint64_t;

  void Begin(wire::CommandGate::Held accepted);
  void Advance(Running& command, Number number, size_t index);
  void OnTerminateAnswer(Number number, size_t index, const Result<>& answer);
  void Finish(Running& command, size_t index, OutcomeCode code, std::string detail);
  void Reject(const std::string& reply_to, const std::string& command_id, std::string reason);
  // The session that exactly this key names, or null.
  [[nodiscard]] const SessionRecord* Exactly(const SessionKey& key) const;
  [[nodiscard]] std::string StillClosing(const Target& target) const;
  void DropFinished();

  const Clock& clock_;
  SessionControl& control_;
  CommandRunnerOptions options_;
  wire::CommandGate gate_;
  std::map<Number, Running> commands_;
  Number next_number_ = 1;
};

}  // namespace labwall
