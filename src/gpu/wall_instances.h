// SPDX-License-Identifier: Apache-2.0
// What the wall's shaders read of a scene, and how its places become pixels.
#pragma once

#include <array>

#include "model/rung.h"
#include "model/wall_scene.h"

namespace labwall {

using Vec4 = std::array<float, 4>;

// As `Wall` in shaders/wall.vert, std140.
struct WallBlock {
  Vec4 background;
  Vec4 card;
  Vec4 letterbox;
  Vec4 selected_colour;
  Vec4 focused_colour;
  Vec4 metrics;
  Vec4 framebuffer;
};

// The attributes of shaders/wall.vert. Rectangles are x, y, width, height in pixels.
struct TileInstance {
  Vec4 tile;
  Vec4 picture;
  Vec4 image;
  Vec4 stored;
  Vec4 state;
};

[[nodiscard]] WallBlock MakeWallBlock(const WallScene& scene, PixelSize framebuffer);
// How far a tile's rings reach beyond it, in pixels.
[[nodiscard]] float RingsOutset(const WallScene& scene);
// Whole pixels, so that a picture's edges are sharp and tiles of one size get pictures of one size.
[[nodiscard]] Vec4 ToPixels(const Rect& rect, float scale);
// The largest rectangle of the source's shape inside `place`, in its middle.
[[nodiscard]] Vec4 Letterbox(const Vec4& place, PixelSize source);

}  // namespace labwall
