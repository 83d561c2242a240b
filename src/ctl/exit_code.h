// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

namespace labwall {

// What labwallctl's exit status says to scripts.
enum class ExitCode : int {
  kOk = 0,        // every session is Done or AlreadyGone; the list, the frame or the broker was had
  kOther = 1,     // some other outcome, Cancelled among them, or something else went wrong
  kUsage = 2,     // the command line, or what it names, makes no sense
  kNoBroker = 3,  // no broker was found or it could not be reached
};

// Prints the error to standard error and says which exit code it deserves: kInvalidArgument and kNotFound are usage,
// kUnavailable is no broker.
[[nodiscard]] ExitCode Report(const Error& error);

}  // namespace labwall
