// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/motion.h"
#include "ui/ui_state.h"

namespace labwall {

// The bar that slides up over the wall's lower edge while somebody is selected.
class SelectionBar {
 public:
  // Returns where it is; empty when it is not.
  Rect Draw(Frame& frame, const Rect& wall);

 private:
  Motion motion_;
  size_t count_ = 0;  // what it says while it slides away
};

}  // namespace labwall
