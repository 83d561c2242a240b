// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "base/clock.h"
#include "base/thread_role.h"
#include "console/window_place.h"
#include "gpu/gl_loader.h"
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
  [[nodiscard]] virtual const GlInfo& gl() const = 0;                 // what draws
  // Fills the monitor it is on, or goes back to the size it had. Does nothing where there is no window.
  virtual void SetFullScreen(bool full_screen) REQUIRES(gl_thread) = 0;
  [[nodiscard]] virtual bool full_screen() const REQUIRES(gl_thread) = 0;
  // Where it is, for the next time; none where there is no window.
  [[nodiscard]] virtual std::optional<WindowPlace> place() REQUIRES(gl_thread) = 0;
  // Brings it to sight when it is hidden or minimised.
  virtual void Show() REQUIRES(gl_thread) = 0;

  // Waits for input, Wake() or the time, whichever is first; MonotonicTime::max() is for ever.
  virtual void Wait(MonotonicTime until) REQUIRES(gl_thread) = 0;
  // Ends the present or the next Wait(). Cheap and never blocks. Threads: any.
  virtual void Wake() = 0;
  // Whether something happened, since the last call, that wants to be seen on screen.
  [[nodiscard]] virtual bool TakeInput() REQUIRES(gl_thread) = 0;
  // False while nobody can see it: minimised, and where that can be known, covered by others. Wait() ends when this
  // changes.
  [[nodiscard]] virtual bool showing() const REQUIRES(gl_thread) = 0;
  // True once the user wants it closed, until StayOpen() takes that back.
  [[nodiscard]] virtual bool closing() const REQUIRES(gl_thread) = 0;
  virtual void StayOpen() REQUIRES(gl_thread) = 0;
};

}  // namespace labwall
