// SPDX-License-Identifier: Apache-2.0
#include "ui/top_bar.h"

#include <algorithm>

#include "imgui.h"
#include "imgui_internal.h"
#include "ui/menus.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace labwall {
namespace {

class TopBar {
 public:
  TopBar(Frame& frame, const Rect& area)
      : frame_(frame), look_(frame.look), area_(area), list_(ImGui::GetWindowDrawList()) {
    left_ = area.x + look_.px(10);
    right_ = area.x + area.width - look_.px(12);
  }

  Rect MenuButton() {
    const Type type = Large(look_);
    constexpr const char* kName = "Labwall";
    const Rect rect{left_, Top(36), look_.px(12 + 16 + 10 + 10 + 14 + 10) + WidthOf(type, kName), look_.px(36)};
    ImGui::SetCursorScreenPos({rect.x, rect.y});
    if (Button(look_, "menu", "", ButtonKind::kPlain, {rect.width, rect.height})) frame_.state.open_menu = true;
    const float middle = rect.y + rect.height / 2;
    DrawIcon(list_, Icon::kMenu, {rect.x + look_.px(22), middle}, look_.px(16), Packed(look_.palette.text));
    DrawText(list_, type, {rect.x + look_.px(40), middle - type.size / 2 - look_.scale}, Packed(look_.palette.text),
             kName);
    DrawIcon(list_, Icon::kChevronDown, {rect.x + rect.width - look_.px(16), middle}, look_.px(12),
             Packed(look_.palette.dim_text));
    left_ = rect.x + rect.width + look_.px(16);
    return rect;
  }

  void OneTab(const char* id, Tab tab, const char* label, size_t badge) {
    const bool current = frame_.state.tab == tab;
    const Type type = current ? Strong(look_) : Body(look_);
    const std::string count = badge > 0 ? std::to_string(badge) : "";
    const Type count_type = SmallStrong(look_);
    const float badge_width = badge > 0 ? std::max(look_.px(20), WidthOf(count_type, count) + look_.px(12)) : 0;
    const float width = look_.px(20) + WidthOf(Strong(look_), label) + (badge > 0 ? look_.px(8) + badge_width : 0);
    ImGui::SetCursorScreenPos({left_, area_.y});
    if (ImGui::InvisibleButton(id, {width, area_.height})) frame_.state.tab = tab;
    const Colour& colour = current || ImGui::IsItemHovered() ? look_.palette.text : look_.palette.dim_text;
    const float middle = area_.y + area_.height / 2;
    DrawText(list_, type, {left_ + look_.px(10), middle - type.size / 2 - look_.scale}, Packed(colour), label);
    if (badge > 0) {
      const ImVec2 min(left_ + width - look_.px(10) - badge_width, middle - look_.px(10));
      const ImVec2 max(min.x + badge_width, min.y + look_.px(20));
      list_->AddRectFilled(min, max, Packed(look_.palette.accent), look_.px(10));
      DrawText(list_, count_type,
               {(min.x + max.x - WidthOf(count_type, count)) / 2, middle - count_type.size / 2 - look_.scale},
               Packed(look_.palette.on_accent), count);
    }
    if (current) {
      list_->AddRectFilled({left_ + look_.px(6), area_.y + area_.height - look_.px(4)},
                           {left_ + width - look_.px(6), area_.y + area_.height}, Packed(look_.palette.accent),
                           look_.px(2), ImDrawFlags_RoundCornersTop);
    }
    left_ += width + look_.px(4);
  }

  void Buttons() {
    const float side = look_.px(36);
    const auto place = [&] {
      right_ -= side;
      ImGui::SetCursorScreenPos({right_, Top(36)});
      right_ -= look_.px(4);
    };
    place();
    if (IconButton(look_, "help", Icon::kHelp, side, Tr("Keyboard Shortcuts"))) Ask(UiAction::kKeyboardMap);
    place();
    if (IconButton(look_, "settings", Icon::kGear, side, Tr("Settings"))) Ask(UiAction::kSettings);
    place();
    const bool blurred = frame_.state.settings.private_view;
    if (IconButton(look_, "privacy", blurred ? Icon::kEyeOff : Icon::kEye, side,
                   blurred ? Tr("Show the pictures") : Tr("Blur the pictures"), blurred)) {
      Ask(UiAction::kPrivateView);
    }
  }

  // Filtered or all, the states, group and sort; in one menu where there is no room for more.
  void View() {
    const UiSettings& set = frame_.state.settings;
    const std::vector<std::string> shows = {Tr("Filtered"), Tr("All")};
    const std::string group = GroupLabel(set.group);
    const std::string sort = SortLabel(set.sort);
    const float height = look_.px(32);
    const float side = look_.px(36);
    const float lists = DropDownWidth(look_, group) + DropDownWidth(look_, sort) + look_.px(8);
    const float segments = SegmentsWidth(look_, shows) + look_.px(8);
    const float room = right_ - left_ - look_.px(220);  // the search comes first
    const bool with_segments = room >= segments + side;
    const bool with_lists = room >= segments + side + lists + look_.px(20);
    float width = side + (with_segments ? segments : 0) + (with_lists ? lists + look_.px(12) : 0);
    if (room < side) return;
    right_ -= width;
    float x = right_;
    right_ -= look_.px(12);
    if (with_segments) {
      ImGui::SetCursorScreenPos({x, Top(32)});
      const int clicked = Segments(look_, "show", shows, set.show == Show::kAll ? 1 : 0, height);
      if (clicked >= 0) Ask(clicked == 1 ? UiAction::kShowAll : UiAction::kShowFiltered);
      x += segments;
    }
    ImGui::SetCursorScreenPos({x, Top(36)});
    const char* tooltip = with_lists ? Tr("Which sessions are shown") : Tr("What is shown, and in which order");
    const bool narrowed = set.only_states != 0 || (!with_segments && set.show == Show::kAll);
    if (IconButton(look_, "states", Icon::kFilter, side, tooltip, narrowed)) ImGui::OpenPopup("states menu");
    DrawChoiceMenu(frame_, "states menu", with_lists ? ChoiceMenu::kStates : ChoiceMenu::kView,
                   {x, Top(36), side, side});
    x += side + look_.px(4);
    if (!with_lists) return;
    const auto list = [&](const char* id, const char* menu, const std::string& label, ChoiceMenu kind,
                          const char* what) {
      const Rect rect{x, Top(32), DropDownWidth(look_, label), height};
      ImGui::SetCursorScreenPos({rect.x, rect.y});
      if (DropDown(look_, id, label, {rect.width, height}, what)) ImGui::OpenPopup(menu);
      DrawChoiceMenu(frame_, menu, kind, rect);
      x += rect.width + look_.px(8);
    };
    list("group", "group menu", group, ChoiceMenu::kGroup, Tr("Group"));
    list("sort", "sort menu", sort, ChoiceMenu::kSort, Tr("Sort"));
  }

  void SizeSlider() {
    if (right_ - left_ < look_.px(420)) return;
    const float width = look_.px(124);
    right_ -= width + look_.px(12);
    ImGui::SetCursorScreenPos({right_, area_.y});
    ImGui::InvisibleButton("size", {width, area_.height});
    float share = (frame_.state.settings.tile_width - kSmallestTile) / (kLargestTile - kSmallestTile);
    const float inset = look_.px(8);
    if (ImGui::IsItemActive()) {
      share = std::clamp((ImGui::GetIO().MousePos.x - right_ - inset) / (width - 2 * inset), 0.0f, 1.0f);
      frame_.state.settings.tile_width = kSmallestTile + share * (kLargestTile - kSmallestTile);
      frame_.state.settings.fit_all = false;
    }
    if (ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip)) ImGui::SetTooltip("%s", Tr("Tile size"));
    share = std::clamp(share, 0.0f, 1.0f);
    const float middle = area_.y + area_.height / 2;
    const float knob = right_ + inset + share * (width - 2 * inset);
    list_->AddRectFilled({right_ + inset, middle - look_.px(2)}, {right_ + width - inset, middle + look_.px(2)},
                         Packed(look_.palette.hairline), look_.px(2));
    list_->AddRectFilled({right_ + inset, middle - look_.px(2)}, {knob, middle + look_.px(2)},
                         Packed(look_.palette.accent), look_.px(2));
    list_->AddCircleFilled({knob, middle}, look_.px(8), Packed(look_.palette.text));
    right_ -= look_.px(12);
  }

  // True when the supervisor goes on to what was found.
  bool Search() {
    const float room = right_ - left_ - look_.px(24);
    const float width = std::min(look_.px(420), room);
    if (width < look_.px(80)) return false;
    const Rect field{std::max(left_ + look_.px(12), left_ + (room - width) / 2), Top(36), width, look_.px(36)};
    const ImVec2 min(field.x, field.y);
    const ImVec2 max(field.x + field.width, field.y + field.height);
    const Palette& p = look_.palette;
    list_->AddRectFilled(min, max, Packed(look_.theme == Theme::kLight ? p.background : p.raised), look_.px(8));
    const float middle = field.y + field.height / 2;
    DrawIcon(list_, Icon::kSearch, {field.x + look_.px(20), middle}, look_.px(16), Packed(p.dim_text));

    const bool filled = frame_.state.search[0] != '\0';
    const char* shortcut = Tr("Ctrl+F");
    const float chip = filled ? look_.px(28) : WidthOf(Small(look_), shortcut) + look_.px(14);
    const float text_x = field.x + look_.px(38);
    const float text_width = std::max(look_.px(30), field.x + field.width - chip - look_.px(20) - text_x);
    ImGui::SetCursorScreenPos({text_x, middle - ImGui::GetFontSize() / 2 - look_.px(6)});
    ImGui::SetNextItemWidth(text_width);
    if (frame_.state.focus_search) ImGui::SetKeyboardFocusHere();
    frame_.state.focus_search = false;
    ImGui::PushStyleColor(ImGuiCol_FrameBg, 0);
    ImGui::PushStyleColor(ImGuiCol_FrameBgHovered, 0);
    ImGui::PushStyleColor(ImGuiCol_FrameBgActive, 0);
    ImGui::PushStyleColor(ImGuiCol_Border, 0);
    ImGui::PushStyleColor(ImGuiCol_NavCursor, 0);
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {0, look_.px(6)});
    const bool entered = ImGui::InputText("##search", frame_.state.search.data(), frame_.state.search.size(),
                                          ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_EscapeClearsAll);
    ImGui::PopStyleVar();
    ImGui::PopStyleColor(5);
    const bool active = ImGui::IsItemActive();
    list_->AddRect(min, max, Packed(active ? p.accent : p.hairline), look_.px(8), 0,
                   active ? look_.px(1.5f) : look_.px(1));
    if (!filled) {
      const Type type = Body(look_);
      const char* hint = Tr("Find people, stations, rooms");
      DrawText(list_, type, {text_x, middle - type.size / 2 - look_.scale}, Packed(p.dim_text),
               Shortened(type, hint, text_width));
      if (field.width > look_.px(200)) DrawKeyChip(look_, list_, {max.x - look_.px(8), middle}, shortcut);
    } else {
      ImGui::SetCursorScreenPos({max.x - look_.px(32), middle - look_.px(14)});
      if (IconButton(look_, "clear search", Icon::kClose, look_.px(28), Tr("Clear the search"))) {
        frame_.state.search[0] = '\0';
      }
    }
    if (active && ImGui::IsKeyPressed(ImGuiKey_DownArrow)) {
      ImGui::ClearActiveID();
      return true;
    }
    return entered;
  }

 private:
  static const char* GroupLabel(GroupBy group) {
    if (group == GroupBy::kRoom) return Tr("Room");
    return group == GroupBy::kStation ? Tr("Station") : Tr("No Groups");
  }
  static const char* SortLabel(SortBy sort) {
    switch (sort) {
      case SortBy::kStation:
        return Tr("Station");
      case SortBy::kUser:
        return Tr("User");
      case SortBy::kRoom:
        return Tr("Room");
      case SortBy::kStartTime:
        return Tr("Start time");
      case SortBy::kIdleTime:
        return Tr("Idle time");
    }
    return "";
  }
  [[nodiscard]] float Top(float height) const { return area_.y + (area_.height - look_.px(height)) / 2; }
  void Ask(UiAction action) { frame_.actions.push_back(action); }

  Frame& frame_;
  const Look& look_;
  Rect area_;
  ImDrawList* list_;
  float left_;  // what is still free
  float right_;
};

}  // namespace

TopBarAnswer DrawTopBar(Frame& frame, const Rect& area, const Rect& focused_tile) {
  ImGui::SetNextWindowPos({area.x, area.y});
  ImGui::SetNextWindowSize({area.width, area.height});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, {1, 1});
  ImGui::Begin("##top", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoNavFocus |
                   ImGuiWindowFlags_NoFocusOnAppearing);
  ImGui::PopStyleVar();
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float bottom = area.y + area.height - frame.look.px(1);
  list->AddRectFilled({area.x, bottom}, {area.x + area.width, area.y + area.height},
                      Packed(frame.look.palette.hairline));
  TopBar bar(frame, area);
  const Rect button = bar.MenuButton();
  bar.OneTab("home", Tab::kHome, Tr("Home"), 0);
  const auto open = std::count_if(frame.input.batches.begin(), frame.input.batches.end(),
                                  [](const auto& batch) { return !batch->finished(); });
  bar.OneTab("activity", Tab::kActivity, Tr("Activity"), static_cast<size_t>(open));
  bar.Buttons();
  bar.SizeSlider();
  bar.View();
  TopBarAnswer answer;
  answer.search_done = bar.Search();
  DrawMainMenu(frame, button);
  DrawContextMenu(frame, focused_tile);
  ImGui::End();
  return answer;
}

}  // namespace labwall
