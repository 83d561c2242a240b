// SPDX-License-Identifier: Apache-2.0
#pragma once

struct ImFont;

namespace labwall {

// The interface's two fonts. Each is a chain: Inter where it is installed, then Noto Sans, then fonts for other
// scripts, DejaVu Sans last, so that a name in any installed script shows as itself. Owned by Dear ImGui's atlas.
struct Fonts {
  ImFont* regular = nullptr;
  ImFont* semibold = nullptr;
};

// Adds the fonts to the current Dear ImGui context's atlas, and what shapes text in them (ui/shaping.h). With no font
// installed at all it uses Dear ImGui's own.
[[nodiscard]] Fonts LoadFonts();

}  // namespace labwall
