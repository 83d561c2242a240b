// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "codec/planes.h"

namespace labwall {

// One screen that can be looked at. Threads: one owner for all methods.
class FrameSource {
 public:
  virtual ~FrameSource() = default;
  // Readable when DrainChanges() has something to do. Call DrainChanges() before each wait on it, too: a Grab() can
  // take news off the descriptor.
  [[nodiscard]] virtual int event_fd() const = 0;
  // True when the screen may have changed since the last call. Never blocks.
  [[nodiscard]] virtual bool DrainChanges() = 0;
  // The whole screen at its full size. The view is good until the next Grab().
  [[nodiscard]] virtual Result<PlanesView> Grab() = 0;
  // As of the last DrainChanges() or Grab().
  [[nodiscard]] virtual PixelSize size() const = 0;
};

}  // namespace labwall
