// SPDX-License-Identifier: Apache-2.0
#include "support/shown_picture.h"

#include <cstring>

namespace labwall {
namespace {

void CopyPlane(const uint8_t* from, int from_stride, PixelSize size, uint8_t* to, int to_stride, PixelPoint at) {
  for (int row = 0; row < size.height; ++row) {
    std::memcpy(to + static_cast<ptrdiff_t>(at.y + row) * to_stride + at.x,
                from + static_cast<ptrdiff_t>(row) * from_stride, size.width);
  }
}

}  // namespace

bool ShownPicture::Put(const DecodedFrame& frame) {
  const PixelPoint at = frame.part.value_or(PixelPoint{});
  if (frame.part && (frame.picture != planes_.size() || frame.rung != frame_.rung)) return false;
  if (!frame.part) planes_.Resize(frame.picture);
  const MutablePlanesView to = planes_.view();
  const PlanesView& from = frame.planes;
  const PixelSize chroma = ChromaSize(from.size);
  const PixelPoint chroma_at{at.x / 2, at.y / 2};
  CopyPlane(from.y, from.y_stride_bytes, from.size, to.y, to.y_stride_bytes, at);
  CopyPlane(from.u, from.uv_stride_bytes, chroma, to.u, to.uv_stride_bytes, chroma_at);
  CopyPlane(from.v, from.uv_stride_bytes, chroma, to.v, to.uv_stride_bytes, chroma_at);
  frame_ = frame;
  frame_.planes = {};
  return true;
}

}  // namespace labwall
