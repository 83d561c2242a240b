// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/ui_state.h"

namespace labwall {

// Whether the panel beside the wall has anything to show.
[[nodiscard]] bool ActivityPanelWanted(const Frame& frame);
// The panel beside the wall: one card for each batch that was not cleared, newest first.
void DrawActivityPanel(Frame& frame, const Rect& area);
// The Activity tab: every batch of this run.
void DrawActivityPage(Frame& frame, const Rect& area);

}  // namespace labwall
