// SPDX-License-Identifier: Apache-2.0
// What became of commands, to take away: as text for a person, as a table for a spreadsheet.
#pragma once

#include <span>
#include <string>

#include "ui/activity_log.h"

namespace labwall {

// In the supervisor's language: a heading for each command, and a line for each session.
[[nodiscard]] std::string ActivityAsText(std::span<const ActivityEntry> entries);

// RFC 4180 with a header row, UTF-8, in the fixed English of labwallctl's JSON. `outcome` is that of ToString(), or
// Waiting or Accepted while there is none; `seconds` is empty then. Names and reasons come from strangers, so a cell
// that a spreadsheet would take for a formula begins with an apostrophe.
[[nodiscard]] std::string ActivityAsCsv(std::span<const ActivityEntry> entries);

// Where a table is saved unless somebody says otherwise: "~/labwall-activity-2026-11-24-1932.csv".
[[nodiscard]] std::string ActivityFileName(int64_t now_unix_us);

}  // namespace labwall
