// SPDX-License-Identifier: Apache-2.0
// Screen pixels to planes, and planes to smaller planes, by libyuv.
#pragma once

#include <cstdint>

#include "codec/planes.h"

namespace labwall {

// X11's usual 32-bit pixels: bytes B, G, R, unused. Full range, as JPEG wants (libyuv's J420, not I420).
void ConvertBgrx(const uint8_t* bgrx, int stride_bytes, const MutablePlanesView& into);
// Box-filtered; any ratio. Both views carry their sizes.
void ScalePlanes(const PlanesView& from, const MutablePlanesView& into);

}  // namespace labwall
