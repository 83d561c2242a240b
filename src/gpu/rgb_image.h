// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "model/rung.h"

namespace labwall {

// Pixels read back from the GPU: bytes R, G, B, rows from the top, packed without padding.
struct RgbImage {
  PixelSize size;
  std::vector<uint8_t> bytes;
};

}  // namespace labwall
