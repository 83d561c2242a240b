// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "model/command.h"

namespace labwall {

using BatchId = uint64_t;

// How far one target of a command has come.
enum class TargetStage {
  kWaiting = 0,  // the station has not answered yet: the command can still be withdrawn
  kAccepted,     // the station has been told to go on, and is at it
  kFinished,     // `outcome` says how it ended
};

struct TargetProgress {
  CommandTarget target;
  TargetStage stage = TargetStage::kWaiting;
  Outcome outcome;  // meaningful when finished
};

// One command over N sessions, as it stands: an immutable value.
struct Batch {
  BatchId id = 0;
  Action action = Action::kUnknown;
  MonotonicTime submitted_at;
  std::vector<TargetProgress> targets;  // in the order of the command

  [[nodiscard]] size_t FinishedCount() const;
  [[nodiscard]] size_t CountOf(OutcomeCode code) const;
  // How many targets Dispatcher::Cancel() would still take back.
  [[nodiscard]] size_t WaitingCount() const;
  [[nodiscard]] bool finished() const { return FinishedCount() == targets.size(); }
};

}  // namespace labwall
