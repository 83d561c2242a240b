// SPDX-License-Identifier: Apache-2.0
#include "ui/keyboard_map.h"

#include <algorithm>
#include <cmath>

#include "imgui.h"
#include "ui/dialog.h"
#include "ui/form.h"
#include "ui/text.h"
#include "ui/words.h"

namespace labwall {
namespace {

constexpr const char* kId = "##keyboard";
constexpr float kRow = 24;
constexpr float kHeading = 28;
constexpr float kGroupGap = 14;
constexpr float kColumnGap = 28;
constexpr int kMostColumns = 3;

enum Group { kWall, kSelecting, kFinding, kLooking, kSessionView, kProgram, kGroupCount };

constexpr const char* kHeadings[kGroupCount] = {
    Mark("On the wall"), Mark("Selecting and logging off"), Mark("Finding"),
    Mark("Looking"),     Mark("In a session's view"),       Mark("Program"),
};

struct FixedKey {
  Group group;
  const char* keys;
  const char* does;
};

// Keys of the wall and of the session view; those of the menus come from the table of actions.
constexpr FixedKey kFixedKeys[] = {
    {kWall, Mark("Arrow keys"), Mark("Go to the next tile and select it")},
    {kWall, Mark("Home, End"), Mark("Go to the first or last tile")},
    {kWall, Mark("Page Up, Page Down"), Mark("Go a page up or down")},
    {kWall, Mark("Shift + any of these"), Mark("Extend the selection")},
    {kWall, Mark("Ctrl + any of these"), Mark("Go there and leave the selection alone")},
    {kWall, Mark("Space"), Mark("Select or deselect the tile")},
    {kWall, Mark("Enter, double click"), Mark("Open the session")},
    {kWall, Mark("Hold Shift+Space or the mouse"), Mark("Peek: see the session large for a moment")},
    {kWall, Mark("Menu, Shift+F10"), Mark("Open the menu of the selection")},
    {kWall, Mark("Letters"), Mark("Go to the person or station that begins with them")},
    {kWall, Mark("Alt + arrow keys"), Mark("Move the desk, while its room is arranged")},
    {kSessionView, Mark("Arrow keys"), Mark("Go to the next or previous session")},
    {kSessionView, Mark("Home, End"), Mark("Go to the first or last session")},
    {kSessionView, Mark("Esc, Enter"), Mark("Back to the wall")},
};

// A second key for the same.
constexpr std::pair<UiAction, const char*> kMoreKeys[] = {
    {UiAction::kPalette, Mark("Ctrl+Shift+P")},
    {UiAction::kFindPeople, "/"},
    {UiAction::kLargerTiles, Mark("Ctrl+wheel")},
    {UiAction::kSmallerTiles, Mark("Ctrl+wheel")},
    {UiAction::kKeyboardMap, "?"},
};

Group GroupOf(UiAction action) {
  switch (action) {
    case UiAction::kLogOffSelected:
    case UiAction::kLogOffAll:
    case UiAction::kRetryFailed:
    case UiAction::kSelectFailed:
    case UiAction::kCopyActivity:
    case UiAction::kCancelPending:
    case UiAction::kSelectAll:
    case UiAction::kSelectRoom:
    case UiAction::kInvertSelection:
    case UiAction::kClearSelection:
      return kSelecting;
    case UiAction::kFindPeople:
    case UiAction::kPalette:
      return kFinding;
    case UiAction::kLargerTiles:
    case UiAction::kSmallerTiles:
    case UiAction::kSmallTiles:
    case UiAction::kMediumTiles:
    case UiAction::kLargeTiles:
    case UiAction::kFitAll:
    case UiAction::kPrivateView:
    case UiAction::kFullScreen:
    case UiAction::kToggleActivity:
    case UiAction::kToggleTheme:
      return kLooking;
    default:
      return kProgram;
  }
}

struct Row {
  std::string keys;
  std::string does;
};
struct RowGroup {
  const char* heading = nullptr;
  std::vector<Row> rows;

  [[nodiscard]] float Height(const Look& look) const {
    return look.px(kHeading) + look.px(kRow) * static_cast<float>(rows.size()) + look.px(kGroupGap);
  }
};

std::vector<RowGroup> GroupsWith(const std::vector<std::string>& words) {
  std::vector<RowGroup> groups(kGroupCount);
  const auto add = [&](Group group, std::string keys, std::string does) {
    if (!HasAllWords(FoldCase(keys + '\n' + does), words)) return;
    groups[group].rows.push_back({std::move(keys), std::move(does)});
  };
  for (int i = 0; i < kGroupCount; ++i) groups[static_cast<size_t>(i)].heading = Tr(kHeadings[i]);
  for (const FixedKey& key : kFixedKeys) add(key.group, Tr(key.keys), Tr(key.does));
  for (const ActionInfo& info : AllActions()) {
    // The wall's and the view's own keys are listed as such.
    if (*info.shortcut == '\0' || info.action == UiAction::kOpenSession) continue;
    std::string keys = Tr(info.shortcut);
    for (const auto& [action, more] : kMoreKeys) {
      if (action == info.action) keys += std::string(", ") + Tr(more);
    }
    add(GroupOf(info.action), std::move(keys), Tr(info.label));
  }
  std::erase_if(groups, [](const RowGroup& group) { return group.rows.empty(); });
  return groups;
}

// How wide keys and words are, and in how many columns that goes.
struct Columns {
  float keys = 0;
  float does = 0;
  int count = 1;
  float width = 0;  // of one
};

Columns Measure(const Look& look, const std::vector<RowGroup>& groups, float width) {
  Columns columns;
  for (const RowGroup& group : groups) {
    for (const Row& row : group.rows) {
      columns.keys = std::max(columns.keys, std::ceil(WidthOf(SmallStrong(look), row.keys)));
      columns.does = std::max(columns.does, std::ceil(WidthOf(Body(look), row.does)));
    }
  }
  const float gap = look.px(kColumnGap);
  const float wanted = columns.keys + look.px(16) + columns.does;
  columns.count = std::clamp(static_cast<int>((width + gap) / (wanted + gap)), 1, kMostColumns);
  columns.width = std::min(wanted, width);
  columns.does = std::min(columns.does, columns.width - columns.keys - look.px(16));
  return columns;
}

// Which column each group is in: in reading order, and as even as that allows.
std::vector<int> Spread(const Look& look, const std::vector<RowGroup>& groups, int count, float* height) {
  float total = 0;
  for (const RowGroup& group : groups) total += group.Height(look);
  std::vector<int> columns;
  float filled = 0;
  float before = 0;  // where the current column begins
  int column = 0;
  *height = 0;
  for (const RowGroup& group : groups) {
    const float middle = filled + group.Height(look) / 2;
    const int wanted = static_cast<int>(middle / total * static_cast<float>(count));
    if (wanted > column) {
      column = wanted;
      before = filled;
    }
    filled += group.Height(look);
    *height = std::max(*height, filled - before);
    columns.push_back(column);
  }
  return columns;
}

void DrawGroup(const Look& look, const RowGroup& group, const Columns& columns, ImVec2 at) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const Palette& p = look.palette;
  DrawText(list, Strong(look), at, Packed(p.text), Shortened(Strong(look), group.heading, columns.width));
  at.y += look.px(kHeading);
  const Type key_type = SmallStrong(look);
  const Type text_type = Body(look);
  for (const Row& row : group.rows) {
    DrawText(list, key_type, {at.x, at.y + look.px(1)}, Packed(p.dim_text), row.keys);
    DrawText(list, text_type, {at.x + columns.keys + look.px(16), at.y}, Packed(p.text),
             Shortened(text_type, row.does, columns.does));
    at.y += look.px(kRow);
  }
}

void DrawGroups(const Look& look, const std::vector<RowGroup>& groups, const Columns& columns) {
  float height = 0;
  const std::vector<int> in_column = Spread(look, groups, columns.count, &height);
  const ImVec2 start = ImGui::GetCursorScreenPos();
  float y = 0;
  for (size_t i = 0; i < groups.size(); ++i) {
    if (i > 0 && in_column[i] != in_column[i - 1]) y = 0;
    const float x = static_cast<float>(in_column[i]) * (columns.width + look.px(kColumnGap));
    DrawGroup(look, groups[i], columns, {start.x + x, start.y + y});
    y += groups[i].Height(look);
  }
  ImGui::Dummy({1, height});
}

}  // namespace

void KeyboardMap::Draw(Frame& frame) {
  const Look& look = frame.look;
  if (frame.state.open_keyboard_map) {
    filter_ = {};
    ImGui::OpenPopup(kId);
  }
  frame.state.open_keyboard_map = false;
  if (!ImGui::IsPopupOpen(kId) || !BeginDialog(look, kId)) return;

  const std::vector<RowGroup> all = GroupsWith({});
  const Columns columns = Measure(look, all, DialogWidth(look, 1120) - ImGui::GetStyle().ScrollbarSize);
  const auto count = static_cast<float>(columns.count);
  const float width = columns.width * count + look.px(kColumnGap) * (count - 1) + ImGui::GetStyle().ScrollbarSize;
  DialogTitle(look, Tr("Keyboard Shortcuts"), width);
  TextFieldOptions field;
  field.width = width;
  field.hint = Tr("Find a key or what it does");
  field.search = true;
  field.take_keyboard = ImGui::IsWindowAppearing();
  field.flags = ImGuiInputTextFlags_EnterReturnsTrue;
  const bool entered = TextField(look, "##find", filter_.data(), filter_.size(), field);
  ImGui::Dummy({0, look.px(4)});
  // The dialog keeps its size while its lines are found, so that nothing jumps.
  float height = 0;
  Spread(look, all, columns.count, &height);
  BeginScrolled("keys", {width, std::min(height, DialogHeight(look) - look.px(148))});
  const std::vector<RowGroup> found = GroupsWith(WordsOf(filter_.data()));
  if (found.empty()) {
    Paragraph(Body(look), look.palette.dim_text, Phrase(Tr("Nothing found for “{0}”"), std::string(filter_.data())),
              width, look);
  } else {
    DrawGroups(look, found, columns);
  }
  EndScrolled(look);
  Mnemonics mnemonics;
  const bool closed = DrawDialogButtons(look, mnemonics, {{"close", Tr("Close")}}, width) == 0;
  if (closed || entered || ImGui::IsKeyPressed(ImGuiKey_Escape, false)) ImGui::CloseCurrentPopup();
  ImGui::EndPopup();
}

}  // namespace labwall
