// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "model/pixel_rect.h"

namespace labwall {

// What grabbing a rectangle of the screen on its own costs beside its pixels, a round trip to the X server, is worth
// about this many pixels more in another one.
inline constexpr int64_t kScreenJoinPx = 32'768;

// ChangedArea is where a picture has changed: a few rectangles that together cover all of it, and as little else as
// they can. A caret and a clock at opposite corners stay two small rectangles. Threads: one owner; a plain value.
class ChangedArea {
 public:
  static constexpr size_t kMaxRects = 4;

  // Two rectangles become one where that costs at most join_px pixels that neither of them covers.
  explicit ChangedArea(int64_t join_px) : join_px_(join_px) {}

  // An empty one adds nothing. Past kMaxRects those two are joined that waste the least.
  void Add(const PixelRect& rect);
  void Add(std::span<const PixelRect> rects) {
    for (const PixelRect& rect : rects) Add(rect);
  }
  void Clear() { count_ = 0; }
  [[nodiscard]] bool empty() const { return count_ == 0; }
  // They may overlap.
  [[nodiscard]] std::span<const PixelRect> rects() const { return {rects_.data(), count_}; }
  // Of all rectangles together; what two cover counts twice.
  [[nodiscard]] int64_t area() const;

 private:
  int64_t join_px_;
  size_t count_ = 0;
  std::array<PixelRect, kMaxRects + 1> rects_;
};

}  // namespace labwall
