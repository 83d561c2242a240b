// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "base/clock.h"

namespace labwall {

// DamageTrust decides how often a screen is looked at that has reported no change. Most drivers report everything, and
// then such looks are wasted; some never report anything (proprietary ones, direct rendering). So a screen is verified
// until one of its reports has led to changed pixels, and ever more seldom while nothing is found; one that was caught
// changing without a word is verified for good. Pure: time comes from the caller's clock. Threads: one owner.
class DamageTrust {
 public:
  static constexpr Milliseconds kFirstVerify{2'000};
  static constexpr Milliseconds kLastVerify{60'000};

  explicit DamageTrust(const Clock& clock) : clock_(clock) {}

  // When the whole screen should be looked at though it has reported nothing; empty: never.
  [[nodiscard]] std::optional<MonotonicTime> NextVerify() const;
  // The screen was grabbed now. `reported`: it had reported a change since the grab before, or did during this one.
  void OnGrab(bool reported);
  // Pixels of the last grab differ from the ones before.
  void OnFound();

 private:
  enum class State { kUnknown = 0, kProven, kCaught };

  const Clock& clock_;
  State state_ = State::kUnknown;
  bool reported_ = false;  // as of the last grab
  Milliseconds interval_ = kFirstVerify;
  MonotonicTime grabbed_at_{};
};

}  // namespace labwall
