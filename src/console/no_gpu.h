// SPDX-License-Identifier: Apache-2.0
// What becomes of a desktop whose display has less than OpenGL 4.5.
#pragma once

#include "base/thread_role.h"
#include "console/screen.h"
#include "console/stop_watcher.h"
#include "ui/settings.h"

namespace labwall {

// Starts this program anew, in the same process, with Mesa told to draw by the processor: the wall works, if slowly.
// Returns only when that has been tried already, or can't be. Before any thread starts.
void StartAgainWithSoftwareRenderer(char** argv);

// Says so in the window, until it is closed or the watcher says stop. With less than OpenGL 3.0 it does nothing. Once
// in a process.
void ShowNoGpu(Screen& screen, const StopWatcher& stop, const UiSettings& settings) REQUIRES(gl_thread);

}  // namespace labwall
