// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/ui_state.h"

namespace labwall {

// The bar that slides up over the wall's lower edge while somebody is selected.
class SelectionBar {
 public:
  void Draw(Frame& frame, const Rect& wall);

 private:
  float shown_ = 0;  // 0: below the edge, 1: in place
  std::optional<MonotonicTime> last_drawn_;
  size_t count_ = 0;  // what it says while it slides away
};

}  // namespace labwall
