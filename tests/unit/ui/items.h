// SPDX-License-Identifier: Apache-2.0
// Dear ImGui's items by the names that the interface gives them, for tests that press them or ask where the keyboard
// is.
#pragma once

#include <string_view>

#include "ui_driver.h"

namespace labwall {

// `window` is a window's name, or how it begins; `path` the ids of an item in it, one in another, joined by '>'. A
// number stands for an id pushed as one. All but ItemId() also mean the button that the path is the id of.
[[nodiscard]] ImGuiID ItemId(std::string_view window, std::string_view path);
[[nodiscard]] bool HasKeyboard(std::string_view window, std::string_view path);
// Where the mouse finds the item; none when it is not to be found.
[[nodiscard]] std::optional<ImVec2> FindItem(UiDriver& wall, std::string_view window, std::string_view path);
[[nodiscard]] bool HasItem(UiDriver& wall, std::string_view window, std::string_view path);
void ClickItem(UiDriver& wall, std::string_view window, std::string_view path, ImGuiKeyChord mods = 0);

}  // namespace labwall
