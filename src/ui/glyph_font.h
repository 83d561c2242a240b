// SPDX-License-Identifier: Apache-2.0
// A font file whose glyphs are drawn by their number, which is what shaping speaks of, and not by character. To Dear
// ImGui it is a font like the others whose characters happen to be glyph numbers: the atlas draws, keeps and drops
// them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "imgui.h"

struct FT_FaceRec_;
struct FT_LibraryRec_;
struct hb_blob_t;
struct hb_font_t;

namespace labwall {

class GlyphFont {
 public:
  // Null, and a line in the log, if the file can't be read. The library outlives the font.
  [[nodiscard]] static std::unique_ptr<GlyphFont> Open(FT_LibraryRec_* library, const std::string& path);
  ~GlyphFont();
  GlyphFont(const GlyphFont&) = delete;
  GlyphFont& operator=(const GlyphFont&) = delete;

  // Makes it a font of the atlas, whose em is `em_per_size` times the size that it is asked for; the outlines of its
  // glyphs start at the baseline. The atlas goes before this does.
  void AddTo(ImFontAtlas& atlas, float em_per_size);
  [[nodiscard]] ImFont* font() const { return font_; }

  [[nodiscard]] bool Has(uint32_t character) const;
  // For HarfBuzz, in the font's own units.
  [[nodiscard]] hb_font_t* shaping_font() const { return shaping_font_; }
  [[nodiscard]] float units_per_em() const;
  // From the highest to the lowest that its designer reckons with, in the font's own units.
  [[nodiscard]] float line_units() const;

  // The character of font() that is this glyph, moved to the right by `quarter` quarters of a pixel.
  [[nodiscard]] static ImWchar CharacterOf(uint32_t glyph, int quarter);
  [[nodiscard]] static uint32_t GlyphOf(ImWchar character);

  // How many glyphs the atlas has been given, of all sizes, since they were last dropped. They are given again as they
  // are drawn; what this frame has drawn of them stays in its texture.
  [[nodiscard]] size_t drawn_glyphs() const { return drawn_glyphs_; }
  void DropGlyphs();

 private:
  friend struct GlyphLoader;
  GlyphFont() = default;

  hb_blob_t* file_ = nullptr;
  hb_font_t* shaping_font_ = nullptr;
  FT_FaceRec_* face_ = nullptr;
  ImFont* font_ = nullptr;
  float em_per_size_ = 1;
  size_t drawn_glyphs_ = 0;
};

}  // namespace labwall
