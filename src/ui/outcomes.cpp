// SPDX-License-Identifier: Apache-2.0
#include "ui/outcomes.h"

#include <algorithm>
#include <numeric>

#include "ui/icons.h"

namespace labwall {

Standing StandingOf(const TargetProgress& target) {
  if (target.stage != TargetStage::kFinished) return Standing::kUnderWay;
  switch (target.outcome.code) {
    case OutcomeCode::kDone:
      return Standing::kDone;
    case OutcomeCode::kAlreadyGone:
      return Standing::kAlreadyGone;
    case OutcomeCode::kRefused:
      return Standing::kRefused;
    case OutcomeCode::kUnreachable:
      return Standing::kUnreachable;
    case OutcomeCode::kTimedOut:
      return Standing::kTimedOut;
    case OutcomeCode::kCancelled:
      return Standing::kCancelled;
    case OutcomeCode::kUnknown:
    case OutcomeCode::kFailed:
      break;
  }
  return Standing::kFailed;
}

void StandingCounts::Add(const Batch& batch) {
  for (const TargetProgress& target : batch.targets) ++counts_[static_cast<size_t>(StandingOf(target))];
}

StandingCounts& StandingCounts::operator+=(const StandingCounts& other) {
  for (size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  return *this;
}

size_t StandingCounts::total() const { return std::accumulate(counts_.begin(), counts_.end(), size_t{0}); }

bool CanBeTriedAgain(const TargetProgress& target) {
  return target.stage == TargetStage::kFinished && !Succeeded(target.outcome.code);
}

const Colour& ColourOf(const Palette& palette, Standing standing) {
  switch (standing) {
    case Standing::kDone:
    case Standing::kAlreadyGone:
      return palette.ok;
    case Standing::kTimedOut:
      return palette.warn;
    case Standing::kRefused:
    case Standing::kUnreachable:
    case Standing::kFailed:
      return palette.bad;
    case Standing::kCancelled:
      return palette.dim_text;
    case Standing::kUnderWay:
      break;
  }
  return palette.accent;
}

void DrawStandingGlyph(ImDrawList* list, Standing standing, ImVec2 centre, float size, uint32_t colour) {
  switch (standing) {
    case Standing::kDone:
      return DrawIcon(list, Icon::kCheck, centre, size, colour);
    case Standing::kAlreadyGone:
      return DrawStateGlyph(list, StateGlyph::kSuspended, centre, size, colour);
    case Standing::kRefused:
      return DrawIcon(list, Icon::kNoEntry, centre, size, colour);
    case Standing::kUnreachable:
      return DrawIcon(list, Icon::kSignalLost, centre, size, colour);
    case Standing::kTimedOut:
      return DrawIcon(list, Icon::kClock, centre, size, colour);
    case Standing::kFailed:
      return DrawIcon(list, Icon::kClose, centre, size, colour);
    case Standing::kCancelled:
      return DrawIcon(list, Icon::kMinus, centre, size, colour);
    case Standing::kUnderWay:
      break;
  }
  for (const float x : {-0.34f, 0.0f, 0.34f}) {
    list->AddCircleFilled({centre.x + x * size, centre.y}, size * 0.11f, colour);
  }
}

void DrawOutcomeBar(const Look& look, ImDrawList* list, const StandingCounts& counts, ImVec2 min, ImVec2 max) {
  const float rounding = (max.y - min.y) / 2;
  const float width = max.x - min.x;
  const auto total = static_cast<float>(std::max<size_t>(1, counts.total()));
  // One refusal among thousands is still to be seen, at the cost of the widest piece.
  std::array<float, kStandings.size()> pieces{};
  for (size_t i = 0; i < pieces.size(); ++i) {
    const auto count = static_cast<float>(counts[kStandings[i]]);
    if (count > 0) pieces[i] = std::max(look.px(4), width * count / total);
  }
  float& widest = *std::max_element(pieces.begin(), pieces.end());
  widest = std::max(0.0f, widest - std::max(0.0f, std::accumulate(pieces.begin(), pieces.end(), 0.0f) - width));

  list->AddRectFilled(min, max, Packed(look.palette.hairline), rounding);
  // Each piece reaches from where it begins to the end of what is over, and the next one lies on top of it.
  const float end = min.x + std::accumulate(pieces.begin(), pieces.end() - 1, 0.0f);
  float x = min.x;
  for (size_t i = 0; kStandings[i] != Standing::kUnderWay; ++i) {
    if (pieces[i] <= 0) continue;
    const ImDrawFlags corners = x == min.x ? ImDrawFlags_RoundCornersAll : ImDrawFlags_RoundCornersRight;
    list->AddRectFilled({x, min.y}, {end, max.y}, Packed(ColourOf(look.palette, kStandings[i])), rounding, corners);
    x += pieces[i];
  }
}

}  // namespace labwall
