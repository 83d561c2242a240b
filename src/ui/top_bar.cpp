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
    const bool light = look_.theme == Theme::kLight;
    if (IconButton(look_, "theme", light ? Icon::kMoon : Icon::kSun, side,
                   light ? Tr("Dark colours") : Tr("Light colours"))) {
      Ask(UiAction::kToggleTheme);
    }
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
  TopBarAnswer answer;
  answer.search_done = bar.Search();
  DrawMainMenu(frame, button);
  DrawContextMenu(frame, focused_tile);
  ImGui::End();
  return answer;
}

}  // namespace labwall
