// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/wall_ui.h"

struct ImDrawList;

namespace labwall {

// Has the painter draw the scene at this point of the draw list. Both must live until the frame is rendered. Does
// nothing without a painter.
void AddScene(ImDrawList* list, const ScenePainter& painter, const WallScene& scene);

}  // namespace labwall
