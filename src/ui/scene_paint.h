// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/wall_ui.h"

struct ImDrawList;

namespace labwall {

struct Look;

// An empty scene in the look's colours and measures, clipped to this rectangle of the window.
void PrepareScene(WallScene& scene, const Look& look, const Rect& clip);

// Has the painter draw the scene at this point of the draw list. Both must live until the frame is rendered. Does
// nothing without a painter.
void AddScene(ImDrawList* list, const ScenePainter& painter, const WallScene& scene);

}  // namespace labwall
