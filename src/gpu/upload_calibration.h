// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "base/result.h"
#include "base/thread_role.h"
#include "gpu/plane_textures.h"

namespace labwall {

// What one picture of 320x180 takes, from the first byte that a decoder writes to the GPU having it: medians.
struct UploadTimes {
  double direct_us = 0;
  double mapped_us = 0;
};

// Uploads pictures from plain memory and from `buffer`, mapped at `mapped`, in turn. This waits for the GPU, so it
// belongs at the start. kResourceExhausted when there is no memory for it.
[[nodiscard]] Result<UploadTimes> MeasureUploads(unsigned buffer, std::span<uint8_t> mapped) REQUIRES(gl_thread);

}  // namespace labwall
