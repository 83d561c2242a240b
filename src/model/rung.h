// SPDX-License-Identifier: Apache-2.0
// A rung is a box that a frame is scaled down to fit into. Stations send frames at rungs, so that a thumbnail costs
// what a thumbnail is worth.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace labwall {

struct PixelSize {
  int width = 0;
  int height = 0;
  bool operator==(const PixelSize&) const = default;
};

enum class Rung { kUnknown = 0, k160x90, k320x180, k640x360, k1280x720, kNative };

inline constexpr std::array kRungs = {Rung::k160x90, Rung::k320x180, Rung::k640x360, Rung::k1280x720, Rung::kNative};
// The largest screen that is captured; kNative's box.
inline constexpr PixelSize kNativeBox{7680, 4320};

[[nodiscard]] PixelSize BoxOf(Rung rung);
// The smallest rung whose box covers a picture of this many physical pixels.
[[nodiscard]] Rung RungFor(PixelSize tile);
// The source scaled to fit into the box, aspect kept, never enlarged, each side even and at least 2.
[[nodiscard]] PixelSize FitInto(PixelSize source, PixelSize box);

// "320x180", "native"; also the last token of a frame's subject.
[[nodiscard]] std::string_view ToString(Rung rung);
[[nodiscard]] std::optional<Rung> RungFromString(std::string_view text);

}  // namespace labwall
