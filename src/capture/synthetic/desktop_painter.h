// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "model/rung.h"

namespace labwall {

enum class DesktopLook { kUnknown = 0, kDocument, kEditor, kTerminal, kPhoto, kBrowser, kSheet, kLockScreen };

// Paints desktops that look worked at: wallpaper, windows, text that is being typed or scrolls by, a pointer that
// moves. For practice rooms, demonstrations and measurements. The same look, seed and frame number give the same pixels
// at the same size, and consecutive frames differ. Keeps no picture between calls, so a thousand of these cost nothing.
class DesktopPainter {
 public:
  DesktopPainter(DesktopLook look, uint64_t seed) : look_(look), seed_(seed) {}
  // A look for a working person, by the seed.
  [[nodiscard]] static DesktopLook LookFor(uint64_t seed);

  // `bgrx` has size.height rows of stride_bytes, which is a multiple of 4.
  void Paint(uint64_t frame, PixelSize size, uint8_t* bgrx, int stride_bytes) const;

 private:
  DesktopLook look_;
  uint64_t seed_;
};

}  // namespace labwall
