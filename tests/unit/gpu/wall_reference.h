// SPDX-License-Identifier: Apache-2.0
// The wall as it should look: a scene painted in double precision, pixel by pixel, in the plainest way, from what
// model/wall_scene.h, codec/planes.h and the shaders' comments say. Slow, and without a GPU.
#pragma once

#include <unordered_map>

#include "codec/planes.h"
#include "gpu/rgb_image.h"
#include "model/session_key.h"
#include "model/wall_scene.h"

namespace labwall {

struct ReferencePicture {
  Planes planes;     // with sides that are even
  PixelSize source;  // the screen's
};
using ReferencePictures = std::unordered_map<SessionKey, ReferencePicture>;

// Paints the scene over the wall's colour. Tiles, with their rings, must not overlap. Blurred scenes come without the
// noise of half a level that hides steps.
[[nodiscard]] RgbImage PaintReference(const WallScene& scene, const ReferencePictures& pictures, PixelSize framebuffer);

}  // namespace labwall
