// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

struct _XDisplay;

namespace labwall {

// A rectangle above all else on an X screen, gone with this object. Threads: one at a time.
class ScreenRectangle {
 public:
  // As ":7" and the file with its cookie.
  ScreenRectangle(const std::string& display, const std::string& cookie_file);
  ~ScreenRectangle();
  ScreenRectangle(const ScreenRectangle&) = delete;
  ScreenRectangle& operator=(const ScreenRectangle&) = delete;

  // False when the display could not be opened; then nothing else may be called.
  [[nodiscard]] bool there() const { return display_ != nullptr; }
  // The X server has painted it when this returns.
  void Paint(uint8_t red, uint8_t green, uint8_t blue);

 private:
  _XDisplay* display_;
  unsigned long window_ = 0;
};

}  // namespace labwall
