// SPDX-License-Identifier: Apache-2.0
#include "dispatch/command_run.h"

#include <algorithm>
#include <map>
#include <unordered_set>
#include <utility>

#include "wire/limits.h"

namespace labwall {
namespace {

std::string InSeconds(Milliseconds time) { return std::to_string((time.count() + 999) / 1000) + " s"; }

}  // namespace

Batch MakeBatch(BatchId id, const Command& command, MonotonicTime submitted_at) {
  Batch batch;
  batch.id = id;
  batch.action = command.action;
  batch.submitted_at = submitted_at;
  std::unordered_set<SessionKey> named;
  for (const CommandTarget& target : command.targets) {
    if (!named.insert(target.key).second) continue;
    TargetProgress progress;
    progress.target = target;
    batch.targets.push_back(std::move(progress));
  }
  return batch;
}

CommandRun::CommandRun(const Batch& batch, const Command& command, const std::function<std::string()>& new_id)
    : batch_(batch), time_limit_(std::clamp(command.time_limit, Milliseconds(1), Milliseconds(wire::kMaxCommandTime))) {
  std::map<std::string, std::vector<size_t>> by_station;
  for (size_t i = 0; i < batch_.targets.size(); ++i) by_station[batch_.targets[i].target.key.station].push_back(i);
  for (const auto& [station, targets] : by_station) {
    for (size_t first = 0; first < targets.size(); first += wire::kMaxCommandTargets) {
      const size_t count = std::min(wire::kMaxCommandTargets, targets.size() - first);
      Pending pending;
      pending.open.assign(targets.begin() + first, targets.begin() + first + count);
      pending.request.station = station;
      wire::CommandRequest& message = pending.request.message;
      message.command_id = new_id();
      message.action = command.action;
      for (const size_t target : pending.open) message.targets.push_back(batch_.targets[target].target.key);
      message.operator_session = command.operator_session;
      message.time_limit = time_limit_;
      std::string id = message.command_id;
      pending_.emplace(std::move(id), std::move(pending));
    }
  }
}

std::vector<CommandRun::Request> CommandRun::Start(MonotonicTime now) {
  std::vector<Request> requests;
  for (auto& [id, pending] : pending_) {
    pending.deadline = now + kAnswerLimit;
    requests.push_back(pending.request);
  }
  return requests;
}

void CommandRun::OnUnsent(const std::string& command_id, const Error& error, MonotonicTime now) {
  const auto found = pending_.find(command_id);
  if (found == pending_.end()) return;
  if (error.code == ErrorCode::kUnavailable) {
    FinishAll(found->second, OutcomeCode::kUnreachable,
              "not connected to the broker, so nothing was asked of the station; try again when it is back", now);
  } else {
    FinishAll(found->second, OutcomeCode::kFailed, "the request could not be sent: " + error.message, now);
  }
  pending_.erase(found);
}

bool CommandRun::OnAnswer(const std::string& command_id, const StationAnswer& answer, MonotonicTime now) {
  const auto found = pending_.find(command_id);
  if (found == pending_.end()) return false;
  Pending& pending = found->second;
  const std::string& station = pending.request.station;
  if (std::holds_alternative<NoResponders>(answer)) {
    if (pending.accepted) return false;
    FinishAll(pending, OutcomeCode::kUnreachable, "no agent answers for " + station + ": is the station on?", now);
    pending_.erase(found);
    return true;
  }
  if (const auto* rejected = std::get_if<wire::CommandRejected>(&answer)) {
    FinishAll(pending, OutcomeCode::kFailed, "the station refused the request: " + rejected->reason, now);
    pending_.erase(found);
    return true;
  }
  if (const auto* outcome = std::get_if<Outcome>(&answer)) {
    const auto target = std::find_if(pending.open.begin(), pending.open.end(),
                                     [&](size_t i) { return batch_.targets[i].target.key == outcome->key; });
    if (target == pending.open.end()) return false;
    const bool known = outcome->code != OutcomeCode::kUnknown;
    Finish(*target, known ? outcome->code : OutcomeCode::kFailed,
           known ? outcome->detail : "the station reported an outcome that this program does not know", now);
    pending.open.erase(target);
    if (pending.open.empty()) pending_.erase(found);
    return true;
  }
  // Who could not look at the answers for a while must not let a station go on late.
  if (pending.accepted || pending.deadline <= now) return false;
  Accept(pending, now);
  return true;
}

void CommandRun::Cancel(MonotonicTime now) {
  std::erase_if(pending_, [&](const auto& entry) {
    if (entry.second.accepted) return false;
    FinishAll(entry.second, OutcomeCode::kCancelled, "withdrawn before the station took it up; nothing was touched",
              now);
    return true;
  });
}

void CommandRun::Expire(MonotonicTime now) {
  for (auto it = pending_.begin(); it != pending_.end();) {
    const Pending& pending = it->second;
    if (pending.deadline > now) {
      ++it;
      continue;
    }
    const std::string& station = pending.request.station;
    FinishAll(pending, OutcomeCode::kTimedOut,
              pending.accepted ? station + " accepted, but did not report within " +
                                     InSeconds(time_limit_ + kReportGrace) + "; look whether the session is still there"
                               : station + " did not answer within " + InSeconds(kAnswerLimit) +
                                     "; nothing was touched there, nor will be",
              now);
    it = pending_.erase(it);
  }
}

std::optional<MonotonicTime> CommandRun::NextDeadline() const {
  std::optional<MonotonicTime> next;
  for (const auto& [id, pending] : pending_) {
    if (!next || pending.deadline < *next) next = pending.deadline;
  }
  return next;
}

void CommandRun::Accept(Pending& pending, MonotonicTime now) {
  pending.accepted = true;
  pending.deadline = now + time_limit_ + kReportGrace;
  for (const size_t target : pending.open) batch_.targets[target].stage = TargetStage::kAccepted;
  changed_ = true;
}

void CommandRun::Finish(size_t target, OutcomeCode code, std::string detail, MonotonicTime now) {
  TargetProgress& progress = batch_.targets[target];
  progress.stage = TargetStage::kFinished;
  progress.outcome.key = progress.target.key;
  progress.outcome.user = progress.target.user;
  progress.outcome.code = code;
  progress.outcome.detail = std::move(detail);
  progress.outcome.elapsed = std::chrono::duration_cast<Milliseconds>(now - batch_.submitted_at);
  changed_ = true;
}

void CommandRun::FinishAll(const Pending& pending, OutcomeCode code, const std::string& detail, MonotonicTime now) {
  for (const size_t target : pending.open) Finish(target, code, detail, now);
}

}  // namespace labwall
