// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "base/result.h"
#include "console/screen.h"

namespace labwall {

struct WindowOptions {
  PixelSize size;     // at scale 1, where there is no place
  WindowPlace place;  // where it was the last time, if that is known and a monitor is still there
};

struct Window {
  std::unique_ptr<Screen> screen;
  // Why the wall can't be drawn in it; the window is then hidden and has whatever OpenGL there is.
  std::optional<Error> lacking;
};

// Opens a window of the desktop. Fails with kUnavailable when there is no display, kFailedPrecondition when it has no
// OpenGL at all. One at a time in a process.
[[nodiscard]] Result<Window> OpenWindow(const WindowOptions& options) REQUIRES(gl_thread);

}  // namespace labwall
