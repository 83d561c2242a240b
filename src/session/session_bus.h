// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace labwall {

// The D-Bus address of this user's session bus ($DBUS_SESSION_BUS_ADDRESS, else $XDG_RUNTIME_DIR/bus) once it has
// answered; nothing when there is none on this machine, or when end_fd becomes readable first. The bus library waits
// for 90 s on a bus that takes connections and does not answer, and nothing can end that wait; this one can be ended.
[[nodiscard]] std::optional<std::string> WaitForSessionBus(int end_fd);

// The path of the socket that a server address (D-Bus specification, "Server Addresses") names first; with a leading
// zero byte when it is an abstract one. Empty when it names no socket of this machine's.
[[nodiscard]] std::string SocketOfAddress(const std::string& address);

}  // namespace labwall
