// SPDX-License-Identifier: Apache-2.0
#include "console/window.h"

#include <GLFW/glfw3.h>
#include <dlfcn.h>
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "console/app_icon.h"
#include "console/window_cover.h"
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
    cover_.reset();
    // The display's connection ends with the process: glfwTerminate() would unload drivers that are not made for that.
    if (window_ != nullptr) ::glfwDestroyWindow(window_);
  }

  // Gives why the wall can't be drawn in it, if it can't.
  Result<std::optional<Error>> Open(const WindowOptions& options) REQUIRES(gl_thread);

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
  [[nodiscard]] const GlInfo& gl() const override { return gl_; }

  void SetFullScreen(bool full_screen) override;
  [[nodiscard]] bool full_screen() const override { return ::glfwGetWindowMonitor(window_) != nullptr; }
  [[nodiscard]] std::optional<WindowPlace> place() override;
  void Show() override {
    if (::glfwGetWindowAttrib(window_, GLFW_ICONIFIED) != GLFW_FALSE) ::glfwRestoreWindow(window_);
    ::glfwShowWindow(window_);
  }

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
    return ::glfwGetWindowAttrib(window_, GLFW_ICONIFIED) == GLFW_FALSE && size.width > 0 && size.height > 0 &&
           (cover_ == nullptr || !cover_->covered());
  }
  [[nodiscard]] bool closing() const override { return ::glfwWindowShouldClose(window_) != GLFW_FALSE; }
  void StayOpen() override { ::glfwSetWindowShouldClose(window_, GLFW_FALSE); }

 private:
  // Dear ImGui puts its own callbacks before these, and calls these too.
  void ListenForInput();
  static GlfwWindow& Of(GLFWwindow* window) { return *static_cast<GlfwWindow*>(::glfwGetWindowUserPointer(window)); }
  static void Note(GLFWwindow* window) { Of(window).input_ = true; }

  Result<> Create(const WindowOptions& options, std::string& refusal) REQUIRES(gl_thread);
  void PutInPlace(const WindowPlace& place) REQUIRES(gl_thread);
  void NotePlace();
  void FollowCover();
  // The monitor that shows most of the window.
  [[nodiscard]] GLFWmonitor* Monitor() const;

  GLFWwindow* window_ = nullptr;
  // As GLFW tells of each change: asking the X server would cost a round trip a frame.
  WindowPlace now_;
  WindowPlace restored_;  // as it was when it was last neither maximised nor full screen
  GlInfo gl_;
  bool input_ = true;
  std::atomic<bool> woken_{false};
  std::unique_ptr<WindowCover> cover_;  // null where it can't be known
};

Result<std::optional<Error>> GlfwWindow::Open(const WindowOptions& options) {
  if (::glfwInit() == GLFW_FALSE) {
    return Fail(
        ErrorCode::kUnavailable,
        fmt::format("There is no display to open a window on ({}). Start labwall from a desktop, or let it draw "
                    "a picture: labwall --headless --screenshot FILE.png",
                    LastGlfwError()));
  }
  std::string refusal;
  if (const Result<> created = Create(options, refusal); !created) return tl::unexpected(created.error());
  ::glfwMakeContextCurrent(window_);
  ListenForInput();
  Result<GlInfo> gl = refusal.empty() ? LoadGl(::glfwGetProcAddress) : FindGl(::glfwGetProcAddress);
  if (!gl) return tl::unexpected(gl.error());
  gl_ = std::move(*gl);
  SetIcon(window_);
  ::glfwSwapInterval(1);
  ::glfwSetWindowSizeLimits(window_, kLeastWidth, kLeastHeight, GLFW_DONT_CARE, GLFW_DONT_CARE);
  if (!refusal.empty()) {
    if (const Result<> enough = CheckGlVersion(gl_); !enough) return enough.error();
    return Error{ErrorCode::kFailedPrecondition,
                 fmt::format("The graphics driver ({}) refuses an OpenGL {}.{} core context: {}", gl_.renderer,
                             kGlMajor, kGlMinor, refusal)};
  }
  FollowCover();
  PutInPlace(options.place);
  return std::optional<Error>();
}

// Hidden, with the wall's OpenGL or, where that is refused, with any.
Result<> GlfwWindow::Create(const WindowOptions& options, std::string& refusal) {
  const WindowPlace& place = options.place;
  const PixelSize size = place.known()
                             ? PixelSize{std::max(place.width, kLeastWidth), std::max(place.height, kLeastHeight)}
                             : options.size;
  ::glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
  ::glfwWindowHint(GLFW_DEPTH_BITS, 0);
  ::glfwWindowHint(GLFW_STENCIL_BITS, 0);
  // A known size is in the monitor's own pixels already.
  ::glfwWindowHint(GLFW_SCALE_TO_MONITOR, place.known() ? GLFW_FALSE : GLFW_TRUE);
  ::glfwWindowHintString(GLFW_X11_CLASS_NAME, "labwall");
  ::glfwWindowHintString(GLFW_X11_INSTANCE_NAME, "labwall");
#ifndef NDEBUG
  ::glfwWindowHint(GLFW_OPENGL_DEBUG_CONTEXT, GLFW_TRUE);
#endif
  ::glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, kGlMajor);
  ::glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, kGlMinor);
  ::glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  window_ = ::glfwCreateWindow(size.width, size.height, "Labwall", nullptr, nullptr);
  if (window_ != nullptr) return {};

  refusal = LastGlfwError();
  // A context of any version tells what there is instead.
  ::glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 1);
  ::glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 0);
  ::glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_ANY_PROFILE);
  window_ = ::glfwCreateWindow(options.size.width, options.size.height, "Labwall", nullptr, nullptr);
  if (window_ != nullptr) return {};
  return Fail(ErrorCode::kFailedPrecondition,
              fmt::format("This display has no OpenGL ({}), Labwall needs {}.{}: install the graphics driver, or let "
                          "labwall draw a picture: labwall --headless --screenshot FILE.png",
                          refusal, kGlMajor, kGlMinor));
}

// Shows it where it was, unless the monitor is gone: nobody can take a window by a title bar that is nowhere.
void GlfwWindow::PutInPlace(const WindowPlace& place) {
  constexpr int kToTakeHoldOf = 64;
  bool in_sight = false;
  int count = 0;
  GLFWmonitor** const monitors = ::glfwGetMonitors(&count);
  for (int i = 0; i < count && place.known(); ++i) {
    WindowPlace area;
    ::glfwGetMonitorWorkarea(monitors[i], &area.x, &area.y, &area.width, &area.height);
    in_sight = in_sight ||
               (place.x + place.width >= area.x + kToTakeHoldOf && place.x + kToTakeHoldOf <= area.x + area.width &&
                place.y >= area.y && place.y + kToTakeHoldOf <= area.y + area.height);
  }
  ::glfwGetWindowPos(window_, &now_.x, &now_.y);
  ::glfwGetWindowSize(window_, &now_.width, &now_.height);
  if (in_sight) {
    ::glfwSetWindowPos(window_, place.x, place.y);
    // The window manager may not have moved it yet.
    now_.x = place.x;
    now_.y = place.y;
  }
  restored_ = now_;
  if (place.maximised) ::glfwMaximizeWindow(window_);
  ::glfwShowWindow(window_);
  if (place.full_screen) SetFullScreen(true);
}

// Debian has GLFW for X11 and for Wayland, as two packages with one name for the loader, and only the first has this
// function.
void GlfwWindow::FollowCover() {
  using GetX11Window = unsigned long (*)(GLFWwindow*);  // as in GLFW/glfw3native.h, without Xlib's headers
  const auto get = reinterpret_cast<GetX11Window>(::dlsym(RTLD_DEFAULT, "glfwGetX11Window"));
  if (get == nullptr) return;
  cover_ = WindowCover::Follow(static_cast<uint32_t>(get(window_)), [this] { Wake(); });
}

void GlfwWindow::NotePlace() {
  if (full_screen()) return;
  if (!now_.maximised) restored_ = now_;
  restored_.maximised = now_.maximised;
}

std::optional<WindowPlace> GlfwWindow::place() {
  NotePlace();
  WindowPlace place = restored_;
  place.full_screen = full_screen();
  return place;
}

GLFWmonitor* GlfwWindow::Monitor() const {
  WindowPlace at;
  ::glfwGetWindowPos(window_, &at.x, &at.y);
  ::glfwGetWindowSize(window_, &at.width, &at.height);
  int count = 0;
  GLFWmonitor** const monitors = ::glfwGetMonitors(&count);
  GLFWmonitor* best = ::glfwGetPrimaryMonitor();
  int64_t largest = 0;
  for (int i = 0; i < count; ++i) {
    const GLFWvidmode* const mode = ::glfwGetVideoMode(monitors[i]);
    if (mode == nullptr) continue;
    WindowPlace place;
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
    now_ = restored_;
    ::glfwSetWindowMonitor(window_, nullptr, now_.x, now_.y, now_.width, now_.height, GLFW_DONT_CARE);
    return;
  }
  GLFWmonitor* const monitor = Monitor();
  const GLFWvidmode* const mode = monitor != nullptr ? ::glfwGetVideoMode(monitor) : nullptr;
  if (mode == nullptr) return;
  NotePlace();
  ::glfwSetWindowMonitor(window_, monitor, 0, 0, mode->width, mode->height, mode->refreshRate);
}

void GlfwWindow::ListenForInput() {
  ::glfwSetWindowUserPointer(window_, this);
  ::glfwSetWindowCloseCallback(window_, [](GLFWwindow* window) { Note(window); });
  ::glfwSetWindowRefreshCallback(window_, [](GLFWwindow* window) { Note(window); });
  ::glfwSetWindowFocusCallback(window_, [](GLFWwindow* window, int) { Note(window); });
  ::glfwSetWindowIconifyCallback(window_, [](GLFWwindow* window, int) { Note(window); });
  ::glfwSetFramebufferSizeCallback(window_, [](GLFWwindow* window, int, int) { Note(window); });
  ::glfwSetWindowContentScaleCallback(window_, [](GLFWwindow* window, float, float) { Note(window); });
  ::glfwSetWindowPosCallback(window_, [](GLFWwindow* window, int x, int y) {
    Of(window).now_.x = x;
    Of(window).now_.y = y;
    Note(window);
  });
  ::glfwSetWindowSizeCallback(window_, [](GLFWwindow* window, int width, int height) {
    Of(window).now_.width = width;
    Of(window).now_.height = height;
    Note(window);
  });
  ::glfwSetWindowMaximizeCallback(window_, [](GLFWwindow* window, int maximised) {
    Of(window).now_.maximised = maximised != GLFW_FALSE;
    Note(window);
  });
  ::glfwSetKeyCallback(window_, [](GLFWwindow* window, int, int, int, int) { Note(window); });
  ::glfwSetCharCallback(window_, [](GLFWwindow* window, unsigned) { Note(window); });
  ::glfwSetMouseButtonCallback(window_, [](GLFWwindow* window, int, int, int) { Note(window); });
  ::glfwSetCursorPosCallback(window_, [](GLFWwindow* window, double, double) { Note(window); });
  ::glfwSetCursorEnterCallback(window_, [](GLFWwindow* window, int) { Note(window); });
  ::glfwSetScrollCallback(window_, [](GLFWwindow* window, double, double) { Note(window); });
}

}  // namespace

Result<Window> OpenWindow(const WindowOptions& options) {
  auto window = std::make_unique<GlfwWindow>();
  Result<std::optional<Error>> lacking = window->Open(options);
  if (!lacking) return tl::unexpected(lacking.error());
  return Window{std::move(window), std::move(*lacking)};
}

}  // namespace labwall
