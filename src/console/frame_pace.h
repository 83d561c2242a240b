// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>

#include "base/clock.h"

namespace labwall {

// FramePace says how long to wait between two frames that are drawn for news. News is coalesced: no more frames than a
// display shows, and no more than what a quarter of the time is enough for, so that a fast machine is prompt and one
// that draws with its processor has most of it left for everything else. Input is not held back by this.
class FramePace {
 public:
  using Duration = std::chrono::microseconds;
  static constexpr Duration kLeast{16'667};  // a display's refresh at 60 Hz
  static constexpr Duration kMost{200'000};  // an age in seconds still counts evenly
  static constexpr int kShare = 4;           // of the time, drawing takes one part in so many

  // What a frame took, by the clock: the waiting for a display's refresh left out, a GPU's work counted.
  void Note(Duration cost) {
    // The mean over some four frames: one that uploads a screenful after a jump says little of the next.
    mean_ = first_ ? cost : (3 * mean_ + cost) / 4;
    first_ = false;
  }
  [[nodiscard]] Duration interval() const { return std::clamp(kShare * mean_, kLeast, kMost); }

 private:
  Duration mean_{0};
  bool first_ = true;
};

}  // namespace labwall
