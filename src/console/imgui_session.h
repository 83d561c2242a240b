// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/thread_role.h"
#include "console/screen.h"

namespace labwall {

// Dear ImGui's context, joined to a screen and drawn with OpenGL. Once in a process: its loader of OpenGL does not
// start a second time. The screen must outlive it.
class ImGuiSession {
 public:
  // `glsl_version` is the first line of its shaders; null: whatever fits OpenGL 3.0.
  ImGuiSession(Screen& screen, const char* glsl_version) REQUIRES(gl_thread);
  ~ImGuiSession();
  ImGuiSession(const ImGuiSession&) = delete;
  ImGuiSession& operator=(const ImGuiSession&) = delete;

  void NewFrame() REQUIRES(gl_thread);
  // Draws what was laid out since NewFrame(), over what is there.
  void Render() REQUIRES(gl_thread);

 private:
  Screen& screen_;
};

}  // namespace labwall
