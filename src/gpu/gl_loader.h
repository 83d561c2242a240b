// SPDX-License-Identifier: Apache-2.0
// Finds OpenGL's functions for the current context and checks that there are enough of them.
#pragma once

#include <string>

#include "base/result.h"
#include "base/thread_role.h"

namespace labwall {

inline constexpr int kGlMajor = 4;
inline constexpr int kGlMinor = 5;

// Of eglGetProcAddress's and glfwGetProcAddress's kind.
using GlProcedure = void (*)();
using GlProcedureGetter = GlProcedure (*)(const char* name);

struct GlInfo {
  int major = 0;
  int minor = 0;
  std::string renderer;   // the driver's name for what draws
  bool software = false;  // drawn by the CPU: frames cost this process's time
};

// Fails with kFailedPrecondition, in words for a person, when `info` is less than OpenGL 4.5.
[[nodiscard]] Result<> CheckGlVersion(const GlInfo& info);

// Loads what functions the current context has. Fails with kFailedPrecondition when it has none at all.
[[nodiscard]] Result<GlInfo> FindGl(GlProcedureGetter getter) REQUIRES(gl_thread);

// The same, and has a debug context's messages logged. Every other part of src/gpu needs this first. Fails as
// CheckGlVersion() does too.
[[nodiscard]] Result<GlInfo> LoadGl(GlProcedureGetter getter) REQUIRES(gl_thread);

}  // namespace labwall
