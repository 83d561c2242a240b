// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "ui/ui_state.h"

namespace labwall {

// The dialog that lists every key, in groups, with a field to find one. It opens when state.open_keyboard_map says so.
class KeyboardMap {
 public:
  void Draw(Frame& frame);

 private:
  std::array<char, 64> filter_{};
};

}  // namespace labwall
