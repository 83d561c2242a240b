// SPDX-License-Identifier: Apache-2.0
#include "gpu/shader_program.h"

#include <fmt/format.h>
#include <glad/gl.h>

#include <string>

namespace labwall {
namespace {

Result<GLuint> Compile(const char* name, const ShaderStage& stage) {
  const GLuint shader = glCreateShader(stage.kind);
  glShaderSource(shader, static_cast<GLsizei>(stage.parts.size()), stage.parts.data(), nullptr);
  glCompileShader(shader);
  GLint compiled = GL_FALSE;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &compiled);
  if (compiled == GL_TRUE) return shader;
  std::string log(4096, '\0');
  GLsizei length = 0;
  glGetShaderInfoLog(shader, static_cast<GLsizei>(log.size()), &length, log.data());
  log.resize(static_cast<size_t>(length));
  glDeleteShader(shader);
  return Fail(ErrorCode::kInternal, fmt::format("The graphics driver refuses the {} shader: {}", name, log));
}

}  // namespace

Result<unsigned> MakeShaderProgram(const char* name, const std::vector<ShaderStage>& stages) {
  const GLuint program = glCreateProgram();
  for (const ShaderStage& stage : stages) {
    const Result<GLuint> shader = Compile(name, stage);
    if (!shader) {
      glDeleteProgram(program);
      return shader;
    }
    glAttachShader(program, *shader);
    glDeleteShader(*shader);  // once the program no longer needs it
  }
  glLinkProgram(program);
  GLint linked = GL_FALSE;
  glGetProgramiv(program, GL_LINK_STATUS, &linked);
  if (linked == GL_TRUE) return program;
  std::string log(4096, '\0');
  GLsizei length = 0;
  glGetProgramInfoLog(program, static_cast<GLsizei>(log.size()), &length, log.data());
  log.resize(static_cast<size_t>(length));
  glDeleteProgram(program);
  return Fail(ErrorCode::kInternal, fmt::format("The graphics driver can't link the {} shaders: {}", name, log));
}

}  // namespace labwall
