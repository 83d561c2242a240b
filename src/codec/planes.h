// SPDX-License-Identifier: Apache-2.0
// Pictures as three planes: full-range BT.601 Y'CbCr, 4:2:0, which is what a baseline JPEG holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/pixel_rect.h"
#include "model/rung.h"

namespace labwall {

// How large the chroma planes of a picture are: half in each direction, rounded up.
[[nodiscard]] constexpr PixelSize ChromaSize(PixelSize luma) { return {(luma.width + 1) / 2, (luma.height + 1) / 2}; }

// Planes that somebody else owns. y is size; u and v are ChromaSize(size).
struct PlanesView {
  PixelSize size;
  const uint8_t* y = nullptr;
  const uint8_t* u = nullptr;
  const uint8_t* v = nullptr;
  int y_stride_bytes = 0;
  int uv_stride_bytes = 0;
};

struct MutablePlanesView {
  PixelSize size;
  uint8_t* y = nullptr;
  uint8_t* u = nullptr;
  uint8_t* v = nullptr;
  int y_stride_bytes = 0;
  int uv_stride_bytes = 0;
};

// A rectangle of a picture, within it and from even coordinates on, in the same memory.
[[nodiscard]] inline PlanesView PartOf(const PlanesView& planes, const PixelRect& area) {
  const ptrdiff_t uv = static_cast<ptrdiff_t>(area.y / 2) * planes.uv_stride_bytes + area.x / 2;
  return {area.size(),           planes.y + static_cast<ptrdiff_t>(area.y) * planes.y_stride_bytes + area.x,
          planes.u + uv,         planes.v + uv,
          planes.y_stride_bytes, planes.uv_stride_bytes};
}
[[nodiscard]] inline MutablePlanesView PartOf(const MutablePlanesView& planes, const PixelRect& area) {
  const ptrdiff_t uv = static_cast<ptrdiff_t>(area.y / 2) * planes.uv_stride_bytes + area.x / 2;
  return {area.size(),           planes.y + static_cast<ptrdiff_t>(area.y) * planes.y_stride_bytes + area.x,
          planes.u + uv,         planes.v + uv,
          planes.y_stride_bytes, planes.uv_stride_bytes};
}

// Owns planes, rows packed without padding. Resize() keeps the memory when it suffices.
class Planes {
 public:
  Planes() = default;
  explicit Planes(PixelSize size) { Resize(size); }
  void Resize(PixelSize size) {
    size_ = size;
    const PixelSize chroma = ChromaSize(size);
    y_bytes_ = static_cast<size_t>(size.width) * size.height;
    uv_bytes_ = static_cast<size_t>(chroma.width) * chroma.height;
    if (bytes_.size() < y_bytes_ + 2 * uv_bytes_) bytes_.resize(y_bytes_ + 2 * uv_bytes_);
  }
  [[nodiscard]] PixelSize size() const { return size_; }
  [[nodiscard]] PlanesView view() const {
    const uint8_t* const y = bytes_.data();
    return {size_, y, y + y_bytes_, y + y_bytes_ + uv_bytes_, size_.width, ChromaSize(size_).width};
  }
  [[nodiscard]] MutablePlanesView view() {
    uint8_t* const y = bytes_.data();
    return {size_, y, y + y_bytes_, y + y_bytes_ + uv_bytes_, size_.width, ChromaSize(size_).width};
  }

 private:
  PixelSize size_;
  size_t y_bytes_ = 0;
  size_t uv_bytes_ = 0;
  std::vector<uint8_t> bytes_;
};

}  // namespace labwall
