// SPDX-License-Identifier: Apache-2.0
#include "gpu/offscreen_context.h"

#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <fmt/format.h>
#include <glad/gl.h>

#include <array>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace labwall {
namespace {

bool HasClientExtension(const char* name) {
  const char* const all = eglQueryString(EGL_NO_DISPLAY, EGL_EXTENSIONS);
  return all != nullptr && std::strstr(all, name) != nullptr;
}

// Displays that need no window system, best first: Mesa's own, then whatever devices other drivers name.
std::vector<EGLDisplay> SurfacelessDisplays() {
  std::vector<EGLDisplay> displays;
  if (HasClientExtension("EGL_MESA_platform_surfaceless")) {
    displays.push_back(eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr));
  }
  const auto query_devices = reinterpret_cast<PFNEGLQUERYDEVICESEXTPROC>(eglGetProcAddress("eglQueryDevicesEXT"));
  if (query_devices != nullptr && HasClientExtension("EGL_EXT_platform_device")) {
    std::array<EGLDeviceEXT, 16> devices{};
    EGLint count = 0;
    if (query_devices(static_cast<EGLint>(devices.size()), devices.data(), &count) == EGL_FALSE) count = 0;
    for (EGLint i = 0; i < count; ++i) {
      displays.push_back(eglGetPlatformDisplay(EGL_PLATFORM_DEVICE_EXT, devices[static_cast<size_t>(i)], nullptr));
    }
  }
  return displays;
}

// A current context on an EGL display; it ends with this object.
class EglSession {
 public:
  EglSession() = default;
  EglSession(EglSession&& other) noexcept
      : display_(std::exchange(other.display_, EGL_NO_DISPLAY)),
        context_(std::exchange(other.context_, EGL_NO_CONTEXT)) {}
  EglSession& operator=(EglSession&& other) noexcept {
    std::swap(display_, other.display_);
    std::swap(context_, other.context_);
    return *this;
  }
  ~EglSession() {
    if (display_ == EGL_NO_DISPLAY) return;
    eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    if (context_ != EGL_NO_CONTEXT) eglDestroyContext(display_, context_);
    // The display stays: it is one for the whole process, and ending it unloads drivers that are not made for that.
    eglReleaseThread();
  }

  // version_attributes ends with EGL_NONE.
  static Result<EglSession> Open(EGLDisplay display, const EGLint* version_attributes) {
    EglSession session;
    if (display == EGL_NO_DISPLAY || eglInitialize(display, nullptr, nullptr) == EGL_FALSE) {
      return Refused("start EGL");
    }
    session.display_ = display;
    if (eglBindAPI(EGL_OPENGL_API) == EGL_FALSE) return Refused("choose OpenGL");
    // No surface of any kind is needed: the framebuffer is our own.
    constexpr std::array<EGLint, 5> kWanted = {EGL_SURFACE_TYPE, 0, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_NONE};
    EGLConfig config = nullptr;
    EGLint count = 0;
    if (eglChooseConfig(display, kWanted.data(), &config, 1, &count) == EGL_FALSE || count == 0) {
      return Refused("choose a configuration");
    }
    session.context_ = eglCreateContext(display, config, EGL_NO_CONTEXT, version_attributes);
    if (session.context_ == EGL_NO_CONTEXT) return Refused("make a context");
    if (eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, session.context_) == EGL_FALSE) {
      return Refused("use a context without a surface");
    }
    return session;
  }

 private:
  static tl::unexpected<Error> Refused(const char* what) {
    return Fail(ErrorCode::kFailedPrecondition, fmt::format("EGL could not {} (error {:#x})", what, eglGetError()));
  }

  EGLDisplay display_ = EGL_NO_DISPLAY;
  EGLContext context_ = EGL_NO_CONTEXT;
};

class EglOffscreenContext final : public OffscreenContext {
 public:
  EglOffscreenContext(EglSession session, GlInfo info, PixelSize size)
      : session_(std::move(session)), info_(std::move(info)), size_(size) {}
  ~EglOffscreenContext() override {
    glDeleteFramebuffers(1, &framebuffer_);
    glDeleteRenderbuffers(1, &colour_);
  }

  Result<> MakeFramebuffer() REQUIRES(gl_thread) {
    GLint most = 0;
    glGetIntegerv(GL_MAX_RENDERBUFFER_SIZE, &most);
    if (size_.width < 1 || size_.height < 1 || size_.width > most || size_.height > most) {
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("{}x{} pixels can't be drawn here: each side must be from 1 to {}.", size_.width,
                              size_.height, most));
    }
    glCreateRenderbuffers(1, &colour_);
    glNamedRenderbufferStorage(colour_, GL_RGBA8, size_.width, size_.height);
    glCreateFramebuffers(1, &framebuffer_);
    glNamedFramebufferRenderbuffer(framebuffer_, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, colour_);
    if (glCheckNamedFramebufferStatus(framebuffer_, GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE) {
      return Fail(ErrorCode::kResourceExhausted,
                  fmt::format("There is no graphics memory for {}x{} pixels.", size_.width, size_.height));
    }
    Bind();
    return {};
  }

  [[nodiscard]] PixelSize size() const override { return size_; }
  [[nodiscard]] const GlInfo& info() const override { return info_; }
  void Flush() override REQUIRES(gl_thread) { glFlush(); }
  void Bind() override {
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
    glViewport(0, 0, size_.width, size_.height);
  }
  [[nodiscard]] RgbImage ReadPixels() override {
    RgbImage image;
    image.size = size_;
    const size_t row_bytes = static_cast<size_t>(size_.width) * 3;
    std::vector<uint8_t> upward(row_bytes * static_cast<size_t>(size_.height));
    glBindFramebuffer(GL_READ_FRAMEBUFFER, framebuffer_);
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(0, 0, size_.width, size_.height, GL_RGB, GL_UNSIGNED_BYTE, upward.data());
    image.bytes.resize(upward.size());
    // OpenGL's rows go up.
    for (int row = 0; row < size_.height; ++row) {
      std::memcpy(image.bytes.data() + static_cast<size_t>(row) * row_bytes,
                  upward.data() + static_cast<size_t>(size_.height - 1 - row) * row_bytes, row_bytes);
    }
    return image;
  }

 private:
  EglSession session_;
  GlInfo info_;
  PixelSize size_;
  GLuint framebuffer_ = 0;
  GLuint colour_ = 0;
};

GlProcedure EglProcedure(const char* name) { return eglGetProcAddress(name); }

}  // namespace

Result<std::unique_ptr<OffscreenContext>> OffscreenContext::Create(PixelSize size) {
#ifdef NDEBUG
  constexpr EGLint kDebug = EGL_FALSE;
#else
  constexpr EGLint kDebug = EGL_TRUE;
#endif
  constexpr std::array<EGLint, 9> kWanted = {EGL_CONTEXT_MAJOR_VERSION,
                                             kGlMajor,
                                             EGL_CONTEXT_MINOR_VERSION,
                                             kGlMinor,
                                             EGL_CONTEXT_OPENGL_PROFILE_MASK,
                                             EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
                                             EGL_CONTEXT_OPENGL_DEBUG,
                                             kDebug,
                                             EGL_NONE};
  // Where 4.5 is refused, a context of any version tells what there is instead.
  constexpr std::array<EGLint, 1> kAny = {EGL_NONE};

  Error reason{ErrorCode::kFailedPrecondition, "EGL knows no display without a window system"};
  for (const EGLDisplay display : SurfacelessDisplays()) {
    Result<EglSession> session = EglSession::Open(display, kWanted.data());
    if (!session) {
      reason = session.error();
      session = EglSession::Open(display, kAny.data());
    }
    if (!session) continue;
    Result<GlInfo> info = LoadGl(EglProcedure);
    if (!info) {
      reason = info.error();
      continue;
    }
    auto context = std::make_unique<EglOffscreenContext>(std::move(*session), std::move(*info), size);
    if (Result<> made = context->MakeFramebuffer(); !made) return tl::unexpected(made.error());
    return context;
  }
  return Fail(ErrorCode::kFailedPrecondition,
              fmt::format("OpenGL {}.{} without a display is not to be had on this machine: {} Mesa's software "
                          "renderer (packages libegl1 and libgl1-mesa-dri) offers it everywhere.",
                          kGlMajor, kGlMinor, reason.message.ends_with('.') ? reason.message : reason.message + "."));
}

}  // namespace labwall
