// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace labwall {

// A moment as the clock on the wall has it, in the machine's time zone.
struct LocalTime {
  std::string date;   // "2026-11-24"
  std::string clock;  // "19:32"
  std::string iso;    // "2026-11-24T19:32:05+01:00"
};
// `unix_us`: microseconds since the Unix epoch.
[[nodiscard]] LocalTime LocalTimeOf(int64_t unix_us);

}  // namespace labwall
