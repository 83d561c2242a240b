// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace labwall {

inline std::string_view AsText(const uint8_t* data, size_t size) { return {reinterpret_cast<const char*>(data), size}; }

// Ends the run, in every kind of build, when something that was promised does not hold.
inline void Require(bool promise) {
  if (!promise) std::abort();
}

}  // namespace labwall
