// SPDX-License-Identifier: Apache-2.0
#include "ui/icons.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "ui/icon_shapes.h"
#include "ui/stroke.h"

namespace labwall {
namespace {

// How far a drawn curve may be from the true one, in pixels.
constexpr float kTolerance = 0.1f;

// In pixels.
struct Curve {
  ImVec2 start, control1, control2, end;
};

// Wang's bound: with so many straight pieces of equal share no point is further off than the tolerance.
int PiecesOf(const Curve& c) {
  const auto bend = [](ImVec2 a, ImVec2 b, ImVec2 d) { return std::hypot(a.x - 2 * b.x + d.x, a.y - 2 * b.y + d.y); };
  const float most = std::max(bend(c.start, c.control1, c.control2), bend(c.control1, c.control2, c.end));
  return std::max(1, static_cast<int>(std::ceil(std::sqrt(0.75f * most / kTolerance))));
}

ImVec2 PointOf(const Curve& c, float t) {
  const float s = 1 - t;
  const float weights[] = {s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t};
  return {weights[0] * c.start.x + weights[1] * c.control1.x + weights[2] * c.control2.x + weights[3] * c.end.x,
          weights[0] * c.start.y + weights[1] * c.control1.y + weights[2] * c.control2.y + weights[3] * c.end.y};
}

// The origin nearest to `origin` that puts a line of the given width, `anchor` further on, onto whole pixels.
float Sharp(float origin, float anchor, float width) {
  const float phase = std::lround(width) % 2 == 1 ? 0.5f : 0.0f;
  return std::round(origin + anchor - phase) + phase - anchor;
}

}  // namespace

void DrawIcon(ImDrawList* list, Icon icon, ImVec2 centre, float size, uint32_t colour) {
  const IconShape& shape = kIconShapes[static_cast<int>(icon)];
  const float width = std::max(1.0f, kIconStrokeWidth * size);
  const ImVec2 origin = {Sharp(centre.x - size / 2, shape.anchor.x * size, width),
                         Sharp(centre.y - size / 2, shape.anchor.y * size, width)};
  const auto place = [&](ImVec2 point) { return ImVec2(origin.x + point.x * size, origin.y + point.y * size); };
  std::vector<ImVec2> points;
  for (int i = 0; i < shape.stroke_count; ++i) {
    const IconStroke& stroke = shape.strokes[i];
    points.assign(1, place(stroke.points[0]));
    for (int p = 1; p + 2 < stroke.point_count; p += 3) {
      const Curve curve = {points.back(), place(stroke.points[p]), place(stroke.points[p + 1]),
                           place(stroke.points[p + 2])};
      const int pieces = PiecesOf(curve);
      for (int piece = 1; piece <= pieces; ++piece) {
        points.push_back(PointOf(curve, static_cast<float>(piece) / static_cast<float>(pieces)));
      }
    }
    if (stroke.closed) points.pop_back();
    DrawRoundStroke(list, points, stroke.closed, width, colour);
  }
}

void DrawStateGlyph(ImDrawList* list, StateGlyph glyph, ImVec2 centre, float size, uint32_t colour) {
  const auto at = [&](float x, float y) { return ImVec2(centre.x + x * size, centre.y + y * size); };
  const float width = std::max(1.5f, size / 8);
  switch (glyph) {
    case StateGlyph::kActive:
      list->AddCircleFilled(centre, size * 0.36f, colour);
      break;
    case StateGlyph::kIdle: {
      const ImVec2 hands[] = {at(0, -0.24f), at(0, 0.04f), at(0.2f, 0.12f)};
      list->AddCircle(centre, size * 0.44f, colour, 0, std::max(1.0f, size / 10));
      DrawRoundStroke(list, hands, false, std::max(1.0f, size / 10), colour);
      break;
    }
    case StateGlyph::kHeld:
      list->AddRectFilled(at(-0.34f, -0.34f), at(0.34f, 0.34f), colour, size * 0.1f);
      break;
    case StateGlyph::kProblem: {
      const ImVec2 corners[] = {at(0, -0.42f), at(0.46f, 0.38f), at(-0.46f, 0.38f)};
      DrawRoundStroke(list, corners, true, width, colour);
      break;
    }
    case StateGlyph::kSuspended:
      list->AddCircle(centre, size * 0.34f, colour, 0, std::max(1.5f, size / 7));
      break;
  }
}

}  // namespace labwall
