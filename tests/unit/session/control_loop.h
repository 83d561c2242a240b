// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <poll.h>

#include <algorithm>

#include "session/session_control.h"
#include "support/eventually.h"

namespace labwall {

// Runs the control's loop until `holds`; false when it still does not after `limit` (times SlowdownFactor()).
template <typename Predicate>
bool RunUntil(SessionControl& control, Predicate holds, Milliseconds limit = std::chrono::seconds(30)) {
  const auto until = std::chrono::steady_clock::now() + limit * SlowdownFactor();
  for (;;) {
    control.Process();
    if (holds()) return true;
    const auto now = std::chrono::steady_clock::now();
    if (now >= until) return false;
    const LoopWish wish = control.wish();
    pollfd fd{wish.fd, wish.events, 0};
    const auto next = std::min(wish.deadline.value_or(until), until);
    const auto left = std::chrono::ceil<Milliseconds>(std::max(next, now) - now);
    ::poll(&fd, 1, static_cast<int>(left.count()));
  }
}

}  // namespace labwall
