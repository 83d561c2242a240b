// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/result.h"
#include "base/thread_role.h"

namespace labwall {

struct ShaderStage {
  unsigned kind = 0;               // GL_VERTEX_SHADER and so on
  std::vector<const char*> parts;  // GLSL text, read as one
};

// Compiles and links the stages of a program; `name` is for the error. The program is the caller's to delete.
[[nodiscard]] Result<unsigned> MakeShaderProgram(const char* name, const std::vector<ShaderStage>& stages)
    REQUIRES(gl_thread);

}  // namespace labwall
