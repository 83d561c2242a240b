// SPDX-License-Identifier: Apache-2.0
#include "ui/pane_focus.h"

#include "imgui.h"
#include "imgui_internal.h"

namespace labwall {

bool PaneFocus::Begin() {
  if (wanted_ && !ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopup)) {
    ImGui::SetWindowFocus();
    wanted_ = false;
  }
  has_ = ImGui::IsWindowFocused();
  if (!has_) return false;
  GImGui->NavInitRequest = false;  // would choose the first control of all
  return GImGui->NavId == 0;
}

bool PaneFocus::Lost() const {
  const ImGuiContext& g = *GImGui;
  // A control that is being clicked at gets the keyboard before it counts as there.
  return has_ && g.ActiveId == 0 && !g.NavIdIsAlive && !g.NavMoveSubmitted && !g.NavMoveScoringItems;
}

}  // namespace labwall
