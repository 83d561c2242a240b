// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

namespace labwall {

// WindowCover follows whether anything of an X11 window can be seen, so that a wall behind other windows costs neither
// the stations nor this machine anything. Nobody can see one that is not mapped or is on another desktop; one that the
// X server calls fully obscured; and, under a compositor, where the server never says so, one that lies wholly behind a
// single opaque window. Several windows that cover it together under a compositor are not found out: it then counts
// as seen. Speaks to the X server over a connection of its own, and only when something moved. Threads: covered() from
// any. Its own thread follows the events, and ends with this object.
class WindowCover {
 public:
  virtual ~WindowCover() = default;
  // `window` is the X id of a window on the display $DISPLAY, not yet mapped. `on_change` is called on the thread
  // inside after covered() has changed; it must not block. Null where there is no such display.
  [[nodiscard]] static std::unique_ptr<WindowCover> Follow(uint32_t window, std::function<void()> on_change);
  // False until something is known, and when the X server is gone.
  [[nodiscard]] virtual bool covered() const = 0;
};

}  // namespace labwall
