// SPDX-License-Identifier: Apache-2.0
// Icons drawn for this project, as strokes in a square around `centre`. `size` is the square's side in pixels.
#pragma once

#include <cstdint>

#include "imgui.h"

namespace labwall {

enum class Icon { kMenu, kChevronDown, kChevronRight, kSearch, kCheck, kSun, kMoon, kHelp, kClose, kLock };

void DrawIcon(ImDrawList* list, Icon icon, ImVec2 centre, float size, uint32_t colour);

// A session's state, told by shape as well as by colour.
enum class StateGlyph { kActive, kIdle, kHeld, kProblem, kSuspended };

void DrawStateGlyph(ImDrawList* list, StateGlyph glyph, ImVec2 centre, float size, uint32_t colour);

}  // namespace labwall
