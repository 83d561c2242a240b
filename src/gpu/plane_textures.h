// SPDX-License-Identifier: Apache-2.0
// The three R8 array textures (Y, U, V) that pictures of one size are stored in, a layer for each.
#pragma once

#include <array>
#include <cstddef>

#include "base/result.h"
#include "base/thread_role.h"
#include "codec/planes.h"
#include "model/pixel_rect.h"

namespace labwall {

// Planes as OpenGL is to read them. With a buffer, the pointers are places in it and not addresses.
struct UnpackPlanes {
  unsigned buffer = 0;
  PlanesView planes;
};

using PlaneTextures = std::array<unsigned, 3>;

// Makes one of the textures for pictures of this size; it is the caller's to delete. kResourceExhausted when the driver
// has no memory for it.
[[nodiscard]] Result<unsigned> MakePlaneTexture(size_t plane, PixelSize size, int layers) REQUIRES(gl_thread);
// Writes planes over the layer's picture with their corner at `origin`, whose sides are even, with one call for each
// plane. Leaves the unpacking state as OpenGL has it by default.
void WritePlanes(const PlaneTextures& textures, int layer, PixelPoint origin, const UnpackPlanes& source)
    REQUIRES(gl_thread);

// How the wall samples its textures: linearly, without anything beyond the edges.
void SetPictureSampling(unsigned texture) REQUIRES(gl_thread);
// So that the next glGetError speaks of what follows.
void ForgetGlErrors() REQUIRES(gl_thread);

}  // namespace labwall
