// SPDX-License-Identifier: Apache-2.0
#include "model/command.h"

namespace labwall {

const char* ToString(OutcomeCode code) {
  switch (code) {
    case OutcomeCode::kUnknown:
      return "Unknown";
    case OutcomeCode::kDone:
      return "Done";
    case OutcomeCode::kAlreadyGone:
      return "AlreadyGone";
    case OutcomeCode::kRefused:
      return "Refused";
    case OutcomeCode::kUnreachable:
      return "Unreachable";
    case OutcomeCode::kTimedOut:
      return "TimedOut";
    case OutcomeCode::kFailed:
      return "Failed";
    case OutcomeCode::kCancelled:
      return "Cancelled";
  }
  return "Unknown";
}

bool Succeeded(OutcomeCode code) { return code == OutcomeCode::kDone || code == OutcomeCode::kAlreadyGone; }

}  // namespace labwall
