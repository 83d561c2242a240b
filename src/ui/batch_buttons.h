// SPDX-License-Identifier: Apache-2.0
// What can be done about a command that was given: the same buttons on its toast, on its card, and behind the actions.
#pragma once

#include <span>

#include "imgui.h"
#include "ui/ui_state.h"

namespace labwall {

enum class BatchButton { kCancel, kTryAgain, kSelect, kDetails, kCopy, kSave };

// The sessions that a command did not end, as far as they are still known and are not the console's own.
[[nodiscard]] Selection ToTryAgain(const Frame& frame, const Batch& batch);
[[nodiscard]] bool AnyToTryAgain(const Frame& frame, const Batch& batch);
// The newest finished command that something failed of; null when there is none.
[[nodiscard]] const Batch* NewestWithFailures(const ActivityLog& log);

// Asks whether to give the command again to ToTryAgain(). Nothing happens when they have all left.
void TryAgain(Frame& frame, const Batch& batch);
// Selects ToTryAgain() and nobody else, and shows the wall.
void SelectFailed(Frame& frame, const Batch& batch);

// Links that are wrapped into `width`, of those wanted the ones that make sense now, in the caller's ImGui::PushID().
// Returns how high they are, 0 for none.
float DrawBatchButtons(Frame& frame, const ActivityEntry& entry, std::span<const BatchButton> wanted, ImVec2 min,
                       float width);
// What DrawBatchButtons() would return.
[[nodiscard]] float BatchButtonsHeight(const Frame& frame, const ActivityEntry& entry,
                                       std::span<const BatchButton> wanted, float width);

}  // namespace labwall
