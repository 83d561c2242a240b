// SPDX-License-Identifier: Apache-2.0
#include "wire/command_gate.h"

#include <algorithm>
#include <utility>

namespace labwall::wire {

std::optional<uint64_t> CommandGate::Hold(std::string reply_to, CommandRequest request) {
  if (held_.size() >= kMaxHeld) return std::nullopt;
  const MonotonicTime now = clock_.Now();
  const int64_t limit_us = std::chrono::microseconds(kWordLimit).count();
  Waiting waiting{{std::move(reply_to), std::move(request), now}, now + kWordLimit, clock_.UnixMicros() + limit_us};
  held_.emplace(++last_number_, std::move(waiting));
  return last_number_;
}

std::optional<CommandGate::Held> CommandGate::OnWord(uint64_t number, std::string_view bytes) {
  const Result<CommandWord> word = DecodeCommandWord(bytes);
  const auto found = held_.find(number);
  if (!word || found == held_.end() || found->second.held.request.command_id != word->command_id) {
    if (bad_words_.Allow("word")) {
      LogWarning("a console's word was ignored: {}",
                 word ? "it is about no command that waits for one" : word.error().message);
    }
    return std::nullopt;
  }
  Waiting& waiting = found->second;
  const MonotonicTime now = clock_.Now();
  // The monotonic clock stands still while the machine is suspended, and the word may have lain in a socket since.
  if (waiting.deadline <= now || waiting.deadline_unix_us <= clock_.UnixMicros()) {
    waiting.deadline = std::min(waiting.deadline, now);  // for Expire()
    return std::nullopt;
  }
  Held held = std::move(waiting.held);
  held_.erase(found);
  if (word->go_on) return held;
  LogInfo("command {} was withdrawn; nothing was touched", word->command_id);
  return std::nullopt;
}

void CommandGate::OnNobody(uint64_t number) {
  const auto found = held_.find(number);
  if (found == held_.end()) return;
  LogInfo("who asked for command {} is gone; nothing was touched", found->second.held.request.command_id);
  held_.erase(found);
}

std::vector<CommandGate::Held> CommandGate::Expire(MonotonicTime now) {
  std::vector<Held> expired;
  std::erase_if(held_, [&](auto& entry) {
    if (entry.second.deadline > now) return false;
    LogInfo("no word came on command {}; nothing was touched", entry.second.held.request.command_id);
    expired.push_back(std::move(entry.second.held));
    return true;
  });
  return expired;
}

std::optional<MonotonicTime> CommandGate::NextDeadline() const {
  std::optional<MonotonicTime> next;
  for (const auto& [number, waiting] : held_) {
    if (!next || waiting.deadline < *next) next = waiting.deadline;
  }
  return next;
}

}  // namespace labwall::wire
