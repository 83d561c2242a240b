// SPDX-License-Identifier: Apache-2.0
// Places and areas of a picture in whole pixels, x to the right and y down from its top left corner.
#pragma once

#include <algorithm>
#include <cstdint>

#include "model/rung.h"

namespace labwall {

struct PixelPoint {
  int x = 0;
  int y = 0;
  bool operator==(const PixelPoint&) const = default;
};

struct PixelRect {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  bool operator==(const PixelRect&) const = default;

  [[nodiscard]] constexpr bool empty() const { return width <= 0 || height <= 0; }
  [[nodiscard]] constexpr PixelPoint origin() const { return {x, y}; }
  [[nodiscard]] constexpr PixelSize size() const { return {width, height}; }
  [[nodiscard]] constexpr int64_t area() const { return empty() ? 0 : int64_t{width} * height; }
};

[[nodiscard]] constexpr PixelRect WholeOf(PixelSize size) { return {0, 0, size.width, size.height}; }

// Without sums that could overflow: `rect` may be anything.
[[nodiscard]] constexpr bool Contains(PixelSize size, const PixelRect& rect) {
  return !rect.empty() && rect.x >= 0 && rect.y >= 0 && rect.width <= size.width && rect.height <= size.height &&
         rect.x <= size.width - rect.width && rect.y <= size.height - rect.height;
}

// The smallest rectangle that holds both; an empty one adds nothing.
[[nodiscard]] constexpr PixelRect Union(const PixelRect& a, const PixelRect& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  const int left = std::min(a.x, b.x);
  const int top = std::min(a.y, b.y);
  return {left, top, std::max(a.x + a.width, b.x + b.width) - left, std::max(a.y + a.height, b.y + b.height) - top};
}

[[nodiscard]] constexpr PixelRect Intersection(const PixelRect& a, const PixelRect& b) {
  const int left = std::max(a.x, b.x);
  const int top = std::max(a.y, b.y);
  const PixelRect both{left, top, std::min(a.x + a.width, b.x + b.width) - left,
                       std::min(a.y + a.height, b.y + b.height) - top};
  return both.empty() ? PixelRect{} : both;
}

}  // namespace labwall
