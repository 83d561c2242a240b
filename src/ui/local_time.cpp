// SPDX-License-Identifier: Apache-2.0
#include "ui/local_time.h"

#include <fmt/format.h>
#include <time.h>

#include <cstdlib>

namespace labwall {

LocalTime LocalTimeOf(int64_t unix_us) {
  const time_t seconds = unix_us / 1'000'000;
  tm local{};
  if (::localtime_r(&seconds, &local) == nullptr) return {};
  LocalTime time;
  time.date = fmt::format("{:04}-{:02}-{:02}", local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
  time.clock = fmt::format("{:02}:{:02}", local.tm_hour, local.tm_min);
  const long minutes_east = local.tm_gmtoff / 60;
  time.iso = fmt::format("{}T{}:{:02}{}{:02}:{:02}", time.date, time.clock, local.tm_sec, minutes_east < 0 ? '-' : '+',
                         std::labs(minutes_east) / 60, std::labs(minutes_east) % 60);
  return time;
}

}  // namespace labwall
