// SPDX-License-Identifier: Apache-2.0
// What the wall shows when it has no tiles to show: what is wrong, and what to do.
#pragma once

#include "ui/ui_state.h"

namespace labwall {

// Over the empty wall. Does nothing while there are tiles.
void DrawScreen(Frame& frame, const Rect& wall);

// A strip above the wall while the broker is lost and tiles are still shown. Returns the height it takes.
float DrawBanner(Frame& frame, const Rect& wall);

}  // namespace labwall
