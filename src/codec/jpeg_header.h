// SPDX-License-Identifier: Apache-2.0
// What kind of JPEG some bytes claim to be. libjpeg-turbo's TurboJPEG interface says neither whether a file is
// progressive or arithmetic-coded nor in how many scans it comes, and both decide what decoding costs.
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/rung.h"

namespace labwall {

// Walks the markers from the start of the file to its first scan and gives the size, if the file is baseline (SOF0),
// 8 bits, and holds three components in one scan with 4:2:0 sampling. Stricter than the format: bytes between segments
// are an error.
[[nodiscard]] Result<PixelSize> ReadBaselineHeader(std::string_view jpeg);

}  // namespace labwall
