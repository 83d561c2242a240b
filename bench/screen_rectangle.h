// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/pixel_rect.h"

struct _XDisplay;

namespace labwall {

// A rectangle above all else on an X screen, gone with this object. Threads: one at a time.
class ScreenRectangle {
 public:
  // As ":7" and the file with its cookie. Without a place it is a sixteenth of the screen, right of its middle.
  ScreenRectangle(const std::string& display, const std::string& cookie_file, std::optional<PixelRect> place = {});
  ~ScreenRectangle();
  ScreenRectangle(const ScreenRectangle&) = delete;
  ScreenRectangle& operator=(const ScreenRectangle&) = delete;

  // False when the display could not be opened; then nothing else may be called.
  [[nodiscard]] bool there() const { return display_ != nullptr; }
  // The X server has painted it when this returns.
  void Paint(uint8_t red, uint8_t green, uint8_t blue);
  // The same for a part of it, in one colour.
  void PaintPart(const PixelRect& part, uint8_t red, uint8_t green, uint8_t blue);
  // A picture as large as the rectangle: rows of B, G, R and an unused byte, without padding. The screen changes at
  // once, as with a toolkit that draws into a buffer and then shows it.
  void PaintPicture(const std::vector<uint8_t>& bgrx);

 private:
  _XDisplay* display_;
  unsigned long window_ = 0;
  PixelSize size_;
};

}  // namespace labwall
