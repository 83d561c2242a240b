// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "model/rung.h"

namespace labwall {

inline constexpr int kBrokenFrameKinds = 6;

// What a console must survive, made from a good JPEG, in turn: bytes that are no JPEG, one that says it is progressive,
// one larger than its rung's box, one of another shape than the screen's, one cut short, one with damaged picture data.
[[nodiscard]] std::string BreakFrame(std::span<const uint8_t> jpeg, Rung rung, int kind);

}  // namespace labwall
