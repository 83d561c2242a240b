// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "imgui.h"

namespace labwall {

// One for each file of assets/icons: chevron-down.svg is Icon::kChevronDown. A new file is a new icon.
enum class Icon {
#include "ui/icon_names.inc"
};

// Draws the icon in a square around `centre`, moved by less than a pixel so that its longest lines are sharp. `size` is
// the square's side in pixels.
void DrawIcon(ImDrawList* list, Icon icon, ImVec2 centre, float size, uint32_t colour);

// A session's state, told by shape as well as by colour.
enum class StateGlyph { kActive, kIdle, kHeld, kProblem, kSuspended };

void DrawStateGlyph(ImDrawList* list, StateGlyph glyph, ImVec2 centre, float size, uint32_t colour);

}  // namespace labwall
