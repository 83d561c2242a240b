// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "dispatch/batch.h"
#include "model/command.h"
#include "wire/messages.h"

namespace labwall {

// The broker's word that nobody serves the station's command subject.
struct NoResponders {};
using StationAnswer = std::variant<NoResponders, wire::CommandAccepted, Outcome, wire::CommandRejected>;

// CommandRun holds the rules of one command: which requests it takes, and what each answer, or the lack of one, means
// for the targets. Every target gets exactly one outcome, whatever stations say, say twice, or don't say; and a station
// that accepts may go on only while its targets have none. It knows no network. Threads: one at a time.
class CommandRun {
 public:
  // How long a station may take to accept, and how much longer than the command's own limit it may take to report.
  static constexpr Milliseconds kAnswerLimit{3'000};
  static constexpr Milliseconds kReportGrace{3'000};

  struct Request {
    std::string station;
    wire::CommandRequest message;
  };

  // new_id makes command ids that nobody can guess.
  CommandRun(const Batch& batch, const Command& command, const std::function<std::string()>& new_id);

  // One for each station, more where a station has more targets than one request may name. Their clocks start now.
  [[nodiscard]] std::vector<Request> Start(MonotonicTime now);
  // That request did not get out.
  void OnUnsent(const std::string& command_id, const Error& error, MonotonicTime now);
  // False when it answers nothing that was asked here and is still open. True for an acceptance is the word to go on,
  // which is given once for each request; false is "withdrawn".
  bool OnAnswer(const std::string& command_id, const StationAnswer& answer, MonotonicTime now);
  // Gives Cancelled to the targets whose station has not been told to go on, and leaves the others to their outcomes.
  void Cancel(MonotonicTime now);
  // Gives TimedOut to the targets whose station has let its time pass.
  void Expire(MonotonicTime now);
  [[nodiscard]] std::optional<MonotonicTime> NextDeadline() const;

  [[nodiscard]] const Batch& batch() const { return batch_; }
  // Whether batch() has changed since the last call.
  [[nodiscard]] bool TakeChanged() { return std::exchange(changed_, false); }

 private:
  struct Pending {
    Request request;
    std::vector<size_t> open;  // targets without an outcome, as indexes into the batch
    bool accepted = false;
    MonotonicTime deadline;
  };

  void Accept(Pending& pending, MonotonicTime now);
  void Finish(size_t target, OutcomeCode code, std::string detail, MonotonicTime now);
  void FinishAll(const Pending& pending, OutcomeCode code, const std::string& detail, MonotonicTime now);

  Batch batch_;
  Milliseconds time_limit_;
  bool changed_ = false;
  std::unordered_map<std::string, Pending> pending_;  // by command id
};

// The command's targets as a batch that nothing has happened to yet; a target that is named twice is taken once.
[[nodiscard]] Batch MakeBatch(BatchId id, const Command& command, MonotonicTime submitted_at);

}  // namespace labwall
