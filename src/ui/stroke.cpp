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
// Under this angle between two pieces (in radians) their edges simply meet.
constexpr float kStraight = 0.05f;

ImVec2 Minus(ImVec2 a, ImVec2 b) { return {a.x - b.x, a.y - b.y}; }
ImVec2 AtAngle(float angle) { return {std::cos(angle), std::sin(angle)}; }
float AngleOf(ImVec2 v) { return std::atan2(v.y, v.x); }

// The line as a band: cross sections one after the other, each with its left and its right edge given as offsets from
// the middle for a line of half width 1.
class Band {
 public:
  Band(float width, uint32_t colour) : half_(width / 2), colour_(colour) {
    const float step = 2 * std::acos(1 - std::min(1.0f, kTolerance / (half_ + kSoft / 2)));
    arc_step_ = std::clamp(step, kPi / 16, kPi / 4);
  }

  void Add(ImVec2 middle, ImVec2 left, ImVec2 right) { sections_.push_back({middle, left, right}); }

  // Half a circle, behind a line that goes to `heading` or, for its end, before it.
  void AddCap(ImVec2 middle, float heading, bool end) {
    const int steps = Steps(kPi / 2);
    for (int i = 0; i <= steps; ++i) {
      const float share = static_cast<float>(i) / static_cast<float>(steps);
      const float back = kPi / 2 * (end ? -share : 1 - share);
      Add(middle, AtAngle(heading - kPi / 2 - back), AtAngle(heading + kPi / 2 + back));
    }
  }

  // From one heading to the next: an arc outside, and inside the point where the two edges cross, but no further from
  // the corner than `reach`, the length of the shorter piece.
  void AddCorner(ImVec2 middle, float from, float turn, float reach) {
    const float half_turn = turn / 2;
    const float longest = std::sqrt(1 + (reach / half_) * (reach / half_));
    const float crossing = std::min(1 / std::max(std::cos(half_turn), 1e-3f), longest);
    const ImVec2 across = AtAngle(from + half_turn + (turn > 0 ? kPi / 2 : -kPi / 2));
    const ImVec2 inner = {across.x * crossing, across.y * crossing};
    const int steps = std::abs(turn) < kStraight ? 0 : Steps(std::abs(turn));
    for (int i = 0; i <= steps; ++i) {
      const float share = steps == 0 ? 0.5f : static_cast<float>(i) / static_cast<float>(steps);
      const float heading = from + turn * share;
      const ImVec2 outer = AtAngle(heading + (turn > 0 ? -kPi / 2 : kPi / 2));
      if (turn > 0) {
        Add(middle, outer, inner);
      } else {
        Add(middle, inner, outer);
      }
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
  const int count = static_cast<int>(points.size());
  const auto at = [&](int i) { return points[static_cast<size_t>((i + count) % count)]; };
  const auto heading_after = [&](int i) { return AngleOf(Minus(at(i + 1), at(i))); };
  const auto length_after = [&](int i) {
    const ImVec2 piece = Minus(at(i + 1), at(i));
    return std::hypot(piece.x, piece.y);
  };
  if (count == 0) return;
  Band band(std::max(width, 1.0f), colour);
  if (!closed) band.AddCap(at(0), count > 1 ? heading_after(0) : 0, false);
  for (int i = closed ? 0 : 1; i < (closed ? count : count - 1); ++i) {
    const float from = heading_after(i - 1);
    const float turn = std::remainder(heading_after(i) - from, 2 * kPi);
    band.AddCorner(at(i), from, turn, std::min(length_after(i - 1), length_after(i)));
  }
  if (!closed) band.AddCap(at(count - 1), count > 1 ? heading_after(count - 2) : 0, true);
  band.Draw(list, closed);
}

}  // namespace labwall
