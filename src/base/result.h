// SPDX-License-Identifier: Apache-2.0
// Result<T>: a value, or an Error that says what happened, to what, and what to do next. Nothing is thrown across a
// module's edge; a library that throws is caught where it is called.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace labwall {

// The code set of gRPC (grpc.io/docs/guides/status-codes), minus OK.
enum class ErrorCode {
  kUnknown = 0,
  kCancelled,
  kInvalidArgument,
  kDeadlineExceeded,
  kNotFound,
  kAlreadyExists,
  kPermissionDenied,
  kResourceExhausted,
  kFailedPrecondition,
  kAborted,
  kOutOfRange,
  kUnimplemented,
  kInternal,
  kUnavailable,
  kDataLoss,
  kUnauthenticated,
};

struct Error {
  ErrorCode code = ErrorCode::kUnknown;
  std::string message;
};

template <typename T = void>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> Fail(ErrorCode code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message)});
}

// For "WHAT: errno's words", e.g. ErrnoMessage("open /run/labwall/connect").
[[nodiscard]] std::string ErrnoMessage(const std::string& what);

}  // namespace labwall
