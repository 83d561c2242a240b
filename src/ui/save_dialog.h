// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/ui_state.h"

namespace labwall {

// The dialog about state.save_activity, when there is one: a path, and why it could not be written there.
void DrawSaveDialog(Frame& frame);

}  // namespace labwall
