// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/wall_ui.h"

struct ImDrawList;

namespace labwall {

struct Look;

// Gives the scene the look's colours and measures, and clips it to this rectangle of the window. Its tiles stay.
void PrepareScene(WallScene& scene, const Look& look, const Rect& clip);

// Has the painter draw the scene at this point of the draw list. Both must live until the frame is rendered. Does
// nothing without a painter.
void AddScene(ImDrawList* list, const ScenePainter& painter, const WallScene& scene);

}  // namespace labwall
