// SPDX-License-Identifier: Apache-2.0
#include "dispatch/batch.h"

#include <algorithm>

namespace labwall {

namespace {

size_t CountAt(const std::vector<TargetProgress>& targets, TargetStage stage) {
  return static_cast<size_t>(std::count_if(targets.begin(), targets.end(),
                                           [stage](const TargetProgress& target) { return target.stage == stage; }));
}

}  // namespace

size_t Batch::FinishedCount() const { return CountAt(targets, TargetStage::kFinished); }
size_t Batch::WaitingCount() const { return CountAt(targets, TargetStage::kWaiting); }

size_t Batch::CountOf(OutcomeCode code) const {
  return static_cast<size_t>(std::count_if(targets.begin(), targets.end(), [code](const TargetProgress& target) {
    return target.stage == TargetStage::kFinished && target.outcome.code == code;
  }));
}

}  // namespace labwall
