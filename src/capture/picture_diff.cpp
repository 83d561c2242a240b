// SPDX-License-Identifier: Apache-2.0
#include "capture/picture_diff.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "codec/jpeg.h"

namespace labwall {
namespace {

// Marks the columns of blocks in which one plane's rows differ. Rows that are the same, which are most, cost one
// comparison.
void MarkColumns(const uint8_t* a, int a_stride, const uint8_t* b, int b_stride, PixelSize size, int block_width,
                 std::vector<bool>& differs) {
  for (int row = 0; row < size.height; ++row, a += a_stride, b += b_stride) {
    if (std::memcmp(a, b, static_cast<size_t>(size.width)) == 0) continue;
    for (size_t column = 0; column < differs.size(); ++column) {
      const int x = static_cast<int>(column) * block_width;
      const auto width = static_cast<size_t>(std::min(block_width, size.width - x));
      if (!differs[column] && std::memcmp(a + x, b + x, width) != 0) differs[column] = true;
    }
  }
}

}  // namespace

void FindDifferences(const PlanesView& a, const PlanesView& b, const PixelRect& area, ChangedArea& differing) {
  std::vector<bool> differs;
  for (int top = 0; top < area.height; top += kJpegBlock) {
    const PixelRect strip{area.x, area.y + top, area.width, std::min(kJpegBlock, area.height - top)};
    differs.assign(static_cast<size_t>((strip.width + kJpegBlock - 1) / kJpegBlock), false);
    const PlanesView of_a = PartOf(a, strip);
    const PlanesView of_b = PartOf(b, strip);
    const PixelSize chroma = ChromaSize(strip.size());
    MarkColumns(of_a.y, of_a.y_stride_bytes, of_b.y, of_b.y_stride_bytes, strip.size(), kJpegBlock, differs);
    MarkColumns(of_a.u, of_a.uv_stride_bytes, of_b.u, of_b.uv_stride_bytes, chroma, kJpegBlock / 2, differs);
    MarkColumns(of_a.v, of_a.uv_stride_bytes, of_b.v, of_b.uv_stride_bytes, chroma, kJpegBlock / 2, differs);
    for (size_t column = 0; column < differs.size(); ++column) {
      const size_t begin = column;
      while (column < differs.size() && differs[column]) ++column;
      const int x = static_cast<int>(begin) * kJpegBlock;
      const int end = std::min(static_cast<int>(column) * kJpegBlock, strip.width);
      differing.Add({strip.x + x, strip.y, end - x, strip.height});
    }
  }
}

}  // namespace labwall
