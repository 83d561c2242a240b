// SPDX-License-Identifier: Apache-2.0
#include "console/window.h"

#include <GLFW/glfw3.h>
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

#include "console/app_icon.h"
#include "gpu/gl_loader.h"

namespace labwall {
namespace {

constexpr int kLeastWidth = 480;
constexpr int kLeastHeight = 320;

std::string LastGlfwError() {
  const char* words = nullptr;
  ::glfwGetError(&words);
  return words != nullptr ? words : "no reason given";
}

// Where windows have no icons of their own (Wayland), the desktop entry's is shown.
void SetIcon(GLFWwindow* window) {
  std::vector<AppIcon> icons = AppIcons();
  std::vector<GLFWimage> images;
  for (AppIcon& icon : icons) images.push_back({icon.side, icon.side, icon.rgba.data()});
  ::glfwSetWindowIcon(window, static_cast<int>(images.size()), images.data());
}

class GlfwWindow final : public Screen {
 public:
  GlfwWindow() = default;
  ~GlfwWindow() override {
    // The display's connection ends with the process: glfwTerminate() would unload drivers that are not made for that.
    if (window_ != nullptr) ::glfwDestroyWindow(window_);
  }

  Result<> Open(PixelSize size) REQUIRES(gl_thread);

  void StartImGui() override { ImGui_ImplGlfw_InitForOpenGL(window_, true); }
  void StopImGui() override { ImGui_ImplGlfw_Shutdown(); }
  void NewFrame() override { ImGui_ImplGlfw_NewFrame(); }
  void Present() override { ::glfwSwapBuffers(window_); }
  [[nodiscard]] PixelSize framebuffer() const override {
    PixelSize size;
    ::glfwGetFramebufferSize(window_, &size.width, &size.height);
    return size;
  }
  [[nodiscard]] float scale() const override {
    float content = 1;
    ::glfwGetWindowContentScale(window_, &content, nullptr);
    // Where coordinates are not pixels already, part of the scale is in the framebuffer.
    int width = 0;
    ::glfwGetWindowSize(window_, &width, nullptr);
    const float in_framebuffer = width > 0 ? static_cast<float>(framebuffer().width) / static_cast<float>(width) : 1.0F;
    return std::clamp(content / std::max(in_framebuffer, 1.0F), 0.5F, 4.0F);
  }
  [[nodiscard]] bool drawn_by_cpu() const override { return gl_.software; }

  void SetFullScreen(bool full_screen) override;
  [[nodiscard]] bool full_screen() const override { return ::glfwGetWindowMonitor(window_) != nullptr; }

  void Wait(MonotonicTime until) override {
    if (until == MonotonicTime::max()) {
      ::glfwWaitEvents();
    } else {
      const std::chrono::duration<double> left = until - Clock::System().Now();
      if (left.count() > 0) {
        ::glfwWaitEventsTimeout(left.count());
      } else {
        ::glfwPollEvents();
      }
    }
    woken_.store(false);
  }
  void Wake() override {
    // One event in the queue is enough, however much news there is.
    if (!woken_.exchange(true)) ::glfwPostEmptyEvent();
  }
  [[nodiscard]] bool TakeInput() override { return std::exchange(input_, false); }
  [[nodiscard]] bool showing() const override {
    const PixelSize size = framebuffer();
    return ::glfwGetWindowAttrib(window_, GLFW_ICONIFIED) == GLFW_FALSE && size.width > 0 && size.height > 0;
  }
  [[nodiscard]] bool closing() const override { return ::glfwWindowShouldClose(window_) != GLFW_FALSE; }

 private:
  // Dear ImGui puts its own callbacks before these, and calls these too.
  void ListenForInput();
  static void Note(GLFWwindow* window) { static_cast<GlfwWindow*>(::glfwGetWindowUserPointer(window))->input_ = true; }

  struct Place {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
  };
  // The monitor that shows most of the window.
  [[nodiscard]] GLFWmonitor* Monitor() const;

  GLFWwindow* window_ = nullptr;
  Place windowed_;  // where it was before it became full screen
  GlInfo gl_;
  bool input_ = true;
  std::atomic<bool> woken_{false};
};

Result<> GlfwWindow::Open(PixelSize size) {
  if (::glfwInit() == GLFW_FALSE) {
    return Fail(
        ErrorCode::kUnavailable,
        fmt::format("There is no display to open a window on ({}). Start labwall from a desktop, or let it draw "
                    "a picture: labwall --headless --screenshot FILE.png",
                    LastGlfwError()));
  }
  ::glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, kGlMajor);
  ::glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, kGlMinor);
  ::glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
#ifndef NDEBUG
  ::glfwWindowHint(GLFW_OPENGL_DEBUG_CONTEXT, GLFW_TRUE);
#endif
  ::glfwWindowHint(GLFW_DEPTH_BITS, 0);
  ::glfwWindowHint(GLFW_STENCIL_BITS, 0);
  ::glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
  ::glfwWindowHintString(GLFW_X11_CLASS_NAME, "labwall");
  ::glfwWindowHintString(GLFW_X11_INSTANCE_NAME, "labwall");
  window_ = ::glfwCreateWindow(size.width, size.height, "Labwall", nullptr, nullptr);
  std::string refusal;
  if (window_ == nullptr) {
    refusal = LastGlfwError();
    // A context of any version tells what there is instead.
    ::glfwDefaultWindowHints();
    ::glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
    window_ = ::glfwCreateWindow(size.width, size.height, "Labwall", nullptr, nullptr);
  }
  if (window_ == nullptr) {
    return Fail(ErrorCode::kFailedPrecondition,
                fmt::format("This display has no OpenGL ({}), Labwall needs {}.{}: install the graphics driver, or let "
                            "labwall draw a picture: labwall --headless --screenshot FILE.png",
                            refusal, kGlMajor, kGlMinor));
  }
  ::glfwMakeContextCurrent(window_);
  Result<GlInfo> gl = LoadGl(::glfwGetProcAddress);
  if (!gl) return tl::unexpected(gl.error());
  if (!refusal.empty()) {
    return Fail(ErrorCode::kFailedPrecondition,
                fmt::format("The graphics driver ({}) refuses an OpenGL {}.{} core context: {}", gl->renderer, kGlMajor,
                            kGlMinor, refusal));
  }
  gl_ = std::move(*gl);
  SetIcon(window_);
  ::glfwSwapInterval(1);
  ::glfwSetWindowSizeLimits(window_, kLeastWidth, kLeastHeight, GLFW_DONT_CARE, GLFW_DONT_CARE);
  ListenForInput();
  return {};
}

GLFWmonitor* GlfwWindow::Monitor() const {
  Place at;
  ::glfwGetWindowPos(window_, &at.x, &at.y);
  ::glfwGetWindowSize(window_, &at.width, &at.height);
  int count = 0;
  GLFWmonitor** const monitors = ::glfwGetMonitors(&count);
  GLFWmonitor* best = ::glfwGetPrimaryMonitor();
  int64_t largest = 0;
  for (int i = 0; i < count; ++i) {
    const GLFWvidmode* const mode = ::glfwGetVideoMode(monitors[i]);
    if (mode == nullptr) continue;
    Place place;
    ::glfwGetMonitorPos(monitors[i], &place.x, &place.y);
    const int width = std::min(at.x + at.width, place.x + mode->width) - std::max(at.x, place.x);
    const int height = std::min(at.y + at.height, place.y + mode->height) - std::max(at.y, place.y);
    const int64_t area = width > 0 && height > 0 ? int64_t{width} * height : 0;
    if (area > largest) {
      largest = area;
      best = monitors[i];
    }
  }
  return best;
}

void GlfwWindow::SetFullScreen(bool wanted) {
  if (wanted == full_screen()) return;
  if (!wanted) {
    ::glfwSetWindowMonitor(window_, nullptr, windowed_.x, windowed_.y, windowed_.width, windowed_.height,
                           GLFW_DONT_CARE);
    return;
  }
  GLFWmonitor* const monitor = Monitor();
  const GLFWvidmode* const mode = monitor != nullptr ? ::glfwGetVideoMode(monitor) : nullptr;
  if (mode == nullptr) return;
  ::glfwGetWindowPos(window_, &windowed_.x, &windowed_.y);
  ::glfwGetWindowSize(window_, &windowed_.width, &windowed_.height);
  ::glfwSetWindowMonitor(window_, monitor, 0, 0, mode->width, mode->height, mode->refreshRate);
}

void GlfwWindow::ListenForInput() {
  ::glfwSetWindowUserPointer(window_, this);
  ::glfwSetWindowCloseCallback(window_, [](GLFWwindow* window) { Note(window); });
  ::glfwSetWindowRefreshCallback(window_, [](GLFWwindow* window) { Note(window); });
  ::glfwSetWindowFocusCallback(window_, [](GLFWwindow* window, int) { Note(window); });
  ::glfwSetWindowIconifyCallback(window_, [](GLFWwindow* window, int) { Note(window); });
  ::glfwSetFramebufferSizeCallback(window_, [](GLFWwindow* window, int, int) { Note(window); });
  ::glfwSetKeyCallback(window_, [](GLFWwindow* window, int, int, int, int) { Note(window); });
  ::glfwSetCharCallback(window_, [](GLFWwindow* window, unsigned) { Note(window); });
  ::glfwSetMouseButtonCallback(window_, [](GLFWwindow* window, int, int, int) { Note(window); });
  ::glfwSetCursorPosCallback(window_, [](GLFWwindow* window, double, double) { Note(window); });
  ::glfwSetCursorEnterCallback(window_, [](GLFWwindow* window, int) { Note(window); });
  ::glfwSetScrollCallback(window_, [](GLFWwindow* window, double, double) { Note(window); });
}

}  // namespace

Result<std::unique_ptr<Screen>> OpenWindow(PixelSize size) {
  auto window = std::make_unique<GlfwWindow>();
  if (const Result<> opened = window->Open(size); !opened) return tl::unexpected(opened.error());
  return window;
}

}  // namespace labwall
