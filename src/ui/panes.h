// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/activity_page.h"
#include "ui/activity_panel.h"
#include "ui/toasts.h"
#include "ui/wall_view.h"

namespace labwall {

// What the interface shows beside the wall and in its place, and which of it has the keyboard: the wall, or the page
// that is shown instead, unless the supervisor has gone to the panel or to the toasts.
class Panes {
 public:
  // The Activity page, in the wall's place.
  void DrawPage(Frame& frame, const Rect& area);
  // The panel beside the wall, if there is room and anything to say. Returns its width.
  float DrawPanel(Frame& frame, const Rect& area);
  // When there is neither: one session is shown alone.
  void Hide();
  void DrawToasts(Frame& frame, const Rect& area, const Rect& selection_bar) {
    toasts_.Draw(frame, area, selection_bar);
  }

  // Moves the keyboard from the wall, or the page, to the panel, to the toasts, and round again.
  void GoToNext(const UiState& state);
  // Back to the wall or the page, whatever the supervisor had gone to.
  void GoToMain() { at_ = Pane::kMain; }
  // At the end of a frame: sees to it that the keyboard is where it belongs, so that a click on a bar does not take it
  // away. `busy`: something is about to have it, or has just been pressed.
  void GiveKeyboardBack(UiState& state, WallView& wall, bool busy);

 private:
  enum class Pane { kMain, kPanel, kToasts };

  ActivityPanel panel_;
  ActivityPage page_;
  Toasts toasts_;
  Pane at_ = Pane::kMain;
  bool panel_shown_ = false;
  bool popup_open_ = false;
  Tab shown_tab_ = Tab::kHome;
};

}  // namespace labwall
