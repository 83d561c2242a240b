// SPDX-License-Identifier: Apache-2.0
// The GLSL of shaders/, put into the program when it is built.
#pragma once

namespace labwall {

extern const char* const kWallVertexShader;
extern const char* const kWallFragmentShader;

}  // namespace labwall
