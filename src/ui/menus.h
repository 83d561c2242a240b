// SPDX-License-Identifier: Apache-2.0
// The menus: the one at the top left, the choices of the top bar, and the one of the selection.
#pragma once

#include "ui/ui_state.h"

namespace labwall {

// All are called within the window that the menus belong to, each frame. `below` is the menu's button.
void DrawMainMenu(Frame& frame, const Rect& below);
// A choice of the top bar, opened with ImGui::OpenPopup(id). kView is all of them in one.
enum class ChoiceMenu { kStates, kGroup, kSort, kView };
void DrawChoiceMenu(Frame& frame, const char* id, ChoiceMenu kind, const Rect& below);
// `focused`: the focused tile, where the menu appears when a key opened it.
void DrawContextMenu(Frame& frame, const Rect& focused);

}  // namespace labwall
