// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "ui/ui_state.h"

namespace labwall {

// From so many people on, a command wants their number typed, where the settings ask for it.
inline constexpr size_t kManyPeople = 21;

// A log off of the selected sessions, of these, of one, or of every monitored one, as it would be now. Never of the
// console's own. Empty when there is nobody to log off.
[[nodiscard]] std::optional<PendingLogOff> AskToLogOffSelected(const Frame& frame);
[[nodiscard]] std::optional<PendingLogOff> AskToLogOffThese(const Frame& frame, const Selection& sessions);
[[nodiscard]] std::optional<PendingLogOff> AskToLogOffOne(const Frame& frame, const SessionKey& key);
[[nodiscard]] std::optional<PendingLogOff> AskToLogOffAll(const Frame& frame);

// The dialog about state.pending, when there is one. Returns the command once it is confirmed: of the sessions that the
// dialog was opened for, those that have not ended since, and no others.
[[nodiscard]] std::optional<Command> DrawConfirmDialog(Frame& frame);

}  // namespace labwall
