// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/jpeg_pool.h"

namespace labwall {

// How much of twice one thread's speed two decoding threads of the console reach on a backlog, by the clock: 1 is all
// of it. The best of several rounds of each, in turn. Needs two cores that nobody else uses.
[[nodiscard]] double TwoDecodersEfficiency(const JpegPool& pool);

}  // namespace labwall
