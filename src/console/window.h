// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "base/result.h"
#include "console/screen.h"

namespace labwall {

// Opens a window of the desktop. Fails with kUnavailable when there is no display, kFailedPrecondition when it has less
// than OpenGL 4.5. One at a time in a process.
[[nodiscard]] Result<std::unique_ptr<Screen>> OpenWindow(PixelSize size) REQUIRES(gl_thread);

}  // namespace labwall
