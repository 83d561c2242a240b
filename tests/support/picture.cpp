// SPDX-License-Identifier: Apache-2.0
#include "support/picture.h"

#include <png.h>

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace labwall {

Rgb Picture::At(int x, int y) const {
  const size_t i = (static_cast<size_t>(y) * width + x) * 3;
  return {rgb[i], rgb[i + 1], rgb[i + 2]};
}

std::optional<Picture> ReadPng(const std::string& path) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_file(&image, path.c_str()) == 0) return std::nullopt;
  image.format = PNG_FORMAT_RGB;
  Picture picture{static_cast<int>(image.width), static_cast<int>(image.height), {}};
  picture.rgb.resize(PNG_IMAGE_SIZE(image));
  if (png_image_finish_read(&image, nullptr, picture.rgb.data(), 0, nullptr) == 0) return std::nullopt;
  return picture;
}

bool Near(Rgb a, Rgb b, int tolerance) {
  return std::abs(a.r - b.r) <= tolerance && std::abs(a.g - b.g) <= tolerance && std::abs(a.b - b.b) <= tolerance;
}

ColourPatch FindColour(const Picture& picture, Rgb colour, int tolerance) {
  ColourPatch patch;
  patch.top_left = {picture.width, picture.height};
  int64_t sum_x = 0;
  int64_t sum_y = 0;
  std::vector<Spot> spots;
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      if (!Near(picture.At(x, y), colour, tolerance)) continue;
      spots.push_back({x, y});
      sum_x += x;
      sum_y += y;
      patch.top_left = {std::min(patch.top_left.x, x), std::min(patch.top_left.y, y)};
      patch.bottom_right = {std::max(patch.bottom_right.x, x), std::max(patch.bottom_right.y, y)};
    }
  }
  patch.pixels = static_cast<int>(spots.size());
  if (spots.empty()) return patch;
  const Spot mean{static_cast<int>(sum_x / patch.pixels), static_cast<int>(sum_y / patch.pixels)};
  int nearest = std::numeric_limits<int>::max();
  for (const Spot& spot : spots) {
    const int distance = std::abs(spot.x - mean.x) + std::abs(spot.y - mean.y);
    if (distance < nearest) {
      nearest = distance;
      patch.centre = spot;
    }
  }
  return patch;
}

}  // namespace labwall
