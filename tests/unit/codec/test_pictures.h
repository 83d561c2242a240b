// SPDX-License-Identifier: Apache-2.0
// Pictures for the codec's tests, made from numbers.
#pragma once

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "codec/planes.h"
#include "codec/scale.h"

namespace labwall {

struct BgrxPicture {
  explicit BgrxPicture(PixelSize picture_size)
      : size(picture_size), bytes(static_cast<size_t>(size.width) * size.height * 4) {}
  void Set(int x, int y, uint8_t r, uint8_t g, uint8_t b) {
    uint8_t* const pixel = &bytes[(static_cast<size_t>(y) * size.width + x) * 4];
    pixel[0] = b;
    pixel[1] = g;
    pixel[2] = r;
  }
  [[nodiscard]] Planes ToPlanes() const {
    Planes planes(size);
    ConvertBgrx(bytes.data(), size.width * 4, planes.view());
    return planes;
  }

  PixelSize size;
  std::vector<uint8_t> bytes;
};

inline BgrxPicture OneColour(PixelSize size, uint8_t r, uint8_t g, uint8_t b) {
  BgrxPicture picture(size);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) picture.Set(x, y, r, g, b);
  }
  return picture;
}

// Soft waves of colour with hard-edged lines on them: as hard to encode as a desktop.
inline BgrxPicture Desktop(PixelSize size) {
  BgrxPicture picture(size);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const auto wave = [](double phase) { return static_cast<uint8_t>(128 + 100 * std::sin(phase)); };
      if (y % 16 < 8 && (x * 7 + y / 16 * 13) % 32 < 22 && x > size.width / 4) {
        picture.Set(x, y, 30, 34, 40);
      } else {
        picture.Set(x, y, wave(x * 0.02), wave(y * 0.03), wave((x + y) * 0.015));
      }
    }
  }
  return picture;
}

inline double Psnr(const uint8_t* a, int a_stride, const uint8_t* b, int b_stride, PixelSize size) {
  double sum = 0;
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const double difference = a[y * a_stride + x] - b[y * b_stride + x];
      sum += difference * difference;
    }
  }
  if (sum == 0) return 99;
  return 10 * std::log10(255.0 * 255.0 * size.width * size.height / sum);
}

}  // namespace labwall
