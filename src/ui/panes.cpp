// SPDX-License-Identifier: Apache-2.0
#include "ui/panes.h"

#include <utility>

#include "imgui.h"

namespace labwall {
namespace {

constexpr float kPanelWidth = 340;
constexpr float kLeastWindow = 800;  // narrower, and the wall has all of it

}  // namespace

void Panes::DrawPage(Frame& frame, const Rect& area) {
  panel_.Hide();
  panel_shown_ = false;
  page_.Draw(frame, area, toasts_.covered());
}

float Panes::DrawPanel(Frame& frame, const Rect& area) {
  const Look& look = frame.look;
  page_.Hide();
  panel_shown_ = ActivityPanel::Wanted(frame) && area.width >= look.px(kLeastWindow);
  if (!panel_shown_) {
    panel_.Hide();
    return 0;
  }
  const float width = look.px(kPanelWidth);
  panel_.Draw(frame, {area.x + area.width - width, area.y, width, area.height}, toasts_.covered());
  return width;
}

void Panes::Hide() {
  page_.Hide();
  panel_.Hide();
  panel_shown_ = false;
}

void Panes::GoToNext(const UiState& state) {
  if (state.opened) return;  // whose keys are its own
  if (at_ == Pane::kMain && panel_shown_) {
    at_ = Pane::kPanel;
    panel_.TakeFocus();
  } else if (at_ != Pane::kToasts && toasts_.any()) {
    at_ = Pane::kToasts;
    toasts_.TakeFocus();
  } else {
    at_ = Pane::kMain;
  }
}

void Panes::GiveKeyboardBack(UiState& state, WallView& wall, bool busy) {
  const bool popup = ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopup);
  // A frame after a dialog, when Dear ImGui has given the keyboard back to where it was, and its Esc is over.
  const bool after_popup = std::exchange(popup_open_, popup);
  const bool elsewhere = std::exchange(shown_tab_, state.tab) != state.tab || state.show_batch.has_value();
  if (elsewhere) at_ = Pane::kMain;
  if (busy || popup || after_popup) return;
  const bool escape = ImGui::IsKeyPressed(ImGuiKey_Escape, false);
  const bool in_page = state.tab == Tab::kActivity && page_.has_keyboard();
  if (at_ == Pane::kPanel && (escape || !panel_.has_keyboard())) at_ = Pane::kMain;
  if (at_ == Pane::kToasts && (escape || !toasts_.has_keyboard())) at_ = Pane::kMain;
  if (at_ != Pane::kMain) return;
  if (escape && in_page) state.tab = Tab::kHome;
  if (state.tab == Tab::kActivity) {
    if (!in_page) page_.TakeFocus();
  } else if (!state.opened) {
    if (!wall.has_keyboard()) wall.TakeFocus(false);
  } else if (toasts_.has_keyboard()) {
    ImGui::SetWindowFocus(nullptr);  // a click there would leave it the session view's keys
  }
}

}  // namespace labwall
