// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/ui_state.h"

namespace labwall {

// The dialog about state.ask_to_quit, until it is answered: quitting while commands are under way.
void DrawQuitDialog(Frame& frame);

}  // namespace labwall
