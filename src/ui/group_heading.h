// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/ui_state.h"

namespace labwall {

// The heading of a group of tiles: fold, name, counts, and a button at the right. `row` is its place in the window,
// from the first tile's left edge to the last one's right. For the mouse; the keyboard has actions for the same.
void DrawGroupHeading(Frame& frame, const ShownGroup& group, const Rect& row);

}  // namespace labwall
