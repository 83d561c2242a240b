// SPDX-License-Identifier: Apache-2.0
#include "ui/icons.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace labwall {
namespace {

// Strokes in a unit square around a centre.
class Pen {
 public:
  Pen(ImDrawList* list, ImVec2 centre, float size, uint32_t colour)
      : list_(list), centre_(centre), size_(size), colour_(colour), width_(std::max(1.0f, size / 10)) {}

  [[nodiscard]] ImVec2 At(float x, float y) const { return {centre_.x + x * size_, centre_.y + y * size_}; }
  void Line(float x1, float y1, float x2, float y2) { list_->AddLine(At(x1, y1), At(x2, y2), colour_, width_); }
  void Bend(float x1, float y1, float x2, float y2, float x3, float y3) {
    const ImVec2 points[] = {At(x1, y1), At(x2, y2), At(x3, y3)};
    list_->AddPolyline(points, 3, colour_, ImDrawFlags_None, width_);
  }
  void Circle(float x, float y, float radius) { list_->AddCircle(At(x, y), radius * size_, colour_, 0, width_); }
  void Disc(float x, float y, float radius) { list_->AddCircleFilled(At(x, y), radius * size_, colour_); }
  void Arc(float x, float y, float radius, float from, float to) {
    list_->PathArcTo(At(x, y), radius * size_, from, to);
    list_->PathStroke(colour_, ImDrawFlags_None, width_);
  }
  void Box(float x1, float y1, float x2, float y2, float rounding) {
    list_->AddRect(At(x1, y1), At(x2, y2), colour_, rounding * size_, 0, width_);
  }

 private:
  ImDrawList* list_;
  ImVec2 centre_;
  float size_;
  uint32_t colour_;
  float width_;
};

constexpr float kPi = std::numbers::pi_v<float>;

}  // namespace

void DrawIcon(ImDrawList* list, Icon icon, ImVec2 centre, float size, uint32_t colour) {
  Pen pen(list, centre, size, colour);
  switch (icon) {
    case Icon::kMenu:
      for (const float y : {-0.3f, 0.0f, 0.3f}) pen.Line(-0.45f, y, 0.45f, y);
      break;
    case Icon::kChevronDown:
      pen.Bend(-0.32f, -0.16f, 0, 0.16f, 0.32f, -0.16f);
      break;
    case Icon::kChevronRight:
      pen.Bend(-0.16f, -0.32f, 0.16f, 0, -0.16f, 0.32f);
      break;
    case Icon::kSearch:
      pen.Circle(-0.08f, -0.08f, 0.32f);
      pen.Line(0.16f, 0.16f, 0.42f, 0.42f);
      break;
    case Icon::kCheck:
      pen.Bend(-0.32f, 0.02f, -0.08f, 0.26f, 0.34f, -0.24f);
      break;
    case Icon::kSun:
      pen.Circle(0, 0, 0.2f);
      for (int i = 0; i < 8; ++i) {
        const float angle = static_cast<float>(i) * kPi / 4;
        const float x = std::cos(angle);
        const float y = std::sin(angle);
        pen.Line(x * 0.32f, y * 0.32f, x * 0.46f, y * 0.46f);
      }
      break;
    case Icon::kMoon:
      pen.Arc(0, 0, 0.4f, 0.2f * kPi, 1.55f * kPi);
      pen.Arc(0.21f, -0.16f, 0.34f, 0.53f * kPi, 1.21f * kPi);
      break;
    case Icon::kHelp:
      pen.Arc(0, -0.18f, 0.2f, -kPi, 0.4f * kPi);
      pen.Line(0.02f, 0.02f, 0.02f, 0.16f);
      pen.Disc(0.02f, 0.34f, 0.07f);
      break;
    case Icon::kClose:
      pen.Line(-0.3f, -0.3f, 0.3f, 0.3f);
      pen.Line(-0.3f, 0.3f, 0.3f, -0.3f);
      break;
    case Icon::kLock:
      pen.Box(-0.32f, -0.04f, 0.32f, 0.42f, 0.08f);
      pen.Arc(0, -0.06f, 0.2f, -kPi, 0);
      break;
  }
}

void DrawStateGlyph(ImDrawList* list, StateGlyph glyph, ImVec2 centre, float size, uint32_t colour) {
  Pen pen(list, centre, size, colour);
  switch (glyph) {
    case StateGlyph::kActive:
      pen.Disc(0, 0, 0.36f);
      break;
    case StateGlyph::kIdle:
      pen.Circle(0, 0, 0.44f);
      pen.Bend(0, -0.24f, 0, 0.04f, 0.2f, 0.12f);
      break;
    case StateGlyph::kHeld:
      list->AddRectFilled(pen.At(-0.34f, -0.34f), pen.At(0.34f, 0.34f), colour, size * 0.1f);
      break;
    case StateGlyph::kProblem:
      list->AddTriangle(pen.At(0, -0.42f), pen.At(0.46f, 0.38f), pen.At(-0.46f, 0.38f), colour,
                        std::max(1.5f, size / 8));
      break;
    case StateGlyph::kSuspended:
      list->AddCircle(pen.At(0, 0), size * 0.34f, colour, 0, std::max(1.5f, size / 7));
      break;
  }
}

}  // namespace labwall
