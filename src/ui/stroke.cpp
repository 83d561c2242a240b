// SPDX-License-Identifier: Apache-2.0
#include "ui/stroke.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace labwall {
namespace {

constexpr float kPi = std::numbers::pi_v<float>;
// The soft edge, in pixels, half inside and half outside of the line.
constexpr float kSoft = 1;
// How far a drawn arc may be from the true one, in pixels.
constexpr float kTolerance = 0.1f;
// The cosine of a turn that is part of a curve rather than a corner: the edges of the two pieces simply meet, which is
// less than a twentieth of the width away from round.
constexpr float kSmooth = 0.87f;

ImVec2 AtAngle(float angle) { return {std::cos(angle), std::sin(angle)}; }
float AngleOf(ImVec2 v) { return std::atan2(v.y, v.x); }
ImVec2 Times(ImVec2 v, float factor) { return {v.x * factor, v.y * factor}; }

// A straight part of the line. Left and right are as seen along it, on a screen whose y goes down.
struct Piece {
  ImVec2 heading;  // of length 1
  float length;
  [[nodiscard]] ImVec2 left() const { return {heading.y, -heading.x}; }
};

Piece PieceBetween(ImVec2 from, ImVec2 to) {
  const ImVec2 way = {to.x - from.x, to.y - from.y};
  const float length = std::hypot(way.x, way.y);
  return {length > 0 ? Times(way, 1 / length) : ImVec2(1, 0), length};
}

// The line as a band: cross sections one after the other, each with its left and its right edge given as offsets from
// the middle for a line of half width 1.
class Band {
 public:
  Band(float width, uint32_t colour, size_t points) : half_(width / 2), colour_(colour) {
    const float step = 2 * std::acos(1 - std::min(1.0f, kTolerance / (half_ + kSoft / 2)));
    arc_step_ = std::clamp(step, kPi / 16, kPi / 4);
    sections_.reserve(2 * points + 8);
  }

  // Half a circle, behind the first piece or, at the end, before the last one.
  void AddCap(ImVec2 middle, const Piece& piece, bool end) {
    const float heading = AngleOf(piece.heading);
    const int steps = Steps(kPi / 2);
    for (int i = 0; i <= steps; ++i) {
      const float share = static_cast<float>(i) / static_cast<float>(steps);
      const float back = kPi / 2 * (end ? -share : 1 - share);
      sections_.push_back({middle, AtAngle(heading - kPi / 2 - back), AtAngle(heading + kPi / 2 + back)});
    }
  }

  // An arc outside, and inside the point where the two edges cross, but no further from the corner than the shorter
  // piece is long.
  void AddCorner(ImVec2 middle, const Piece& from, const Piece& to) {
    const float dot = from.heading.x * to.heading.x + from.heading.y * to.heading.y;
    const float cross = from.heading.x * to.heading.y - from.heading.y * to.heading.x;
    const ImVec2 both = {from.left().x + to.left().x, from.left().y + to.left().y};
    const ImVec2 left = Times(both, 1 / std::max(1 + dot, 1e-3f));
    if (dot > kSmooth) {
      sections_.push_back({middle, left, Times(left, -1)});
      return;
    }
    const bool right_turn = cross > 0;
    const float reach = std::min(from.length, to.length) / half_;
    const float inner_length = std::sqrt((1 + reach * reach) / std::max(left.x * left.x + left.y * left.y, 1e-6f));
    const ImVec2 inner = Times(left, (right_turn ? -1 : 1) * std::min(1.0f, inner_length));
    const float turn = std::atan2(cross, dot);
    const float begin = AngleOf(from.heading) + (right_turn ? -kPi / 2 : kPi / 2);
    const int steps = Steps(std::abs(turn));
    for (int i = 0; i <= steps; ++i) {
      const ImVec2 outer = AtAngle(begin + turn * static_cast<float>(i) / static_cast<float>(steps));
      sections_.push_back(right_turn ? Section{middle, outer, inner} : Section{middle, inner, outer});
    }
  }

  void Draw(ImDrawList* list, bool closed) const {
    const int sections = static_cast<int>(sections_.size());
    const int bands = closed ? sections : sections - 1;
    list->PrimReserve(bands * 18, sections * 4);
    const ImDrawIdx first = static_cast<ImDrawIdx>(list->_VtxCurrentIdx);
    const ImVec2 uv = ImGui::GetFontTexUvWhitePixel();
    const uint32_t clear = colour_ & ~IM_COL32_A_MASK;
    const float edge[] = {half_ + kSoft / 2, std::max(half_ - kSoft / 2, 0.0f)};
    for (const Section& s : sections_) {
      list->PrimWriteVtx(Point(s.middle, s.left, edge[0]), uv, clear);
      list->PrimWriteVtx(Point(s.middle, s.left, edge[1]), uv, colour_);
      list->PrimWriteVtx(Point(s.middle, s.right, edge[1]), uv, colour_);
      list->PrimWriteVtx(Point(s.middle, s.right, edge[0]), uv, clear);
    }
    for (int i = 0; i < bands; ++i) {
      const int here = i * 4;
      const int next = (i + 1) % sections * 4;
      for (int lane = 0; lane < 3; ++lane) {
        for (const int corner :
             {here + lane, next + lane, next + lane + 1, here + lane, next + lane + 1, here + lane + 1}) {
          list->PrimWriteIdx(static_cast<ImDrawIdx>(first + corner));
        }
      }
    }
  }

 private:
  struct Section {
    ImVec2 middle;
    ImVec2 left;
    ImVec2 right;
  };

  static ImVec2 Point(ImVec2 middle, ImVec2 offset, float distance) {
    return {middle.x + offset.x * distance, middle.y + offset.y * distance};
  }
  [[nodiscard]] int Steps(float angle) const { return std::max(1, static_cast<int>(std::ceil(angle / arc_step_))); }

  float half_;
  uint32_t colour_;
  float arc_step_;
  std::vector<Section> sections_;
};

}  // namespace

void DrawRoundStroke(ImDrawList* list, std::span<const ImVec2> points, bool closed, float width, uint32_t colour) {
  if (points.empty()) return;
  Band band(std::max(width, 1.0f), colour, points.size());
  const Piece first = PieceBetween(points.front(), points[points.size() > 1 ? 1 : 0]);
  Piece before = closed ? PieceBetween(points.back(), points.front()) : first;
  if (closed) {
    band.AddCorner(points.front(), before, first);
    before = first;
  } else {
    band.AddCap(points.front(), first, false);
  }
  for (size_t i = 1; i < points.size(); ++i) {
    const bool last = i + 1 == points.size();
    if (last && !closed) break;
    const Piece after = PieceBetween(points[i], points[last ? 0 : i + 1]);
    band.AddCorner(points[i], before, after);
    before = after;
  }
  if (!closed) band.AddCap(points.back(), before, true);
  band.Draw(list, closed);
}

}  // namespace labwall
