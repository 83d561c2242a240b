// SPDX-License-Identifier: Apache-2.0
// OffscreenContext is OpenGL without a display: an EGL context with no surface, and a framebuffer to draw into.
#pragma once

#include <memory>

#include "base/result.h"
#include "base/thread_role.h"
#include "gpu/gl_loader.h"
#include "gpu/rgb_image.h"

namespace labwall {

// Threads: all on the gl thread. One at a time in a process; it stays the thread's current context until destroyed.
class OffscreenContext {
 public:
  virtual ~OffscreenContext() = default;
  // Makes the context current, loads OpenGL's functions and binds the framebuffer. Fails with kFailedPrecondition when
  // this machine has no OpenGL 4.5 without a display, kInvalidArgument when `size` is more than it can draw.
  [[nodiscard]] static Result<std::unique_ptr<OffscreenContext>> Create(PixelSize size) REQUIRES(gl_thread);

  [[nodiscard]] virtual PixelSize size() const = 0;
  [[nodiscard]] virtual const GlInfo& info() const = 0;
  // Binds the framebuffer, with the viewport over all of it.
  virtual void Bind() REQUIRES(gl_thread) = 0;
  // Has what was drawn be drawn soon, as presenting it would; waits for nothing.
  virtual void Flush() REQUIRES(gl_thread) = 0;
  // Waits for what was drawn.
  [[nodiscard]] virtual RgbImage ReadPixels() REQUIRES(gl_thread) = 0;
};

}  // namespace labwall
