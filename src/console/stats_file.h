// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "ui/console_figures.h"

namespace labwall {

// The figures as JSON: rates are over the last second or so, counts since the start. `renderer` is what draws.
[[nodiscard]] std::string StatsText(const ConsoleFigures& figures, const std::string& renderer);
// Puts a new file in place of the old one, which is whole at any time. Blocks for as long as the disk takes.
[[nodiscard]] Result<> WriteStats(const std::string& path, const ConsoleFigures& figures, const std::string& renderer);

}  // namespace labwall
