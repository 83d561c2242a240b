// SPDX-License-Identifier: Apache-2.0
#include "agent/command_runner.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "model/text.h"
#include "wire/limits.h"
#include "wire/subjects.h"

namespace labwall {

CommandRunner::CommandRunner(const Clock& clock, SessionControl& control, CommandRunnerOptions options)
    : clock_(clock), control_(control), options_(std::move(options)), gate_(clock) {}

void CommandRunner::Start(const std::string& reply_to, std::string_view request_bytes) {
  Result<wire::CommandRequest> request = wire::DecodeCommandRequest(request_bytes);
  if (!request) {
    Reject(reply_to, "", request.error().message);
    return;
  }
  if (request->action != Action::kLogOff) {
    Reject(reply_to, request->command_id, "this agent does not know that action; it may be older than the console");
    return;
  }
  const std::string id = request->command_id;
  const size_t count = request->targets.size();
  const std::optional<uint64_t> word_number =
      under_way() < kMaxUnderWay ? gate_.Hold(reply_to, std::move(*request)) : std::nullopt;
  if (!word_number) {
    Reject(reply_to, id, "the station has too many commands under way; try again in a moment");
    return;
  }
  LogInfo("log off of {} session(s) asked for, command {}", count, id);
  options_.reply(reply_to, {id, wire::CommandAccepted{}}, wire::WordSubject(options_.station, *word_number));
}

void CommandRunner::OnWord(uint64_t number, std::string_view word_bytes) {
  if (std::optional<wire::CommandGate::Held> accepted = gate_.OnWord(number, word_bytes)) Begin(std::move(*accepted));
}

void CommandRunner::Begin(wire::CommandGate::Held accepted) {
  wire::CommandRequest& request = accepted.request;
  const Number number = next_number_++;
  Running& command = commands_[number];
  command.reply_to = std::move(accepted.reply_to);
  command.command_id = std::move(request.command_id);
  command.operator_session = std::move(request.operator_session);
  // From the acceptance on, as the console counts; the word took its time.
  command.accepted_at = accepted.accepted_at;
  command.deadline =
      command.accepted_at + std::clamp<Milliseconds>(request.time_limit, Milliseconds(1), wire::kMaxCommandTime);
  for (SessionKey& key : request.targets) {
    const SessionRecord* const session = Exactly(key);
    command.targets.push_back(Target{std::move(key)});
    if (session != nullptr) command.targets.back().user = session->user;
  }
  LogInfo("command {} goes on", command.command_id);
  for (size_t i = 0; i < command.targets.size(); ++i) Advance(command, number, i);
  DropFinished();
}

void CommandRunner::OnSessionsChanged() {
  for (auto& [number, command] : commands_) {
    for (size_t i = 0; i < command.targets.size(); ++i) Advance(command, number, i);
  }
  DropFinished();
}

void CommandRunner::Advance(Running& command, Number number, size_t index) {
  Target& target = command.targets[index];
  if (target.stage == Stage::kFinished) return;
  if (target.key.station != options_.station || target.key.boot_id != options_.boot_id) {
    Finish(command, index, OutcomeCode::kAlreadyGone, "the session was another station's, or of before a restart");
    return;
  }
  if (!control_.current()) return;  // what is missing now may only be unknown
  const SessionRecord* const session = Exactly(target.key);
  if (session == nullptr) {
    Finish(command, index, target.ever_asked ? OutcomeCode::kDone : OutcomeCode::kAlreadyGone, "");
    return;
  }
  if (target.stage == Stage::kAsked) return;
  if (command.operator_session == target.key) {
    Finish(command, index, OutcomeCode::kRefused, "this is the session you work in; log off from its own menu");
    return;
  }
  if (!options_.is_monitored(*session)) {
    Finish(command, index, OutcomeCode::kRefused, "this session is not monitored");
    return;
  }
  target.stage = Stage::kAsked;
  target.ever_asked = true;
  const std::string id = session->id;
  options_.on_ending(id, true);
  control_.Terminate(id, [this, number, index](const Result<>& answer) { OnTerminateAnswer(number, index, answer); });
}

void CommandRunner::OnTerminateAnswer(Number number, size_t index, const Result<>& answer) {
  const auto found = commands_.find(number);
  if (answer || found == commands_.end()) return;
  Running& command = found->second;
  Target& target = command.targets[index];
  if (target.stage != Stage::kAsked) return;
  if (answer.error().code == ErrorCode::kUnavailable) {
    // logind went away with the request, done or not: its next list decides.
    target.stage = Stage::kWaitingForLogind;
    return;
  }
  if (answer.error().code == ErrorCode::kNotFound) {
    Finish(command, index, OutcomeCode::kAlreadyGone, "");
  } else {
    Finish(command, index, OutcomeCode::kFailed, answer.error().message);
  }
  DropFinished();
}

void CommandRunner::Expire() {
  const MonotonicTime now = clock_.Now();
  for (const wire::CommandGate::Held& held : gate_.Expire(now)) {
    Reject(held.reply_to, held.request.command_id, "the word to go on did not reach it in time; nothing was touched");
  }
  for (auto& [number, command] : commands_) {
    if (command.deadline > now) continue;
    for (size_t i = 0; i < command.targets.size(); ++i) {
      Target& target = command.targets[i];
      if (target.stage == Stage::kFinished) continue;
      Finish(command, i, OutcomeCode::kTimedOut,
             target.stage == Stage::kAsked ? StillClosing(target)
                                           : "logind does not answer on the station; see its log there");
    }
  }
  DropFinished();
}

std::optional<MonotonicTime> CommandRunner::NextDeadline() const {
  std::optional<MonotonicTime> next = gate_.NextDeadline();
  for (const auto& [number, command] : commands_) {
    if (!next || command.deadline < *next) next = command.deadline;
  }
  return next;
}

void CommandRunner::Abandon() {
  for (const wire::CommandGate::Held& held : gate_.Expire(MonotonicTime::max())) {
    Reject(held.reply_to, held.request.command_id, "its agent stopped before the word to go on; nothing was touched");
  }
  for (auto& [number, command] : commands_) {
    for (size_t i = 0; i < command.targets.size(); ++i) {
      if (command.targets[i].stage == Stage::kFinished) continue;
      Finish(command, i, OutcomeCode::kFailed, "the station's agent stopped before the session had ended");
    }
  }
  DropFinished();
}

std::string CommandRunner::StillClosing(const Target& target) const {
  const SessionRecord* const session = Exactly(target.key);
  std::vector<std::string> names;
  if (session != nullptr) names = options_.process_names(*session);
  if (names.empty()) return "still closing";
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + SanitizeText(name, 32);
  return "still closing; it waits for " + list;
}

void CommandRunner::Finish(Running& command, size_t index, OutcomeCode code, std::string detail) {
  Target& target = command.targets[index];
  target.stage = Stage::kFinished;
  Outcome outcome;
  outcome.key = target.key;
  outcome.user = target.user;
  outcome.code = code;
  outcome.detail = std::move(detail);
  outcome.elapsed = std::chrono::duration_cast<Milliseconds>(clock_.Now() - command.accepted_at);
  LogInfo("log off of session {} ({}): {} after {} ms{}{}", target.key.session_id, target.user, ToString(code),
          outcome.elapsed.count(), outcome.detail.empty() ? "" : ": ", outcome.detail);
  options_.reply(command.reply_to, wire::CommandReply{command.command_id, std::move(outcome)}, {});
  if (target.ever_asked && !Succeeded(code)) options_.on_ending(target.key.session_id, false);
}

void CommandRunner::Reject(const std::string& reply_to, const std::string& command_id, std::string reason) {
  options_.reply(reply_to, wire::CommandReply{command_id, wire::CommandRejected{std::move(reason)}}, {});
}

const SessionRecord* CommandRunner::Exactly(const SessionKey& key) const {
  const SessionRecord* const session = control_.Find(key.session_id);
  return session != nullptr && session->started_us == key.started_us ? session : nullptr;
}

void CommandRunner::DropFinished() {
  std::erase_if(commands_, [](const auto& entry) {
    return std::all_of(entry.second.targets.begin(), entry.second.targets.end(),
                       [](const Target& target) { return target.stage == Stage::kFinished; });
  });
}

}  // namespace labwall
