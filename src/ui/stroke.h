// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "imgui.h"

namespace labwall {

// Draws a line through `points` with round ends and round corners, which Dear ImGui's own lines do not have, and
// without painting any pixel twice, so that a translucent colour stays even. `width` is in pixels, 1 at least.
// `closed`: the last point is joined to the first, which it must not repeat. A line of one point is a dot.
void DrawRoundStroke(ImDrawList* list, std::span<const ImVec2> points, bool closed, float width, uint32_t colour);

}  // namespace labwall
