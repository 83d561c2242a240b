// SPDX-License-Identifier: Apache-2.0
// Looking for colours in a picture, as an eye would.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "support/real_lab.h"

namespace labwall {

struct Spot {
  int x = 0;
  int y = 0;
};

// RGB, 8 bits each, rows packed.
struct Picture {
  int width = 0;
  int height = 0;
  std::vector<uint8_t> rgb;

  [[nodiscard]] Rgb At(int x, int y) const;
};

[[nodiscard]] std::optional<Picture> ReadPng(const std::string& path);

[[nodiscard]] bool Near(Rgb a, Rgb b, int tolerance);

struct ColourPatch {
  int pixels = 0;
  Spot centre;  // the pixel of the colour that is nearest to the middle of them all
  Spot top_left;
  Spot bottom_right;
};
// All pixels of about this colour, as one patch.
[[nodiscard]] ColourPatch FindColour(const Picture& picture, Rgb colour, int tolerance);

}  // namespace labwall
