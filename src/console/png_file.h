// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "gpu/rgb_image.h"

namespace labwall {

// Writes the image to `path`, all at once: a reader sees the earlier file or the new one. Only this user may read it,
// for it shows other people's screens.
[[nodiscard]] Result<> WritePng(const std::string& path, const RgbImage& image);

}  // namespace labwall
