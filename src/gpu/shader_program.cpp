// SPDX-License-Identifier: Apache-2.0
#include "gpu/shader_program.h"

#include <fmt/format.h>
#include <glad/gl.h>

#include <string>

namespace labwall {
namespace {

Result<GLuint> Compile(GLenum stage, const char* name, const char* source) {
  const GLuint shader = glCreateShader(stage);
  glShaderSource(shader, 1, &source, nullptr);
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

Result<unsigned> MakeShaderProgram(const char* name, const char* vertex, const char* fragment) {
  const Result<GLuint> vertex_shader = Compile(GL_VERTEX_SHADER, name, vertex);
  if (!vertex_shader) return vertex_shader;
  const Result<GLuint> fragment_shader = Compile(GL_FRAGMENT_SHADER, name, fragment);
  if (!fragment_shader) {
    glDeleteShader(*vertex_shader);
    return fragment_shader;
  }
  const GLuint program = glCreateProgram();
  glAttachShader(program, *vertex_shader);
  glAttachShader(program, *fragment_shader);
  glLinkProgram(program);
  glDeleteShader(*vertex_shader);
  glDeleteShader(*fragment_shader);
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
