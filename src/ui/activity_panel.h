// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/batch_card.h"
#include "ui/pane_focus.h"

namespace labwall {

// The panel beside the wall: one card for each command that was not cleared, newest first.
class ActivityPanel {
 public:
  // Whether it is open and has anything to show.
  [[nodiscard]] static bool Wanted(const Frame& frame);
  // `covered`: how much of the lower end toasts lie over, in pixels: it can be scrolled clear of them.
  void Draw(Frame& frame, const Rect& area, float covered);
  // When it is not drawn.
  void Hide() { focus_.Leave(); }

  void TakeFocus() { focus_.Take(); }
  [[nodiscard]] bool has_keyboard() const { return focus_.has_keyboard(); }

 private:
  CardList cards_;
  PaneFocus focus_;
};

}  // namespace labwall
