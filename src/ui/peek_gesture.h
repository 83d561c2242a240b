// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "model/selection.h"
#include "ui/ui_state.h"

namespace labwall {

// PeekGesture recognises the two ways to look at a session for a moment: Shift+Space held on the focused tile, and the
// left button held still on a tile. The second undoes what the press did to the selection, for a look is not a choice.
class PeekGesture {
 public:
  // Within the wall's window, before its tiles. `has_keyboard`: the wall has it.
  void Begin(Frame& frame, bool has_keyboard);
  // For the tile that was pressed, while the button is down; `key` is its session.
  void Held(Frame& frame, const SessionKey& key);

  // What was selected when the left button went down last.
  [[nodiscard]] const Selection& before_press() const { return before_press_; }

 private:
  bool by_key_ = false;
  bool by_mouse_ = false;
  Selection before_press_;
};

}  // namespace labwall
