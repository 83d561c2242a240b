// SPDX-License-Identifier: Apache-2.0
// The GLSL of shaders/, put into the program when it is built.
#pragma once

namespace labwall {

extern const char* const kWallVertexShader;
extern const char* const kWallFragmentShader;  // one of the two below is to follow it
extern const char* const kSharpPictureShader;
extern const char* const kBlurredPictureShader;
extern const char* const kBlurComputeShader;

}  // namespace labwall
