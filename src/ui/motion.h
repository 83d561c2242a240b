// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "ui/ui_state.h"

namespace labwall {

// How far something has come into view: 0 to 1, in 120 ms, slower towards the end. At once where nothing is to move.
class Motion {
 public:
  // Moves on to this frame's time, and asks for the next frame while it is on its way. Returns the eased share.
  float Follow(Frame& frame, bool wanted);
  [[nodiscard]] float eased() const { return 1 - (1 - share_) * (1 - share_); }
  [[nodiscard]] bool gone() const { return share_ <= 0; }

 private:
  float share_ = 0;
  std::optional<MonotonicTime> last_frame_;
};

}  // namespace labwall
