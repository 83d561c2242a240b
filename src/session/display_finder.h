// SPDX-License-Identifier: Apache-2.0
// Where a session's X server is, and the file that lets its user in. logind seldom knows; the environment of the
// session's processes does.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "session/session_processes.h"

namespace labwall {

struct DisplayAddress {
  std::string display;    // passes IsLocalDisplay()
  std::string authority;  // passes IsAuthorityPath(), or empty: the X library's default
  bool operator==(const DisplayAddress&) const = default;
};

// A display of this machine: ":N", ":N.M", "unix:N" or "unix:N.M". Never one that a network connection leads to.
[[nodiscard]] bool IsLocalDisplay(std::string_view text);
// An absolute path without control characters, of at most 1024 bytes.
[[nodiscard]] bool IsAuthorityPath(std::string_view text);

// Asks the environments of at most 256 of the session's processes; the address that most of them name wins. With
// `logind_display` only the authority for that display is looked for.
// Reading a process's environment can wait for that process's memory, which its user may have put on a file system that
// never answers: call it as that user, in a process that may be killed.
[[nodiscard]] std::optional<DisplayAddress> FindDisplay(const SessionProcessQuery& query,
                                                        const std::string& logind_display,
                                                        const std::string& proc = "/proc");

// DISPLAY and XAUTHORITY of a /proc/PID/environ's content, where they are in order.
[[nodiscard]] std::optional<DisplayAddress> AddressFromEnvironment(std::string_view environment);

// "DISPLAY\nAUTHORITY\n", and back: how the looking process tells its finding.
[[nodiscard]] std::string ToLines(const DisplayAddress& address);
[[nodiscard]] std::optional<DisplayAddress> FromLines(std::string_view lines);

}  // namespace labwall
