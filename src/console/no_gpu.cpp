// SPDX-License-Identifier: Apache-2.0
#include "console/no_gpu.h"

#include <imgui.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "base/log.h"
#include "base/result.h"
#include "console/imgui_session.h"
#include "ui/no_gpu_screen.h"

namespace labwall {
namespace {

// Each is what Mesa's documentation has for it; the last is for desktops whose other vendor's library would be asked.
constexpr std::array<std::pair<const char*, const char*>, 3> kSoftwareRenderer = {
    {{"LIBGL_ALWAYS_SOFTWARE", "1"}, {"GALLIUM_DRIVER", "llvmpipe"}, {"__GLX_VENDOR_LIBRARY_NAME", "mesa"}}};

// Dear ImGui takes a frame to see an input, one to act on it, and one to lay out what follows.
constexpr int kSettleFrames = 3;

}  // namespace

void StartAgainWithSoftwareRenderer(char** argv) {
  bool changed = false;
  for (const auto& [name, value] : kSoftwareRenderer) {
    const char* const before = std::getenv(name);
    changed = changed || before == nullptr || std::string_view(before) != value;
    ::setenv(name, value, 1);
  }
  if (!changed) return;
  LogInfo("Trying again with Mesa's software renderer");
  ::execv("/proc/self/exe", argv);
  LogWarning("{}", ErrnoMessage("Labwall could not be started again"));
}

void ShowNoGpu(Screen& screen, const StopWatcher& stop, const UiSettings& settings) {
  const GlInfo& gl = screen.gl();
  if (gl.major < 3) return;
  ImGuiSession imgui(screen, nullptr);
  NoGpuScreen no_gpu({gl.renderer, gl.major, gl.minor, kGlMajor, kGlMinor}, settings);
  screen.Show();
  int frames_to_settle = kSettleFrames;
  while (!stop.stopped() && !screen.closing()) {
    if (screen.TakeInput()) frames_to_settle = kSettleFrames;
    if (frames_to_settle == 0 || !screen.showing()) {
      screen.Wait(MonotonicTime::max());
      continue;
    }
    --frames_to_settle;
    imgui.NewFrame();
    const bool read = no_gpu.Draw(screen.scale());
    ImGui::Render();
    imgui.Render();
    screen.Present();
    if (read) return;
    screen.Wait(MonotonicTime());
  }
}

}  // namespace labwall
