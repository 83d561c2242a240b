// SPDX-License-Identifier: Apache-2.0
// Everything the supervisor can ask for by menu or by key, in one table: the menus, the keyboard and the keyboard map
// read it.
#pragma once

#include <array>
#include <vector>

namespace labwall {

enum class UiAction {
  kLogOffSelected,
  kLogOffAll,
  kSelectAll,  // of what is shown
  kSelectRoom,
  kInvertSelection,
  kClearSelection,
  kRefresh,
  kFindPeople,
  kOpenMenu,
  kLargerTiles,
  kSmallerTiles,
  kToggleTheme,
  kToggleActivity,
  kKeyboardMap,
  kQuit,
};

struct ActionInfo {
  UiAction action;
  const char* label;     // to be translated
  const char* shortcut;  // to be translated; empty for none
  int chord;             // an ImGuiKeyChord; 0 where another part handles the key
  bool while_typing;     // also while a text field has the keyboard
};

[[nodiscard]] const std::vector<ActionInfo>& AllActions();
[[nodiscard]] const ActionInfo& InfoOf(UiAction action);

// Asked for during a frame, carried out at its end.
using ActionQueue = std::vector<UiAction>;

// Queues the actions whose keys were pressed. `typing`: a text field has the keyboard.
void CollectShortcuts(bool typing, ActionQueue& actions);

}  // namespace labwall
