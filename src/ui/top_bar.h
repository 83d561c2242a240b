// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/ui_state.h"

namespace labwall {

struct TopBarAnswer {
  bool search_done = false;  // Enter or Down in the search field: on to what was found
};

// The bar at the top: menu button, tabs, search, tile size. Also hosts the two menus; `focused_tile` is where the
// context menu opens by key.
TopBarAnswer DrawTopBar(Frame& frame, const Rect& area, const Rect& focused_tile);

}  // namespace labwall
