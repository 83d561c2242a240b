// SPDX-License-Identifier: Apache-2.0
#include "codec/scale.h"

#include <libyuv/convert_from_argb.h>
#include <libyuv/scale.h>

#include <algorithm>
#include <cassert>
#include <utility>

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

}  // namespace labwall
