// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "base/thread_role.h"

namespace labwall {

// Compiles and links a vertex and a fragment shader, given as GLSL text; `name` is for the error. The program is the
// caller's to delete.
[[nodiscard]] Result<unsigned> MakeShaderProgram(const char* name, const char* vertex, const char* fragment)
    REQUIRES(gl_thread);

}  // namespace labwall
