// SPDX-License-Identifier: Apache-2.0
#include "gpu/plane_textures.h"

#include <glad/gl.h>

namespace labwall {

Result<unsigned> MakePlaneTexture(size_t plane, PixelSize size, int layers) {
  const PixelSize texels = plane == 0 ? size : ChromaSize(size);
  GLuint texture = 0;
  ForgetGlErrors();
  glCreateTextures(GL_TEXTURE_2D_ARRAY, 1, &texture);
  glTextureStorage3D(texture, 1, GL_R8, texels.width, texels.height, layers);
  SetPictureSampling(texture);
  if (glGetError() == GL_NO_ERROR) return texture;
  glDeleteTextures(1, &texture);
  return Fail(ErrorCode::kResourceExhausted, "the graphics driver has no more texture memory");
}

void WritePlanes(const PlaneTextures& textures, int layer, PixelPoint origin, const UnpackPlanes& source) {
  const PlanesView& planes = source.planes;
  const PixelSize chroma = ChromaSize(planes.size);
  const auto write = [layer](GLuint texture, PixelPoint at, PixelSize size, const uint8_t* from) {
    glTextureSubImage3D(texture, 0, at.x, at.y, layer, size.width, size.height, 1, GL_RED, GL_UNSIGNED_BYTE, from);
  };
  glBindBuffer(GL_PIXEL_UNPACK_BUFFER, source.buffer);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  glPixelStorei(GL_UNPACK_ROW_LENGTH, planes.y_stride_bytes);
  write(textures[0], origin, planes.size, planes.y);
  glPixelStorei(GL_UNPACK_ROW_LENGTH, planes.uv_stride_bytes);
  const PixelPoint chroma_origin{origin.x / 2, origin.y / 2};
  write(textures[1], chroma_origin, chroma, planes.u);
  write(textures[2], chroma_origin, chroma, planes.v);
  glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  if (source.buffer != 0) glBindBuffer(GL_PIXEL_UNPACK_BUFFER, 0);
}

void SetPictureSampling(GLuint texture) {
  glTextureParameteri(texture, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  glTextureParameteri(texture, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  glTextureParameteri(texture, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTextureParameteri(texture, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
}

void ForgetGlErrors() {
  while (glGetError() != GL_NO_ERROR) {
  }
}

}  // namespace labwall
