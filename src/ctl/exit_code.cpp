// SPDX-License-Identifier: Apache-2.0
#include "ctl/exit_code.h"

#include <fmt/format.h>

#include <cstdio>

namespace labwall {

ExitCode Report(const Error& error) {
  fmt::print(stderr, "labwallctl: {}\n", error.message);
  switch (error.code) {
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kNotFound:
      return ExitCode::kUsage;
    case ErrorCode::kUnavailable:
      return ExitCode::kNoBroker;
    default:
      return ExitCode::kOther;
  }
}

}  // namespace labwall
