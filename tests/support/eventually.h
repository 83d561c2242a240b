// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <poll.h>

#include <chrono>
#include <cstdlib>
#include <string>

#include "base/clock.h"

namespace labwall {

// How much longer things may take than on a plain build: sanitizers slow everything down.
inline int SlowdownFactor() {
  const char* const sanitize = std::getenv("LABWALL_SANITIZE");
  return sanitize != nullptr && *sanitize != '\0' ? 5 : 1;
}

// Asks `holds` again and again until it is true; false when it still is not after `limit` (times SlowdownFactor()). For
// states of other programs that nothing can be waited on for.
template <typename Predicate>
bool Eventually(Predicate holds, Milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit * SlowdownFactor();
  for (;;) {
    if (holds()) return true;
    if (std::chrono::steady_clock::now() >= deadline) return false;
    ::poll(nullptr, 0, 20);
  }
}

}  // namespace labwall
