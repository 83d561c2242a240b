// SPDX-License-Identifier: Apache-2.0
// What is written and drawn over one tile's picture and card. The picture, the card and the rings are the scene's.
#pragma once

#include "imgui.h"
#include "ui/icons.h"
#include "ui/ui_state.h"
#include "ui/wall_layout.h"

namespace labwall {

[[nodiscard]] uint32_t GlyphColour(const Palette& palette, StateGlyph glyph);

// Captions have two lines, one line, or just the glyph.
[[nodiscard]] CaptionMetrics CaptionsOf(const Look& look);

struct TileStatus {
  Rect tile;
  Rect picture;
  PictureInfo info;
  bool selected = false;
  bool hovered = false;
};

// The box of the check badge, in the picture's corner. Empty on tiles too small for one.
[[nodiscard]] Rect BadgeRect(const Look& look, const Rect& picture);

// How the picture is to be shown: see TileDraw.
struct PictureShade {
  float veil = 0;
  float opacity = 1;
};

// Draws caption, overlay, badge and what became of a command.
PictureShade DrawTile(Frame& frame, ImDrawList* list, const ShownSession& shown, const TileStatus& status);
// The same for a picture without caption and badge.
PictureShade DrawLargePicture(Frame& frame, ImDrawList* list, const ShownSession& shown, const TileStatus& status);

}  // namespace labwall
