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

// Where a picture of size `into` changes when `changed` of the picture does that it is scaled from: whole blocks of
// kJpegBlock where each block shows a number of whole pixels of its own, else the whole picture.
[[nodiscard]] PixelRect ScaledArea(PixelSize from, PixelSize into, const PixelRect& changed);
// Exactly what ScalePlanes() makes of this rectangle of `into`, which ScaledArea() has given, and nothing of the rest.
void ScalePlanesWithin(const PlanesView& from, const MutablePlanesView& into, const PixelRect& area);

// Both of the same size.
void CopyPlanes(const PlanesView& from, const MutablePlanesView& into);

}  // namespace labwall
