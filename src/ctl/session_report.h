// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "model/lab_snapshot.h"

namespace labwall {

// [{"key","station","user","display_name","type","state","remote","idle","locked","started","monitored"}], in the order
// of the snapshot.
[[nodiscard]] std::string SessionsAsJson(const LabSnapshot& snapshot);
// The same for people; one line for each session, or one that says there are none.
[[nodiscard]] std::string SessionsAsTable(const LabSnapshot& snapshot);

// Microseconds since the Unix epoch as RFC 3339 in UTC with whole seconds: "2026-01-31T08:15:00Z".
[[nodiscard]] std::string Rfc3339(int64_t unix_us);

}  // namespace labwall
