// SPDX-License-Identifier: Apache-2.0
#include "capture/synthetic/canvas.h"

#include <algorithm>
#include <cmath>

namespace labwall {
namespace {

Ink Mix(Ink from, Ink to, int part, int whole) {
  Ink mixed = 0;
  for (const int shift : {16, 8, 0}) {
    const int a = from >> shift & 0xFF;
    const int b = to >> shift & 0xFF;
    mixed |= static_cast<Ink>(a + (b - a) * part / whole) << shift;
  }
  return mixed;
}

}  // namespace

uint64_t Dice::Next() {
  state_ += 0x9E3779B97F4A7C15;
  uint64_t mixed = state_;
  mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9;
  mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
  return mixed ^ mixed >> 31;
}

Canvas::Canvas(uint8_t* bgrx, int stride_bytes, PixelSize size)
    : bgrx_(bgrx), stride_bytes_(stride_bytes), size_(size), scale_(static_cast<float>(size.width) / kWidth) {}

// Little-endian words: 0x00RRGGBB is B, G, R, unused in memory.
uint32_t* Canvas::Row(int y) const {
  return reinterpret_cast<uint32_t*>(bgrx_ + static_cast<ptrdiff_t>(y) * stride_bytes_);
}

void Canvas::FillPixels(int left, int top, int right, int bottom, Ink colour) {
  left = std::max(left, 0);
  top = std::max(top, 0);
  right = std::min(right, size_.width);
  bottom = std::min(bottom, size_.height);
  if (left >= right) return;
  for (int y = top; y < bottom; ++y) std::fill(Row(y) + left, Row(y) + right, colour);
}

void Canvas::FillRect(float x, float y, float width, float height, Ink colour) {
  const auto pixel = [this](float coordinate) { return static_cast<int>(std::lround(coordinate * scale_)); };
  const int left = pixel(x);
  const int top = pixel(y);
  // Thin lines stay visible in small pictures.
  FillPixels(left, top, std::max(pixel(x + width), left + 1), std::max(pixel(y + height), top + 1), colour);
}

void Canvas::FillCircle(float x, float y, float radius, Ink colour) {
  const float centre_x = x * scale_;
  const float centre_y = y * scale_;
  const float r = radius * scale_;
  const int bottom = std::min(size_.height, static_cast<int>(centre_y + r) + 1);
  for (int row = std::max(0, static_cast<int>(centre_y - r)); row < bottom; ++row) {
    const float dy = static_cast<float>(row) + 0.5F - centre_y;
    if (std::abs(dy) >= r) continue;
    const float half = std::sqrt(r * r - dy * dy);
    FillPixels(static_cast<int>(std::lround(centre_x - half)), row, static_cast<int>(std::lround(centre_x + half)),
               row + 1, colour);
  }
}

void Canvas::FillGradient(Ink top, Ink bottom) {
  for (int y = 0; y < size_.height; ++y) FillPixels(0, y, size_.width, y + 1, Mix(top, bottom, y, size_.height));
}

float Canvas::Text(float x, float y, float em, int characters, Ink colour, uint64_t seed) {
  Dice dice(seed);
  const float advance = em * 0.55F;
  const bool legible = em * scale_ >= 7;
  float at = x;
  while (characters > 0) {
    const int word = std::min(dice.Between(2, 9), characters);
    characters -= word + 1;
    if (!legible) {
      FillRect(at, y + em * 0.3F, static_cast<float>(word) * advance, em * 0.42F, colour);
      at += static_cast<float>(word + 1) * advance;
      continue;
    }
    // Letters are a stem and some of three bars: no alphabet, but the texture of one.
    for (int letter = 0; letter < word; ++letter, at += advance) {
      const auto shape = static_cast<unsigned>(dice.Next() >> 32);
      const float tall = (shape & 0x30) == 0 ? 0.05F : 0.3F;
      const float stroke = em * 0.1F;
      FillRect(at, y + em * tall, stroke, em * (0.8F - tall), colour);
      if ((shape & 1) != 0) FillRect(at, y + em * 0.3F, advance * 0.75F, stroke, colour);
      if ((shape & 2) != 0) FillRect(at, y + em * 0.5F, advance * 0.65F, stroke, colour);
      if ((shape & 4) != 0) FillRect(at, y + em * 0.72F, advance * 0.75F, stroke, colour);
      if ((shape & 8) != 0) FillRect(at + advance * 0.6F, y + em * 0.35F, stroke, em * 0.45F, colour);
    }
    at += advance;
  }
  return at - x;
}

void Canvas::Pointer(float x, float y) {
  constexpr int kRows = 22;
  for (int row = 0; row < kRows; ++row) {
    const float at = y + static_cast<float>(row);
    const float width = static_cast<float>(row) * 0.7F;
    FillRect(x - 1.5F, at, width + 3, 1, 0x101010);
    if (row > 2 && row < kRows - 2) FillRect(x + 1, at, width - 2, 1, 0xF8F8F8);
  }
}

}  // namespace labwall
