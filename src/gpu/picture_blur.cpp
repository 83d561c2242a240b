// SPDX-License-Identifier: Apache-2.0
#include "gpu/picture_blur.h"

#include <glad/gl.h>

#include <algorithm>

#include "gpu/shader_program.h"
#include "gpu/shaders.h"

namespace labwall {
namespace {

// The cells and what is laid over them blur as a Gaussian of a tenth of the shorter side: a face that fills the screen
// is left with three cycles from chin to brow at a sixth of their contrast, and people need at least five to know it.
constexpr int kShorterSide = 7;

// As in shaders/blur.comp.
constexpr GLint kSizeUniform = 0;
constexpr GLint kCellsUniform = 1;
constexpr GLint kLayerUniform = 2;

}  // namespace

PictureBlur::~PictureBlur() { glDeleteProgram(program_); }

Result<> PictureBlur::Start() {
  const Result<unsigned> program = MakeShaderProgram("blur", {{GL_COMPUTE_SHADER, {kBlurComputeShader}}});
  if (!program) return tl::unexpected(program.error());
  program_ = *program;
  return {};
}

PixelSize PictureBlur::CellsOf(PixelSize source) {
  const int shorter = std::min(source.width, source.height);
  const auto along = [shorter](int side) {
    return std::min((side * kShorterSide + shorter / 2) / shorter, PlaneArrays::kBlurredSide);
  };
  return {along(source.width), along(source.height)};
}

bool PictureBlur::Refresh(PlaneArrays& arrays, PlaneArrays::Slot slot, PixelSize picture, PixelSize cells) {
  if (arrays.BlurIsCurrent(slot)) return true;
  const GLuint copies = arrays.BlurredTexture(slot.chunk);
  if (copies == 0) return false;
  glUseProgram(program_);
  glProgramUniform2i(program_, kSizeUniform, picture.width, picture.height);
  glProgramUniform2i(program_, kCellsUniform, cells.width, cells.height);
  glProgramUniform1i(program_, kLayerUniform, slot.layer);
  arrays.Bind(slot.chunk);
  glBindImageTexture(0, copies, 0, GL_TRUE, 0, GL_WRITE_ONLY, GL_RGB10_A2);
  glDispatchCompute(static_cast<GLuint>(cells.width), static_cast<GLuint>(cells.height), 1);
  arrays.SetBlurCurrent(slot);
  return true;
}

}  // namespace labwall
