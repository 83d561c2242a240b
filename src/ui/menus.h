// SPDX-License-Identifier: Apache-2.0
// The two menus: the one at the top left, and the one of the selection.
#pragma once

#include "ui/ui_state.h"

namespace labwall {

// Both are called within the window that the menus belong to, each frame. `below` is the menu's button.
void DrawMainMenu(Frame& frame, const Rect& below);
// `focused`: the focused tile, where the menu appears when a key opened it.
void DrawContextMenu(Frame& frame, const Rect& focused);

}  // namespace labwall
