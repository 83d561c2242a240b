// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "capture/frame_source.h"

namespace labwall {

struct X11Options {
  std::string display;  // as DISPLAY; empty takes DISPLAY's. The cookie comes from XAUTHORITY, as for every X program.
  // The connection broke: the X server ended or threw us out. Xlib offers no way back, so this must end the process.
  std::function<void()> on_lost;
};

// The root window of an X screen with 24-bit true colour: changes by XDamage, size by XRandR, pixels by MIT-SHM (or
// XGetImage where the server has no MIT-SHM or is on another machine). At most one at a time in a process, since Xlib's
// error handler belongs to the process.
[[nodiscard]] Result<std::unique_ptr<FrameSource>> OpenX11Source(const X11Options& options);

}  // namespace labwall
