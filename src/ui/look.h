// SPDX-License-Identifier: Apache-2.0
// Look is how Labwall looks: colours, type sizes, and Dear ImGui's style made of them.
#pragma once

#include <cstdint>

#include "model/wall_scene.h"
#include "ui/fonts.h"
#include "ui/wall_ui.h"

namespace labwall {

struct Palette {
  Colour background;  // the wall
  Colour surface;     // bars, panels, captions
  Colour raised;      // menus, cards, fields, buttons
  Colour hairline;
  Colour letterbox;
  Colour text;
  Colour dim_text;
  Colour accent;
  Colour on_accent;
  Colour ok;
  Colour warn;
  Colour bad;
  Colour held;
};

[[nodiscard]] const Palette& PaletteOf(Theme theme);

// WCAG 2's contrast ratio of two opaque colours, 1 to 21.
[[nodiscard]] double ContrastRatio(const Colour& a, const Colour& b);

// Dear ImGui's packed colour, with the alpha multiplied.
[[nodiscard]] uint32_t Packed(const Colour& colour, float alpha = 1);

// Type sizes at scale 1.
inline constexpr float kSmallText = 12;
inline constexpr float kBodyText = 13.5f;
inline constexpr float kLargeText = 15;

struct Look {
  Theme theme = Theme::kDark;
  Palette palette;
  Fonts fonts;
  float scale = 1;

  // Lengths are designed at scale 1; the result is in whole pixels, at least one for what is not nothing.
  [[nodiscard]] float px(float length) const;
};

// Sets the current context's ImGuiStyle.
void ApplyStyle(const Look& look);

}  // namespace labwall
