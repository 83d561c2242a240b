// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/thread_role.h"
#include "model/rung.h"

namespace labwall {

// Where the wall appears: a window, or a framebuffer that nobody sees. Its OpenGL context is current, with functions
// loaded, for as long as it lives.
class Screen {
 public:
  virtual ~Screen() = default;

  // Joins it to the current Dear ImGui context, and parts it again before that context goes.
  virtual void StartImGui() REQUIRES(gl_thread) = 0;
  virtual void StopImGui() REQUIRES(gl_thread) = 0;

  // Tells Dear ImGui of size, time and input; before ImGui::NewFrame().
  virtual void NewFrame() REQUIRES(gl_thread) = 0;
  // Shows what was drawn. May wait for the display's next refresh.
  virtual void Present() REQUIRES(gl_thread) = 0;
  [[nodiscard]] virtual PixelSize framebuffer() const REQUIRES(gl_thread) = 0;
  [[nodiscard]] virtual float scale() const REQUIRES(gl_thread) = 0;  // of the user interface
  [[nodiscard]] virtual bool drawn_by_cpu() const = 0;
  // Fills the monitor it is on, or goes back to the size it had. Does nothing where there is no window.
  virtual void SetFullScreen(bool full_screen) REQUIRES(gl_thread) = 0;
  [[nodiscard]] virtual bool full_screen() const REQUIRES(gl_thread) = 0;

  // Waits for input, Wake() or the time, whichever is first; MonotonicTime::max() is for ever.
  virtual void Wait(MonotonicTime until) REQUIRES(gl_thread) = 0;
  // Ends the present or the next Wait(). Cheap and never blocks. Threads: any.
  virtual void Wake() = 0;
  // Whether something happened, since the last call, that wants to be seen on screen.
  [[nodiscard]] virtual bool TakeInput() REQUIRES(gl_thread) = 0;
  // False while minimised.
  [[nodiscard]] virtual bool showing() const REQUIRES(gl_thread) = 0;
  // True once the user has closed it.
  [[nodiscard]] virtual bool closing() const REQUIRES(gl_thread) = 0;
};

}  // namespace labwall
