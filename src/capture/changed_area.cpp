// SPDX-License-Identifier: Apache-2.0
#include "capture/changed_area.h"

#include <limits>

namespace labwall {

void ChangedArea::Add(const PixelRect& rect) {
  if (rect.empty()) return;
  rects_[count_++] = rect;
  for (;;) {
    int64_t least = std::numeric_limits<int64_t>::max();
    size_t first = 0;
    size_t second = 0;
    for (size_t i = 0; i < count_; ++i) {
      for (size_t j = i + 1; j < count_; ++j) {
        const int64_t waste = Union(rects_[i], rects_[j]).area() - rects_[i].area() - rects_[j].area();
        if (waste >= least) continue;
        least = waste;
        first = i;
        second = j;
      }
    }
    if (count_ < 2 || (count_ <= kMaxRects && least > join_px_)) return;
    rects_[first] = Union(rects_[first], rects_[second]);
    rects_[second] = rects_[--count_];
  }
}

int64_t ChangedArea::area() const {
  int64_t area = 0;
  for (const PixelRect& rect : rects()) area += rect.area();
  return area;
}

}  // namespace labwall
