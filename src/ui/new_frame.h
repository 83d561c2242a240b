// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/thread_role.h"

namespace labwall {

// ImGui::NewFrame(), except that of the keys struck since the last frame it takes only as many as can be acted on at
// once. A modifier that is let go after another key went down still counts as held in the frame that sees the key, and
// a key such as Enter or an arrow waits for the frame after the key before it, since that one may open what this one is
// for; and so does text that follows a command, until the field that the command opens reads. Dear ImGui itself only
// spreads press and release of the same key over frames, so that at few frames a second Ctrl+A would be A, and Enter
// for a dialog would come before the dialog.
void NewUiFrame() REQUIRES(gl_thread);

}  // namespace labwall
