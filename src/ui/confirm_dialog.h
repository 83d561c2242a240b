// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "ui/ui_state.h"

namespace labwall {

// A log off of the selected sessions, of one, or of every monitored one, as it would be now. Never of the console's
// own. Empty when there is nobody to log off.
[[nodiscard]] std::optional<PendingLogOff> AskToLogOffSelected(const Frame& frame);
[[nodiscard]] std::optional<PendingLogOff> AskToLogOffOne(const Frame& frame, const SessionKey& key);
[[nodiscard]] std::optional<PendingLogOff> AskToLogOffAll(const Frame& frame);

// The dialog about state.pending, when there is one. Returns the command once it is confirmed; the command names the
// sessions that the dialog was opened for, also those that have ended meanwhile, and no others.
[[nodiscard]] std::optional<Command> DrawConfirmDialog(Frame& frame);

}  // namespace labwall
