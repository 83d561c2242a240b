// SPDX-License-Identifier: Apache-2.0
#include "console/imgui_session.h"

#include <imgui.h>
#include <imgui_impl_opengl3.h>

#include "ui/new_frame.h"

namespace labwall {

ImGuiSession::ImGuiSession(Screen& screen, const char* glsl_version) : screen_(screen) {
  IMGUI_CHECKVERSION();
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  screen_.StartImGui();
  ImGui_ImplOpenGL3_Init(glsl_version);
}

ImGuiSession::~ImGuiSession() {
  gl_thread.Check();
  ImGui_ImplOpenGL3_Shutdown();
  screen_.StopImGui();
  ImGui::DestroyContext();
}

void ImGuiSession::NewFrame() {
  screen_.NewFrame();
  ImGui_ImplOpenGL3_NewFrame();
  NewUiFrame();
}

void ImGuiSession::Render() { ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData()); }

}  // namespace labwall
