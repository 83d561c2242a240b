// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "base/result.h"
#include "codec/planes.h"
#include "model/pixel_rect.h"

namespace labwall {

// How much of the screen is looked at: only where it has reported changes, or all of it, for screens whose reports
// can't be relied on.
enum class GrabExtent { kUnknown = 0, kChanges, kWhole };

struct ScreenGrab {
  PlanesView screen;                   // the whole screen at its full size
  std::span<const PixelRect> changed;  // outside of these it is as the last grab showed it
};

// One screen that can be looked at. Threads: one owner for all methods.
class FrameSource {
 public:
  virtual ~FrameSource() = default;
  // Readable when DrainChanges() has something to do. Call DrainChanges() before each wait on it, too: a Grab() can
  // take news off the descriptor.
  [[nodiscard]] virtual int event_fd() const = 0;
  // True when the screen may have changed since the last call. Never blocks.
  [[nodiscard]] virtual bool DrainChanges() = 0;
  // The screen as it is now. The first grab, and the first at another size, are of the whole screen whatever was asked
  // for. What is given is good until the next Grab(), which also is the first to change the pixels.
  [[nodiscard]] virtual Result<ScreenGrab> Grab(GrabExtent extent) = 0;
  // As of the last DrainChanges() or Grab().
  [[nodiscard]] virtual PixelSize size() const = 0;
};

}  // namespace labwall
