// SPDX-License-Identifier: Apache-2.0
// Canvas is the little that drawn desktops need: filled shapes and lines of greeked text in BGRX memory.
#pragma once

#include <cstdint>

#include "model/rung.h"

namespace labwall {

// 0xRRGGBB.
using Ink = uint32_t;

// A small reproducible stream of numbers (SplitMix64): the same seed gives the same desktop on every machine.
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed) {}
  uint64_t Next();
  // 0 to limit - 1; limit > 0.
  int Below(int limit) { return static_cast<int>(Next() % static_cast<uint64_t>(limit)); }
  // low to high, both included.
  int Between(int low, int high) { return low + Below(high - low + 1); }

 private:
  uint64_t state_;
};

// Coordinates are those of a screen kWidth wide whatever the picture's size; what lies outside is cut off. Does not own
// the pixels. Threads: one.
class Canvas {
 public:
  static constexpr float kWidth = 1600;

  Canvas(uint8_t* bgrx, int stride_bytes, PixelSize size);
  [[nodiscard]] float height() const { return static_cast<float>(size_.height) / scale_; }

  void FillRect(float x, float y, float width, float height, Ink colour);
  void FillCircle(float x, float y, float radius, Ink colour);
  // From `top` at the upper edge to `bottom` at the lower.
  void FillGradient(Ink top, Ink bottom);
  // A line that looks like text of this size: `characters` of words made up from `seed`. Gives its width.
  float Text(float x, float y, float em, int characters, Ink colour, uint64_t seed);
  // The mouse pointer, its tip here.
  void Pointer(float x, float y);

 private:
  [[nodiscard]] uint32_t* Row(int y) const;
  void FillPixels(int left, int top, int right, int bottom, Ink colour);

  uint8_t* bgrx_;
  int stride_bytes_;
  PixelSize size_;
  float scale_;  // pixels for one coordinate
};

}  // namespace labwall
