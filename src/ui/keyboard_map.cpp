// SPDX-License-Identifier: Apache-2.0
#include "ui/keyboard_map.h"

#include <algorithm>

#include "imgui.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace labwall {
namespace {

constexpr const char* kId = "##keyboard";

struct Key {
  const char* keys;
  const char* does;
};

// Keys of the wall itself; those of the menus come from the table of actions.
constexpr Key kWallKeys[] = {
    {Mark("Arrow keys"), Mark("Go to the next tile and select it")},
    {Mark("Home, End"), Mark("Go to the first or last tile")},
    {Mark("Page Up, Page Down"), Mark("Go a page up or down")},
    {Mark("Shift + any of these"), Mark("Extend the selection")},
    {Mark("Ctrl + any of these"), Mark("Go there and leave the selection alone")},
    {Mark("Space"), Mark("Select or deselect the tile")},
    {Mark("Menu, Shift+F10"), Mark("Open the menu of the selection")},
    {Mark("Letters"), Mark("Go to the person or station that begins with them")},
    {Mark("/"), Mark("Find")},
};

}  // namespace

void DrawKeyboardMap(Frame& frame) {
  const Look& look = frame.look;
  if (frame.state.open_keyboard_map) ImGui::OpenPopup(kId);
  frame.state.open_keyboard_map = false;
  if (!ImGui::IsPopupOpen(kId)) return;

  std::vector<Key> rows(std::begin(kWallKeys), std::end(kWallKeys));
  for (const ActionInfo& info : AllActions()) {
    if (*info.shortcut != '\0') rows.push_back({info.shortcut, info.label});
  }
  const Type key_type = SmallStrong(look);
  const Type text_type = Body(look);
  float key_width = 0;
  float text_width = 0;
  for (const Key& row : rows) {
    key_width = std::max(key_width, WidthOf(key_type, Tr(row.keys)));
    text_width = std::max(text_width, WidthOf(text_type, Tr(row.does)));
  }
  const float height = look.px(23);
  const float width = key_width + look.px(24) + text_width;
  if (!BeginDialog(look, kId, {width, height * static_cast<float>(rows.size()) + look.px(80)})) return;

  ImDrawList* list = ImGui::GetWindowDrawList();
  const Type title = Large(look);
  ImVec2 pos = ImGui::GetCursorScreenPos();
  DrawText(list, title, pos, Packed(look.palette.text), Tr("Keyboard Shortcuts"));
  ImGui::Dummy({0, look.px(28)});
  pos = ImGui::GetCursorScreenPos();
  for (const Key& row : rows) {
    DrawText(list, key_type, {pos.x, pos.y + look.px(1)}, Packed(look.palette.dim_text), Tr(row.keys));
    DrawText(list, text_type, {pos.x + key_width + look.px(24), pos.y}, Packed(look.palette.text), Tr(row.does));
    pos.y += height;
  }
  ImGui::Dummy({width, height * static_cast<float>(rows.size())});
  const std::string close = Tr("Close");
  const float close_width = std::max(look.px(96), ButtonWidth(look, close, ButtonKind::kPlain));
  ImGui::SetCursorPosX(ImGui::GetCursorPosX() + width - close_width);
  bool closing = Button(look, "close", close, ButtonKind::kPlain, {close_width, look.px(36)});
  ImGui::SetItemDefaultFocus();
  closing = closing || ImGui::IsKeyPressed(ImGuiKey_Escape, false);
  if (closing) ImGui::CloseCurrentPopup();
  ImGui::EndPopup();
}

}  // namespace labwall
