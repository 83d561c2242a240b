// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/ui_state.h"

namespace labwall {

// The dialog that lists every key.
void DrawKeyboardMap(Frame& frame);

}  // namespace labwall
