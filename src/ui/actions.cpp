// SPDX-License-Identifier: Apache-2.0
#include "ui/actions.h"

#include <algorithm>

#include "imgui.h"
#include "ui/batch_buttons.h"
#include "ui/text.h"
#include "ui/ui_state.h"

namespace labwall {
namespace {

constexpr float kTileStep = 1.15f;

bool AnyoneToLogOff(const Frame& frame) {
  const int own = frame.input.own_session && frame.model.snapshot().Find(*frame.input.own_session) != nullptr ? 1 : 0;
  return frame.model.counts().sessions > own;
}

}  // namespace

const std::vector<ActionInfo>& AllActions() {
  static const std::vector<ActionInfo> actions = {
      {UiAction::kLogOffSelected, Mark("Log Off Selected Users…"), Mark("Ctrl+Shift+L"),
       ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_L, true},
      {UiAction::kLogOffAll, Mark("Log Off All Users…"), "", 0, false},
      {UiAction::kRetryFailed, Mark("Try Again What Failed…"), Mark("Ctrl+Shift+R"),
       ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_R, true},
      {UiAction::kSelectFailed, Mark("Select What Failed"), "", 0, false},
      {UiAction::kCopyActivity, Mark("Copy Activity as Text"), Mark("Ctrl+Shift+C"),
       ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_C, true},
      {UiAction::kCancelPending, Mark("Cancel What Is Pending"), Mark("Ctrl+Shift+X"),
       ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_X, true},
      {UiAction::kOpenSession, Mark("Open Session"), Mark("Enter"), 0, false},
      {UiAction::kSelectAll, Mark("Select All Shown"), Mark("Ctrl+A"), ImGuiMod_Ctrl | ImGuiKey_A, false},
      {UiAction::kSelectRoom, Mark("Select This Room"), Mark("Ctrl+Shift+A"),
       ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_A, false},
      {UiAction::kInvertSelection, Mark("Invert Selection"), Mark("Ctrl+I"), ImGuiMod_Ctrl | ImGuiKey_I, false},
      // Dear ImGui's multi-select takes Esc where the wall has the keyboard.
      {UiAction::kClearSelection, Mark("Clear Selection"), Mark("Esc"), 0, false},
      {UiAction::kRefresh, Mark("Refresh"), Mark("F5"), ImGuiKey_F5, true},
      {UiAction::kFindPeople, Mark("Find"), Mark("Ctrl+F"), ImGuiMod_Ctrl | ImGuiKey_F, true},
      {UiAction::kPalette, Mark("Command Palette"), Mark("Ctrl+K"), ImGuiMod_Ctrl | ImGuiKey_K, true},
      {UiAction::kOpenMenu, Mark("Open the Menu"), Mark("F10"), ImGuiKey_F10, true},
      {UiAction::kShowHome, Mark("Go to Home"), Mark("Ctrl+1"), ImGuiMod_Ctrl | ImGuiKey_1, true},
      {UiAction::kShowActivity, Mark("Go to Activity"), Mark("Ctrl+2"), ImGuiMod_Ctrl | ImGuiKey_2, true},
      {UiAction::kToggleActivity, Mark("Show or Hide Activity"), Mark("F9"), ImGuiKey_F9, true},
      {UiAction::kNextPane, Mark("Between Wall and Activity"), Mark("F6"), ImGuiKey_F6, true},
      {UiAction::kShowFiltered, Mark("Filtered View"), "", 0, false},
      {UiAction::kShowAll, Mark("Show All"), "", 0, false},
      {UiAction::kOnlyActive, Mark("Only Active"), "", 0, false},
      {UiAction::kOnlyIdle, Mark("Only Idle"), "", 0, false},
      {UiAction::kOnlyLocked, Mark("Only Locked"), "", 0, false},
      {UiAction::kOnlyDisconnected, Mark("Only Suspended"), "", 0, false},
      {UiAction::kOnlyProblems, Mark("Only Problems"), "", 0, false},
      {UiAction::kEveryState, Mark("Every State"), "", 0, false},
      {UiAction::kSortByStation, Mark("Sort by Station"), "", 0, false},
      {UiAction::kSortByUser, Mark("Sort by User"), "", 0, false},
      {UiAction::kSortByRoom, Mark("Sort by Room"), "", 0, false},
      {UiAction::kSortByStartTime, Mark("Sort by Start Time"), "", 0, false},
      {UiAction::kSortByIdleTime, Mark("Sort by Idle Time"), "", 0, false},
      {UiAction::kGroupByRoom, Mark("Group by Room"), "", 0, false},
      {UiAction::kGroupByStation, Mark("Group by Station"), "", 0, false},
      {UiAction::kGroupByNone, Mark("No Groups"), "", 0, false},
      {UiAction::kLargerTiles, Mark("Larger Tiles"), Mark("Ctrl+Plus"), ImGuiMod_Ctrl | ImGuiKey_Equal, true},
      {UiAction::kSmallerTiles, Mark("Smaller Tiles"), Mark("Ctrl+Minus"), ImGuiMod_Ctrl | ImGuiKey_Minus, true},
      {UiAction::kSmallTiles, Mark("Small Tiles"), "", 0, false},
      {UiAction::kMediumTiles, Mark("Medium Tiles"), Mark("Ctrl+0"), ImGuiMod_Ctrl | ImGuiKey_0, true},
      {UiAction::kLargeTiles, Mark("Large Tiles"), "", 0, false},
      {UiAction::kFitAll, Mark("Fit All"), Mark("Ctrl+9"), ImGuiMod_Ctrl | ImGuiKey_9, true},
      {UiAction::kArrangeDesks, Mark("Arrange This Room's Desks"), "", 0, false},
      {UiAction::kForgetDesks, Mark("Forget This Room's Arrangement"), "", 0, false},
      {UiAction::kRenameRoom, Mark("Rename This Room…"), "", 0, false},
      {UiAction::kPrivateView, Mark("Blur the Pictures"), Mark("Ctrl+Shift+B"),
       ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_B, true},
      {UiAction::kFullScreen, Mark("Full Screen"), Mark("F11"), ImGuiKey_F11, true},
      {UiAction::kToggleTheme, Mark("Light or Dark"), "", 0, false},
      {UiAction::kShowFigures, Mark("Performance Figures"), Mark("Ctrl+Shift+D"),
       ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_D, true},
      {UiAction::kSettings, Mark("Settings…"), Mark("Ctrl+,"), ImGuiMod_Ctrl | ImGuiKey_Comma, true},
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
       {std::pair(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_P, UiAction::kPalette),
        std::pair(ImGuiMod_Ctrl | ImGuiKey_KeypadAdd, UiAction::kLargerTiles),
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

ActionState StateOf(UiAction action, const Frame& frame) {
  const UiState& state = frame.state;
  const UiSettings& set = state.settings;
  const auto choice = [](bool holds) { return ActionState{true, holds}; };
  const auto only = [&](StateSet bit) { return choice((set.only_states & bit) != 0); };
  const auto size = [&](float width) { return choice(!set.fit_all && set.tile_width == width); };
  const auto possible = [](bool enabled) { return ActionState{enabled, false}; };
  const bool anyone_shown = !frame.model.sessions().empty();
  const bool focused = state.focused.has_value() && frame.model.IndexOf(*state.focused) >= 0;
  switch (action) {
    case UiAction::kLogOffSelected:
      if (state.opened) return possible(frame.model.Knows(*state.opened) && !frame.IsOwn(*state.opened));
      [[fallthrough]];
    case UiAction::kClearSelection:
      return possible(!state.selection.empty());
    case UiAction::kLogOffAll:
      return possible(AnyoneToLogOff(frame));
    case UiAction::kRetryFailed:
    case UiAction::kSelectFailed: {
      const Batch* batch = NewestWithFailures(state.activity);
      return possible(batch != nullptr && AnyToTryAgain(frame, *batch));
    }
    case UiAction::kCancelPending: {
      const auto& entries = state.activity.entries();
      return possible(
          std::any_of(entries.begin(), entries.end(), [](const ActivityEntry& entry) { return entry.waiting > 0; }));
    }
    case UiAction::kSelectAll:
    case UiAction::kInvertSelection:
      return possible(anyone_shown);
    case UiAction::kCopyActivity:
      return possible(!state.activity.entries().empty());
    case UiAction::kOpenSession:
    case UiAction::kSelectRoom:
      return possible(focused);
    case UiAction::kRenameRoom:
      return possible(focused && !frame.model.sessions()[static_cast<size_t>(frame.model.IndexOf(*state.focused))]
                                      .view->station->room.empty());
    case UiAction::kShowFiltered:
      return choice(set.show == Show::kFiltered);
    case UiAction::kShowAll:
      return choice(set.show == Show::kAll);
    case UiAction::kOnlyActive:
      return only(kStateActive);
    case UiAction::kOnlyIdle:
      return only(kStateIdle);
    case UiAction::kOnlyLocked:
      return only(kStateLocked);
    case UiAction::kOnlyDisconnected:
      return only(kStateDisconnected);
    case UiAction::kOnlyProblems:
      return only(kStateProblem);
    case UiAction::kEveryState:
      return choice(set.only_states == 0);
    case UiAction::kSortByStation:
      return choice(set.sort == SortBy::kStation);
    case UiAction::kSortByUser:
      return choice(set.sort == SortBy::kUser);
    case UiAction::kSortByRoom:
      return choice(set.sort == SortBy::kRoom);
    case UiAction::kSortByStartTime:
      return choice(set.sort == SortBy::kStartTime);
    case UiAction::kSortByIdleTime:
      return choice(set.sort == SortBy::kIdleTime);
    case UiAction::kGroupByRoom:
      return choice(set.group == GroupBy::kRoom);
    case UiAction::kGroupByStation:
      return choice(set.group == GroupBy::kStation);
    case UiAction::kGroupByNone:
      return choice(set.group == GroupBy::kNone);
    case UiAction::kSmallTiles:
      return size(kSmallTile);
    case UiAction::kMediumTiles:
      return size(kMediumTile);
    case UiAction::kLargeTiles:
      return size(kLargeTile);
    case UiAction::kFitAll:
      return choice(set.fit_all);
    case UiAction::kPrivateView:
      return choice(set.private_view);
    case UiAction::kFullScreen:
      return choice(frame.input.full_screen);
    case UiAction::kShowFigures:
      return choice(state.show_figures);
    case UiAction::kToggleActivity:
      return choice(set.activity_open);
    default:
      return {};
  }
}

bool ApplyTo(UiSettings& settings, UiAction action) {
  const auto size = [&](float width) {
    settings.tile_width = std::clamp(width, kSmallestTile, kLargestTile);
    settings.fit_all = false;
  };
  switch (action) {
    case UiAction::kToggleActivity:
      settings.activity_open = !settings.activity_open;
      return true;
    case UiAction::kShowFiltered:
      settings.show = Show::kFiltered;
      return true;
    case UiAction::kShowAll:
      settings.show = Show::kAll;
      return true;
    case UiAction::kOnlyActive:
      settings.only_states ^= kStateActive;
      return true;
    case UiAction::kOnlyIdle:
      settings.only_states ^= kStateIdle;
      return true;
    case UiAction::kOnlyLocked:
      settings.only_states ^= kStateLocked;
      return true;
    case UiAction::kOnlyDisconnected:
      settings.only_states ^= kStateDisconnected;
      return true;
    case UiAction::kOnlyProblems:
      settings.only_states ^= kStateProblem;
      return true;
    case UiAction::kEveryState:
      settings.only_states = 0;
      return true;
    case UiAction::kSortByStation:
      settings.sort = SortBy::kStation;
      return true;
    case UiAction::kSortByUser:
      settings.sort = SortBy::kUser;
      return true;
    case UiAction::kSortByRoom:
      settings.sort = SortBy::kRoom;
      return true;
    case UiAction::kSortByStartTime:
      settings.sort = SortBy::kStartTime;
      return true;
    case UiAction::kSortByIdleTime:
      settings.sort = SortBy::kIdleTime;
      return true;
    case UiAction::kGroupByRoom:
      settings.group = GroupBy::kRoom;
      return true;
    case UiAction::kGroupByStation:
      settings.group = GroupBy::kStation;
      return true;
    case UiAction::kGroupByNone:
      settings.group = GroupBy::kNone;
      return true;
    case UiAction::kLargerTiles:
      size(settings.tile_width * kTileStep);
      return true;
    case UiAction::kSmallerTiles:
      size(settings.tile_width / kTileStep);
      return true;
    case UiAction::kSmallTiles:
      size(kSmallTile);
      return true;
    case UiAction::kMediumTiles:
      size(kMediumTile);
      return true;
    case UiAction::kLargeTiles:
      size(kLargeTile);
      return true;
    case UiAction::kFitAll:
      settings.fit_all = !settings.fit_all;
      return true;
    case UiAction::kPrivateView:
      settings.private_view = !settings.private_view;
      return true;
    default:
      return false;
  }
}

}  // namespace labwall
