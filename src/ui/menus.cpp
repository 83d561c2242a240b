// SPDX-License-Identifier: Apache-2.0
#include "ui/menus.h"

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

void Entry(Frame& frame, UiAction action, bool strong = false) {
  const ActionInfo& info = InfoOf(action);
  const char* shortcut = *info.shortcut == '\0' ? "" : Tr(info.shortcut);
  if (MenuRow(frame.look, info.label, Tr(info.label), shortcut, StateOf(action, frame).enabled, strong))
    frame.actions.push_back(action);
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
  if (BeginSubmenu(look, "log off users", Tr("Log Off Users"), true)) {
    Entry(frame, UiAction::kLogOffSelected);
    Entry(frame, UiAction::kLogOffAll);
    EndSubmenu(look);
  }
  MenuSeparator(look);
  Entry(frame, UiAction::kSelectAll);
  Entry(frame, UiAction::kSelectRoom);
  Entry(frame, UiAction::kInvertSelection);
  Entry(frame, UiAction::kClearSelection);
  MenuSeparator(look);
  Entry(frame, UiAction::kFindPeople);
  Entry(frame, UiAction::kRefresh);
  Entry(frame, UiAction::kLargerTiles);
  Entry(frame, UiAction::kSmallerTiles);
  Entry(frame, UiAction::kToggleActivity);
  Entry(frame, UiAction::kToggleTheme);
  MenuSeparator(look);
  Entry(frame, UiAction::kKeyboardMap);
  Entry(frame, UiAction::kQuit);
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
  Entry(frame, UiAction::kLogOffSelected, true);
  MenuSeparator(look);
  Entry(frame, UiAction::kSelectAll);
  Entry(frame, UiAction::kSelectRoom);
  Entry(frame, UiAction::kInvertSelection);
  Entry(frame, UiAction::kClearSelection);
}

}  // namespace labwall
