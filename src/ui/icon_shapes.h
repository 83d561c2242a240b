// SPDX-License-Identifier: Apache-2.0
// What assets/icons holds, compiled into the program by cmake/compile_icons.py. Lengths are shares of the icon's side,
// from its top left corner.
#pragma once

#include "imgui.h"

namespace labwall {

// Cubic Bézier curves that continue each other: a start, then two control points and an end for each.
struct IconStroke {
  const ImVec2* points;
  int point_count;
  bool closed;  // the end is the start
};

struct IconShape {
  const char* name;  // the file's
  const IconStroke* strokes;
  int stroke_count;
  // Through here go the longest upright and the longest level line, or, without one, the icon's left or upper edge:
  // what has to lie on whole pixels for the icon to be sharp.
  ImVec2 anchor;
};

// In the order of Icon.
extern const IconShape kIconShapes[];
extern const int kIconCount;
// Of every icon, so that they look like one family.
extern const float kIconStrokeWidth;

}  // namespace labwall
