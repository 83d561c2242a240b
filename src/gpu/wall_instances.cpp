// SPDX-License-Identifier: Apache-2.0
#include "gpu/wall_instances.h"

#include <algorithm>
#include <cmath>

namespace labwall {
namespace {

// Between a tile, or its selected ring, and the focused ring, so that the two can be told apart.
constexpr float kFocusedGap = 1.5F;
constexpr float kHairline = 1.0F;

Vec4 ToVec4(const Colour& colour) { return {colour.r, colour.g, colour.b, colour.a}; }

}  // namespace

WallBlock MakeWallBlock(const WallScene& scene, PixelSize framebuffer) {
  const float scale = scene.pixel_scale;
  return {
      .background = ToVec4(scene.background),
      .card = ToVec4(scene.card),
      .letterbox = ToVec4(scene.letterbox),
      .selected_colour = ToVec4(scene.selected_colour),
      .focused_colour = ToVec4(scene.focused_colour),
      .metrics = {scene.picture_rounding * scale, scene.tile_rounding * scale, scene.selected_ring * scale,
                  scene.focused_ring * scale},
      .framebuffer = {static_cast<float>(framebuffer.width), static_cast<float>(framebuffer.height),
                      kFocusedGap * scale, std::max(1.0F, std::round(kHairline * scale))},
  };
}

float RingsOutset(const WallScene& scene) {
  return scene.pixel_scale * (scene.selected_ring + kFocusedGap + scene.focused_ring);
}

Vec4 ToPixels(const Rect& rect, float scale) {
  const float left = std::round(rect.x * scale);
  const float top = std::round(rect.y * scale);
  return {left, top, std::round((rect.x + rect.width) * scale) - left,
          std::round((rect.y + rect.height) * scale) - top};
}

Vec4 Letterbox(const Vec4& place, PixelSize source) {
  const auto width = static_cast<float>(source.width);
  const auto height = static_cast<float>(source.height);
  const float scale = std::min(place[2] / width, place[3] / height);
  const float image_width = std::max(1.0F, std::round(width * scale));
  const float image_height = std::max(1.0F, std::round(height * scale));
  return {place[0] + std::floor((place[2] - image_width) / 2), place[1] + std::floor((place[3] - image_height) / 2),
          image_width, image_height};
}

}  // namespace labwall
