// SPDX-License-Identifier: Apache-2.0
#include "ui/menus.h"

#include <initializer_list>

#include "imgui.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace labwall {
namespace {

// A menu's window with our paddings and a shadow, which is drawn under it by the window it belongs to.
class Menu {
 public:
  Menu(const Look& look, const char* id) : look_(look) {
    ImDrawList* below = ImGui::GetWindowDrawList();
    Push();
    open_ = ImGui::BeginPopup(id, ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings);
    if (!open_) return;
    const ImVec2 min = ImGui::GetWindowPos();
    const ImVec2 max(min.x + ImGui::GetWindowWidth(), min.y + ImGui::GetWindowHeight());
    if (ImGui::IsWindowAppearing()) return;
    below->PushClipRectFullScreen();
    DrawShadow(look, below, min, max, look.px(10));
    below->PopClipRect();
  }
  ~Menu() {
    if (open_) ImGui::EndPopup();
    ImGui::PopStyleVar(2);
  }
  Menu(const Menu&) = delete;
  Menu& operator=(const Menu&) = delete;
  [[nodiscard]] bool open() const { return open_; }

 private:
  void Push() const {
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {look_.px(6), look_.px(6)});
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  }

  const Look& look_;
  bool open_ = false;
};

void Entry(Frame& frame, UiAction action, RowMark mark = RowMark::kNone, bool strong = false) {
  const ActionInfo& info = InfoOf(action);
  const char* shortcut = *info.shortcut == '\0' ? "" : Tr(info.shortcut);
  const ActionState state = StateOf(action, frame);
  if (mark != RowMark::kNone && state.checked) mark = RowMark::kChecked;
  if (MenuRow(frame.look, info.label, Tr(info.label), shortcut, state.enabled, strong, mark)) {
    frame.actions.push_back(action);
  }
}

void Choices(Frame& frame, std::initializer_list<UiAction> actions) {
  for (const UiAction action : actions) Entry(frame, action, RowMark::kUnchecked);
}

void StateRows(Frame& frame) {
  Choices(frame, {UiAction::kEveryState, UiAction::kOnlyActive, UiAction::kOnlyIdle, UiAction::kOnlyLocked,
                  UiAction::kOnlyDisconnected, UiAction::kOnlyProblems});
}

void ShowRows(Frame& frame) {
  Choices(frame, {UiAction::kShowFiltered, UiAction::kShowAll});
  MenuSeparator(frame.look);
  StateRows(frame);
}

void SortRows(Frame& frame) {
  Choices(frame, {UiAction::kSortByStation, UiAction::kSortByUser, UiAction::kSortByRoom, UiAction::kSortByStartTime,
                  UiAction::kSortByIdleTime});
}

void GroupRows(Frame& frame) {
  Choices(frame, {UiAction::kGroupByRoom, UiAction::kGroupByStation, UiAction::kGroupByNone});
}

void SizeRows(Frame& frame) {
  Choices(frame, {UiAction::kSmallTiles, UiAction::kMediumTiles, UiAction::kLargeTiles, UiAction::kFitAll});
  MenuSeparator(frame.look);
  Entry(frame, UiAction::kLargerTiles);
  Entry(frame, UiAction::kSmallerTiles);
}

void RoomRows(Frame& frame) {
  Entry(frame, UiAction::kSelectRoom);
  Entry(frame, UiAction::kRenameRoom);
  Entry(frame, UiAction::kArrangeDesks);
  Entry(frame, UiAction::kForgetDesks);
}

void Submenu(Frame& frame, const char* id, const char* label, void (*rows)(Frame&)) {
  if (!BeginSubmenu(frame.look, id, label, true)) return;
  rows(frame);
  EndSubmenu(frame.look);
}

}  // namespace

void DrawMainMenu(Frame& frame, const Rect& below) {
  const Look& look = frame.look;
  constexpr const char* kId = "main menu";
  if (frame.state.open_menu) ImGui::OpenPopup(kId);
  frame.state.open_menu = false;
  ImGui::SetNextWindowPos({below.x, below.y + below.height + look.px(6)});
  const Menu menu(look, kId);
  if (!menu.open()) return;
  Submenu(frame, "log off users", Tr("Log Off Users"), [](Frame& f) {
    Entry(f, UiAction::kLogOffSelected);
    Entry(f, UiAction::kLogOffAll);
  });
  MenuSeparator(look);
  Submenu(frame, "select", Tr("Select"), [](Frame& f) {
    Entry(f, UiAction::kSelectAll);
    Entry(f, UiAction::kSelectRoom);
    Entry(f, UiAction::kInvertSelection);
    Entry(f, UiAction::kClearSelection);
    Entry(f, UiAction::kSelectFailed);
  });
  Submenu(frame, "show", Tr("Show"), &ShowRows);
  Submenu(frame, "sort", Tr("Sort"), &SortRows);
  Submenu(frame, "group", Tr("Group"), &GroupRows);
  Submenu(frame, "tiles", Tr("Tile Size"), &SizeRows);
  Submenu(frame, "room", Tr("Room"), &RoomRows);
  MenuSeparator(look);
  Entry(frame, UiAction::kFindPeople);
  Entry(frame, UiAction::kPalette);
  Entry(frame, UiAction::kRefresh);
  Entry(frame, UiAction::kRetryFailed);
  Entry(frame, UiAction::kCancelPending);
  Entry(frame, UiAction::kCopyActivity);
  MenuSeparator(look);
  Entry(frame, UiAction::kToggleActivity);
  Entry(frame, UiAction::kPrivateView);
  Entry(frame, UiAction::kFullScreen);
  Entry(frame, UiAction::kShowFigures);
  MenuSeparator(look);
  Entry(frame, UiAction::kSettings);
  Entry(frame, UiAction::kKeyboardMap);
  Entry(frame, UiAction::kQuit);
}

void DrawChoiceMenu(Frame& frame, const char* id, ChoiceMenu kind, const Rect& below) {
  ImGui::SetNextWindowPos({below.x, below.y + below.height + frame.look.px(6)});
  const Menu menu(frame.look, id);
  if (!menu.open()) return;
  const bool all = kind == ChoiceMenu::kView;
  if (all) Choices(frame, {UiAction::kShowFiltered, UiAction::kShowAll});
  if (all) MenuSeparator(frame.look);
  if (all || kind == ChoiceMenu::kStates) StateRows(frame);
  if (all) MenuSeparator(frame.look);
  if (all || kind == ChoiceMenu::kGroup) GroupRows(frame);
  if (all) MenuSeparator(frame.look);
  if (all || kind == ChoiceMenu::kSort) SortRows(frame);
}

void DrawContextMenu(Frame& frame, const Rect& focused) {
  const Look& look = frame.look;
  constexpr const char* kId = "context menu";
  if (frame.state.context_menu != ContextMenu::kNone) ImGui::OpenPopup(kId);
  if (frame.state.context_menu == ContextMenu::kAtFocus) {
    ImGui::SetNextWindowPos({focused.x + focused.width / 2, focused.y + focused.height / 2}, ImGuiCond_Appearing);
  }
  frame.state.context_menu = ContextMenu::kNone;
  const Menu menu(look, kId);
  if (!menu.open()) return;
  const size_t count = frame.state.selection.size();
  const std::string header =
      count == 0 ? std::string(Tr("Nobody is selected")) : Count("{0} person selected", "{0} people selected", count);
  const Type type = SmallStrong(look);
  const ImVec2 pos = ImGui::GetCursorScreenPos();
  DrawText(ImGui::GetWindowDrawList(), type, {pos.x + look.px(12), pos.y + look.px(8)}, Packed(look.palette.dim_text),
           header);
  ImGui::Dummy({look.px(24) + WidthOf(type, header), look.px(32)});
  Entry(frame, UiAction::kLogOffSelected, RowMark::kNone, true);
  Entry(frame, UiAction::kOpenSession);
  MenuSeparator(look);
  Entry(frame, UiAction::kSelectAll);
  Entry(frame, UiAction::kSelectRoom);
  Entry(frame, UiAction::kInvertSelection);
  Entry(frame, UiAction::kClearSelection);
}

}  // namespace labwall
