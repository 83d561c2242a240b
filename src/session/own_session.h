// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace labwall {

// The logind session that this process belongs to; empty when it belongs to none, or when logind does not answer within
// a second. A program started by the user's service manager is taken to belong to the session that its environment
// names.
[[nodiscard]] std::optional<std::string> OwnSessionId();

// The running kernel's boot id: 32 hexadecimal digits in lower case.
[[nodiscard]] std::string BootId();

}  // namespace labwall
