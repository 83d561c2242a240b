// SPDX-License-Identifier: Apache-2.0
// Everything the supervisor can ask for by menu or by key, in one table: the menus, the keyboard and the keyboard map
// read it.
#pragma once

#include <vector>

namespace labwall {

enum class UiAction {
  kLogOffSelected,
  kLogOffAll,
  kRetryFailed,    // of the newest command that is over
  kSelectFailed,   // likewise
  kCopyActivity,   // as text
  kCancelPending,  // of every command, what no station has taken up yet
  kOpenSession,
  kSelectAll,  // of what is shown
  kSelectRoom,
  kInvertSelection,
  kClearSelection,
  kRefresh,
  kFindPeople,
  kPalette,
  kOpenMenu,
  kShowHome,
  kShowActivity,
  kToggleActivity,
  kNextPane,  // moves the keyboard between the wall, the panel beside it, and toasts
  kShowFiltered,
  kShowAll,
  kOnlyActive,  // these five add a state to what is shown, or take it away again
  kOnlyIdle,
  kOnlyLocked,
  kOnlyDisconnected,
  kOnlyProblems,
  kEveryState,
  kSortByStation,
  kSortByUser,
  kSortByRoom,
  kSortByStartTime,
  kSortByIdleTime,
  kGroupByRoom,
  kGroupByStation,
  kGroupByNone,
  kLargerTiles,
  kSmallerTiles,
  kSmallTiles,
  kMediumTiles,
  kLargeTiles,
  kFitAll,
  kArrangeDesks,  // of the focused tile's room; again: done
  kForgetDesks,
  kRenameRoom,
  kPrivateView,
  kFullScreen,
  kToggleTheme,
  kShowFigures,  // what the console does and costs; again: hides them
  kSettings,
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

struct Frame;
struct UiSettings;

// Carries out an action that only changes what is set. False when it is of another kind.
bool ApplyTo(UiSettings& settings, UiAction action);

// How a menu shows an action.
struct ActionState {
  bool enabled = true;
  bool checked = false;  // it is a choice, and this is the one that holds
};
[[nodiscard]] ActionState StateOf(UiAction action, const Frame& frame);

}  // namespace labwall
