// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/thread_role.h"
#include "ui/look.h"
#include "ui/settings.h"

namespace labwall {

// The OpenGL that a display has, and the one that the wall is drawn with.
struct GraphicsFound {
  std::string renderer;  // the driver's name for what draws
  int major = 0;
  int minor = 0;
  int needed_major = 0;
  int needed_minor = 0;
};

// What a window shows whose display can't draw the wall: what was found, what is needed, and what to do.
class NoGpuScreen {
 public:
  // Needs a current Dear ImGui context, as WallUi::Create() does. Of the settings it follows language, theme and zoom.
  NoGpuScreen(GraphicsFound found, const UiSettings& settings) REQUIRES(gl_thread);

  // Fills the window; between ImGui::NewFrame() and ImGui::Render(). True when the person has read it: Close, or Esc.
  [[nodiscard]] bool Draw(float scale) REQUIRES(gl_thread);

 private:
  GraphicsFound found_;
  float zoom_;
  Look look_;
};

}  // namespace labwall
