// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/ui_state.h"

namespace labwall {

// A panel in the corner at the lower left of an area: what the console is doing and what that costs. It takes neither
// mouse nor keyboard, and while it is there it is drawn twice a second.
void DrawFiguresPanel(Frame& frame, const Rect& area);

}  // namespace labwall
