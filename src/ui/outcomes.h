// SPDX-License-Identifier: Apache-2.0
// How the sessions of a command stand, as people are told it: for each standing a colour, a shape, and (in phrases.h) a
// word. Colour alone never tells.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "dispatch/batch.h"
#include "imgui.h"
#include "ui/look.h"

namespace labwall {

// In the order in which summaries, filters and bars have them; under way is the last.
enum class Standing { kDone, kAlreadyGone, kRefused, kUnreachable, kTimedOut, kFailed, kCancelled, kUnderWay };
inline constexpr std::array kStandings = {Standing::kDone,        Standing::kAlreadyGone, Standing::kRefused,
                                          Standing::kUnreachable, Standing::kTimedOut,    Standing::kFailed,
                                          Standing::kCancelled,   Standing::kUnderWay};

[[nodiscard]] Standing StandingOf(const TargetProgress& target);

// How many sessions stand how.
class StandingCounts {
 public:
  void Add(const Batch& batch);
  StandingCounts& operator+=(const StandingCounts& other);
  [[nodiscard]] size_t operator[](Standing standing) const { return counts_[static_cast<size_t>(standing)]; }
  [[nodiscard]] size_t total() const;

 private:
  std::array<size_t, kStandings.size()> counts_{};
};

// It is over, and the session is still there as far as is known, so that the command can be given again.
[[nodiscard]] bool CanBeTriedAgain(const TargetProgress& target);

[[nodiscard]] const Colour& ColourOf(const Palette& palette, Standing standing);
void DrawStandingGlyph(ImDrawList* list, Standing standing, ImVec2 centre, float size, uint32_t colour);
// A bar from `min` to `max` in the colours of what is over; what is under way is its empty part.
void DrawOutcomeBar(const Look& look, ImDrawList* list, const StandingCounts& counts, ImVec2 min, ImVec2 max);

}  // namespace labwall
