// SPDX-License-Identifier: Apache-2.0
#include "dispatch/batch.h"

#include <algorithm>

namespace labwall {

size_t Batch::FinishedCount() const {
  return static_cast<size_t>(std::count_if(targets.begin(), targets.end(), [](const TargetProgress& target) {
    return target.stage == TargetStage::kFinished;
  }));
}

size_t Batch::CountOf(OutcomeCode code) const {
  return static_cast<size_t>(std::count_if(targets.begin(), targets.end(), [code](const TargetProgress& target) {
    return target.stage == TargetStage::kFinished && target.outcome.code == code;
  }));
}

}  // namespace labwall
