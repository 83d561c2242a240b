// SPDX-License-Identifier: Apache-2.0
#include "codec/scale.h"

#include <libyuv/convert.h>
#include <libyuv/convert_from_argb.h>
#include <libyuv/scale.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include "codec/jpeg.h"

namespace labwall {
namespace {

// libyuv multiplies a box's sum by 65536 over its area, cut to an integer: the larger the box, the darker the picture.
// Up to this ratio that is less than a step of brightness; beyond it the picture is halved first.
constexpr int kLargestStep = 12;

void ScaleInOneStep(const PlanesView& from, const MutablePlanesView& into) {
  // Plane by plane in box mode, which is a true area average at any ratio; ARGBScale is one only at 1/2 and 1/4.
  [[maybe_unused]] const int status =
      libyuv::I420Scale(from.y, from.y_stride_bytes, from.u, from.uv_stride_bytes, from.v, from.uv_stride_bytes,
                        from.size.width, from.size.height, into.y, into.y_stride_bytes, into.u, into.uv_stride_bytes,
                        into.v, into.uv_stride_bytes, into.size.width, into.size.height, libyuv::kFilterBox);
  assert(status == 0);
}

// How many pixels of a side of the larger picture one block of the smaller one shows; 0: not a whole, even number.
int BlockInSource(int from, int into) {
  const int64_t pixels = static_cast<int64_t>(from) * kJpegBlock;
  return from % 2 == 0 && into % 2 == 0 && pixels % (2 * static_cast<int64_t>(into)) == 0
             ? static_cast<int>(pixels / into)
             : 0;
}

}  // namespace

void ConvertBgrx(const uint8_t* bgrx, int stride_bytes, const MutablePlanesView& into) {
  // libyuv names its formats after the 32-bit word: its ARGB is B, G, R, A in memory.
  [[maybe_unused]] const int status =
      libyuv::ARGBToJ420(bgrx, stride_bytes, into.y, into.y_stride_bytes, into.u, into.uv_stride_bytes, into.v,
                         into.uv_stride_bytes, into.size.width, into.size.height);
  assert(status == 0);
}

void ScalePlanes(const PlanesView& from, const MutablePlanesView& into) {
  PlanesView source = from;
  Planes half;
  Planes halved;
  while (source.size.width > into.size.width * kLargestStep || source.size.height > into.size.height * kLargestStep) {
    half.Resize({std::max(into.size.width, (source.size.width + 1) / 2),
                 std::max(into.size.height, (source.size.height + 1) / 2)});
    ScaleInOneStep(source, half.view());
    std::swap(half, halved);
    source = std::as_const(halved).view();
  }
  ScaleInOneStep(source, into);
}

PixelRect ScaledArea(PixelSize from, PixelSize into, const PixelRect& changed) {
  const PixelRect inside = Intersection(changed, WholeOf(from));
  if (inside.empty()) return {};
  const PixelSize block{BlockInSource(from.width, into.width), BlockInSource(from.height, into.height)};
  if (block.width == 0 || block.height == 0) return WholeOf(into);
  const auto round_up = [](int pixels, int step) { return (pixels + step - 1) / step; };
  const int left = inside.x / block.width * kJpegBlock;
  const int top = inside.y / block.height * kJpegBlock;
  const int right = std::min(into.width, round_up(inside.x + inside.width, block.width) * kJpegBlock);
  const int bottom = std::min(into.height, round_up(inside.y + inside.height, block.height) * kJpegBlock);
  return {left, top, right - left, bottom - top};
}

void ScalePlanesWithin(const PlanesView& from, const MutablePlanesView& into, const PixelRect& area) {
  if (area == WholeOf(into.size)) return ScalePlanes(from, into);
  const auto in_source = [](int at, int source, int picture) {
    return static_cast<int>(static_cast<int64_t>(at) * source / picture);
  };
  const PixelRect shown{in_source(area.x, from.size.width, into.size.width),
                        in_source(area.y, from.size.height, into.size.height),
                        in_source(area.width, from.size.width, into.size.width),
                        in_source(area.height, from.size.height, into.size.height)};
  ScalePlanes(PartOf(from, shown), PartOf(into, area));
}

void CopyPlanes(const PlanesView& from, const MutablePlanesView& into) {
  [[maybe_unused]] const int status =
      libyuv::I420Copy(from.y, from.y_stride_bytes, from.u, from.uv_stride_bytes, from.v, from.uv_stride_bytes, into.y,
                       into.y_stride_bytes, into.u, into.uv_stride_bytes, into.v, into.uv_stride_bytes, into.size.width,
                       into.size.height);
  assert(status == 0);
}

}  // namespace labwall
