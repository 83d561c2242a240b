// SPDX-License-Identifier: Apache-2.0
#include "ui/actions.h"

#include <algorithm>

#include "imgui.h"
#include "ui/text.h"

namespace labwall {

const std::vector<ActionInfo>& AllActions() {
  static const std::vector<ActionInfo> actions = {
      {UiAction::kLogOffSelected, Mark("Log Off Selected Users…"), Mark("Ctrl+Shift+L"),
       ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_L, true},
      {UiAction::kLogOffAll, Mark("Log Off All Users…"), "", 0, false},
      // Dear ImGui's multi-select takes Ctrl+A and Esc where the wall has the keyboard.
      {UiAction::kSelectAll, Mark("Select All Shown"), Mark("Ctrl+A"), 0, false},
      {UiAction::kSelectRoom, Mark("Select This Room"), Mark("Ctrl+Shift+A"),
       ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_A, false},
      {UiAction::kInvertSelection, Mark("Invert Selection"), Mark("Ctrl+I"), ImGuiMod_Ctrl | ImGuiKey_I, false},
      {UiAction::kClearSelection, Mark("Clear Selection"), Mark("Esc"), 0, false},
      {UiAction::kRefresh, Mark("Refresh"), Mark("F5"), ImGuiKey_F5, true},
      {UiAction::kFindPeople, Mark("Find"), Mark("Ctrl+F"), ImGuiMod_Ctrl | ImGuiKey_F, true},
      {UiAction::kOpenMenu, Mark("Open the Menu"), Mark("F10"), ImGuiKey_F10, true},
      {UiAction::kLargerTiles, Mark("Larger Tiles"), Mark("Ctrl+Plus"), ImGuiMod_Ctrl | ImGuiKey_Equal, true},
      {UiAction::kSmallerTiles, Mark("Smaller Tiles"), Mark("Ctrl+Minus"), ImGuiMod_Ctrl | ImGuiKey_Minus, true},
      {UiAction::kToggleTheme, Mark("Light or Dark"), "", 0, false},
      {UiAction::kToggleActivity, Mark("Show or Hide Activity"), Mark("F9"), ImGuiKey_F9, true},
      {UiAction::kKeyboardMap, Mark("Keyboard Shortcuts"), Mark("F1"), ImGuiKey_F1, true},
      {UiAction::kQuit, Mark("Quit"), Mark("Ctrl+Q"), ImGuiMod_Ctrl | ImGuiKey_Q, true},
  };
  return actions;
}

const ActionInfo& InfoOf(UiAction action) {
  const std::vector<ActionInfo>& actions = AllActions();
  return *std::find_if(actions.begin(), actions.end(), [&](const ActionInfo& info) { return info.action == action; });
}

void CollectShortcuts(bool typing, ActionQueue& actions) {
  for (const ActionInfo& info : AllActions()) {
    if (info.chord != 0 && (info.while_typing || !typing) && ImGui::IsKeyChordPressed(info.chord)) {
      actions.push_back(info.action);
    }
  }
  for (const auto& [chord, action] :
       {std::pair(ImGuiMod_Ctrl | ImGuiKey_KeypadAdd, UiAction::kLargerTiles),
        std::pair(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_Equal, UiAction::kLargerTiles),
        std::pair(ImGuiMod_Ctrl | ImGuiKey_KeypadSubtract, UiAction::kSmallerTiles)}) {
    if (ImGui::IsKeyChordPressed(chord)) actions.push_back(action);
  }
  if (typing) return;
  // These two sit on different keys of different keyboards, so it is their characters that count.
  for (const ImWchar c : ImGui::GetIO().InputQueueCharacters) {
    if (c == '/') actions.push_back(UiAction::kFindPeople);
    if (c == '?') actions.push_back(UiAction::kKeyboardMap);
  }
}

}  // namespace labwall
