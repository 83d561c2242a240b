// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/thread_role.h"

namespace labwall {

// ImGui::NewFrame(), except that a modifier which is let go in the same batch of events as a key went down still counts
// as held in the frame that sees the key: its release waits for the next frame. Dear ImGui spreads fast events over
// frames so that no press is lost, but only press and release of the same key, so that at few frames a second Ctrl+A
// would be A.
void NewUiFrame() REQUIRES(gl_thread);

}  // namespace labwall
