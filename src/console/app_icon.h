// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace labwall {

struct AppIcon {
  int side = 0;                     // in pixels, as wide as high
  std::vector<unsigned char> rgba;  // 8 bits each, rows from the top, alpha not multiplied in
};

// Labwall's own icon in the sizes that window managers show: title bar, task bar, switcher.
[[nodiscard]] std::vector<AppIcon> AppIcons();

}  // namespace labwall
