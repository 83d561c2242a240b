// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace labwall {

// Where a window is on the desktop, in the desktop's own coordinates.
struct WindowPlace {
  int x = 0;  // of its content's top left corner, as it is when neither maximised nor full screen
  int y = 0;
  int width = 0;  // likewise; 0: never known
  int height = 0;
  bool maximised = false;
  bool full_screen = false;

  [[nodiscard]] bool known() const { return width > 0 && height > 0; }
  bool operator==(const WindowPlace&) const = default;
};

}  // namespace labwall
