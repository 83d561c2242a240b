// SPDX-License-Identifier: Apache-2.0
#include "gpu/gl_loader.h"

#include <fmt/format.h>
#include <glad/gl.h>

#include <string_view>

#include "base/log.h"

namespace labwall {
namespace {

void GLAD_API_PTR LogGlMessage(GLenum /*source*/, GLenum type, GLuint /*id*/, GLenum severity, GLsizei length,
                               const GLchar* message, const void* /*user*/) {
  const std::string_view text(message, static_cast<size_t>(length));
  if (type == GL_DEBUG_TYPE_ERROR) {
    LogError("OpenGL: {}", text);
  } else if (severity != GL_DEBUG_SEVERITY_NOTIFICATION) {
    LogDebug("OpenGL: {}", text);
  }
}

bool DrawnByCpu(std::string_view renderer) {
  for (const std::string_view name : {"llvmpipe", "softpipe", "SWR", "SwiftShader"}) {
    if (renderer.find(name) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

Result<> CheckGlVersion(const GlInfo& info) {
  if (info.major > kGlMajor || (info.major == kGlMajor && info.minor >= kGlMinor)) return {};
  return Fail(ErrorCode::kFailedPrecondition,
              fmt::format("This machine offers OpenGL {}.{} (renderer {}), Labwall needs {}.{}: update the graphics "
                          "driver, or set LIBGL_ALWAYS_SOFTWARE=1 to have Mesa draw with the processor.",
                          info.major, info.minor, info.renderer, kGlMajor, kGlMinor));
}

Result<GlInfo> FindGl(GlProcedureGetter getter) {
  const int version = gladLoadGL(getter);
  if (version == 0) {
    return Fail(ErrorCode::kFailedPrecondition,
                "The graphics driver gives no OpenGL functions: install Mesa (libgl1-mesa-dri) or the maker's driver.");
  }
  GlInfo info;
  info.major = GLAD_VERSION_MAJOR(version);
  info.minor = GLAD_VERSION_MINOR(version);
  if (const GLubyte* const name = glGetString(GL_RENDERER)) info.renderer = reinterpret_cast<const char*>(name);
  info.software = DrawnByCpu(info.renderer);
  return info;
}

Result<GlInfo> LoadGl(GlProcedureGetter getter) {
  Result<GlInfo> info = FindGl(getter);
  if (!info) return info;
  if (const Result<> enough = CheckGlVersion(*info); !enough) return tl::unexpected(enough.error());

  GLint flags = 0;
  glGetIntegerv(GL_CONTEXT_FLAGS, &flags);
  if ((flags & GL_CONTEXT_FLAG_DEBUG_BIT) != 0) {
    glEnable(GL_DEBUG_OUTPUT);
    glEnable(GL_DEBUG_OUTPUT_SYNCHRONOUS);
    glDebugMessageCallback(LogGlMessage, nullptr);
  }
  return info;
}

}  // namespace labwall
