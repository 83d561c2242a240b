// SPDX-License-Identifier: Apache-2.0
// What the user interface asks the GPU to draw of the wall: one entry for each tile on screen. Plain values; the
// renderer and the user interface don't know each other. Coordinates are Dear ImGui's: pixels of the window, y down.
#pragma once

#include <cstdint>
#include <vector>

#include "model/session_key.h"

namespace labwall {

struct Rect {
  float x = 0;
  float y = 0;
  float width = 0;
  float height = 0;
};

struct Colour {
  float r = 0;
  float g = 0;
  float b = 0;
  float a = 1;
};

struct TileDraw {
  SessionKey key;
  Rect tile;           // the whole card: picture and caption
  Rect picture;        // where the picture goes, letterboxed; inside `tile`
  float veil = 0;      // 0: as it is, 1: hidden under the background; for lost and locked sessions
  float opacity = 1;   // of the picture over the card, below 1 while a first one fades in; then comes the veil
  float brighten = 0;  // added to each channel, for hover
  bool selected = false;
  bool focused = false;
};

struct WallScene {
  Rect clip;  // nothing is drawn outside
  float picture_rounding = 6;
  float tile_rounding = 8;
  float selected_ring = 3;   // thickness, outside the tile
  float focused_ring = 1.5;  // thickness, outside the selected ring
  float pixel_scale = 1;     // framebuffer pixels for one coordinate
  bool blurred = false;      // privacy: of each picture only a soft impression of its colours, at any size
  Colour background;         // the wall, and what a veil is made of
  Colour card;               // caption and the picture's place while there is none
  Colour letterbox;          // beside a picture of another shape
  Colour selected_colour;
  Colour focused_colour;
  std::vector<TileDraw> tiles;
};

}  // namespace labwall
