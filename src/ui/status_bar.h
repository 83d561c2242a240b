// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/ui_state.h"

namespace labwall {

// The bar at the bottom: the broker and the lab at the left, what this machine does at the right.
void DrawStatusBar(Frame& frame, const Rect& area);

}  // namespace labwall
