// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace labwall {

// Rows as lines of text with aligned columns; the first row is the heading. Strings are UTF-8.
[[nodiscard]] std::string FormatTable(const std::vector<std::vector<std::string>>& rows);

}  // namespace labwall
