// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "session/session_control.h"

namespace labwall {

// The sessions of systemd-logind (or elogind), over the system bus: listed once, then followed by its signals, never
// polled. Ending a session needs root, or the user's own session and polkit's consent. A lost bus or logind is tried
// again after 0.5 s, then ever more slowly up to 4 s.
[[nodiscard]] std::unique_ptr<SessionControl> MakeLogindControl(const Clock& clock);

}  // namespace labwall
