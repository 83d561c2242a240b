// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capture/changed_area.h"
#include "codec/planes.h"

namespace labwall {

// Adds to `differing` the blocks in which two pictures of the same size differ: squares of kJpegBlock pixels on that
// grid, cut off at the picture's right and lower edges. Looks within `area` only, whose edges are on the grid or the
// picture's own.
void FindDifferences(const PlanesView& a, const PlanesView& b, const PixelRect& area, ChangedArea& differing);

}  // namespace labwall
