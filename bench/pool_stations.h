// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace labwall {

// To pool_stations: how many frames a second all of them together send from now on, as text.
inline constexpr std::string_view kPoolRateSubject = "bench.rate";
// "1": frames of all sessions, whether they are leased or not.
inline constexpr std::string_view kPoolUnaskedSubject = "bench.unasked";

}  // namespace labwall
