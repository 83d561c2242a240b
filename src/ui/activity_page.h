// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/batch_card.h"
#include "ui/pane_focus.h"

namespace labwall {

// The Activity tab: every command of this run, to be filtered by how its sessions stand, copied and saved.
class ActivityPage {
 public:
  // `covered`: how much of the lower end toasts lie over, in pixels: it can be scrolled clear of them.
  void Draw(Frame& frame, const Rect& area, float covered);
  // When another tab is shown.
  void Hide() { focus_.Leave(); }

  void TakeFocus() { focus_.Take(); }
  [[nodiscard]] bool has_keyboard() const { return focus_.has_keyboard(); }

 private:
  void DrawTitle(Frame& frame, float width);
  void DrawFilter(const Frame& frame, float width);
  void DrawEmpty(Frame& frame, bool focus);

  CardList cards_;
  PaneFocus focus_;
  std::optional<Standing> only_;  // show the sessions that stand so
};

}  // namespace labwall
