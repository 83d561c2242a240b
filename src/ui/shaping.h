// SPDX-License-Identifier: Apache-2.0
// Text whose characters can't be drawn one by one from the left: joined, reordered, with marks, from right to left.
// Which glyphs, and where, is HarfBuzz's to say; the order of the words FriBidi's (script_runs.h).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "imgui.h"
#include "ui/glyph_font.h"
#include "ui/recent_cache.h"
#include "ui/script_runs.h"

namespace labwall {

// A font file for a script, in the interface's two weights.
struct ScriptFont {
  uint32_t script = 0;  // a hb_script_t; 0 for all
  std::array<std::string, 2> paths;
};

// Positions are in pixels from the text's left end and top.
struct ShapedText {
  struct Glyph {
    ImFont* font = nullptr;
    ImWchar character = 0;  // of that font
    float x = 0;
    float y = 0;
  };
  struct Cluster {
    size_t end = 0;  // byte of the text
    float width = 0;
  };
  std::vector<Glyph> glyphs;      // from left to right
  std::vector<Cluster> clusters;  // in the text's own order; between two of them a text may be cut
  float width = 0;
  bool right_to_left = false;  // by its first letter
};

// Belongs to Dear ImGui's context, like the fonts; used by the thread that draws. Texts are such that NeedsShaping(),
// UTF-8, and one line: line breaks in them are not drawn.
class TextShaper {
 public:
  // For texts in these fonts. `fonts` are asked in their order, those of a text's own script first; a character that
  // none of them has is drawn as without shaping.
  static void Install(ImFont* regular, ImFont* semibold, std::vector<ScriptFont> fonts);
  // Null when nothing was installed where this font is.
  [[nodiscard]] static TextShaper* Of(const ImFont* font);
  ~TextShaper();

  // Valid until the next call of any of these.
  [[nodiscard]] const ShapedText& Shape(ImFont* font, float size, std::string_view text);
  // The text's beginning with an ellipsis, at most `width` wide; cut between words where that keeps more than half.
  [[nodiscard]] const std::string& Shortened(ImFont* font, float size, std::string_view text, float width);
  // How many bytes of it fit into a line, up to a space or else up to whatever can be cut there; at least one cluster.
  [[nodiscard]] size_t LineLength(ImFont* font, float size, std::string_view text, float width);

  // Nothing that a lab calls its people makes these grow beyond a bound.
  static constexpr size_t kMostDrawnGlyphs = 16'384;  // in the atlas, give or take one text's: some 20 MB
  static constexpr size_t kMostKept = 1 << 16;        // glyphs and clusters of shaped texts: twice 2 MB
  static constexpr size_t kMostKeptBytes = 1 << 18;   // of shortened texts: twice
  [[nodiscard]] size_t drawn_glyphs() const;
  [[nodiscard]] size_t kept_texts() const { return shaped_.size(); }

 private:
  struct Piece;  // what is drawn in one go: clusters of one direction, script and font

  TextShaper(ImFont* regular, ImFont* semibold, std::vector<ScriptFont> fonts);
  [[nodiscard]] ShapedText ShapeAnew(ImFont* font, float size, std::string_view text);
  [[nodiscard]] std::vector<Piece> PiecesOf(const AnalysedText& analysed, size_t weight);
  [[nodiscard]] GlyphFont* FontFor(const AnalysedText& analysed, const TextCluster& cluster, size_t weight);
  [[nodiscard]] GlyphFont* Opened(size_t index, size_t weight);
  [[nodiscard]] std::vector<GlyphFont*> AllOpened() const;
  [[nodiscard]] std::string ShortenedAnew(ImFont* font, float size, std::string_view text, float width);

  // A font is opened when a text first needs it, and is null if that failed.
  using OpenedFonts = std::vector<std::optional<std::unique_ptr<GlyphFont>>>;
  struct Weight {
    ImFont* font = nullptr;
    OpenedFonts opened;
    float em_per_size = 0;
  };
  std::unique_ptr<FT_LibraryRec_, int (*)(FT_LibraryRec_*)> library_;
  const std::vector<ScriptFont> script_fonts_;
  std::array<Weight, 2> weights_;
  RecentCache<ShapedText> shaped_{kMostKept};
  RecentCache<std::string> shortened_{kMostKeptBytes};
};

// Draws it with its left end and top at `pos`, which is in whole pixels.
void DrawShaped(ImDrawList* list, const ShapedText& text, float size, ImVec2 pos, uint32_t colour);

}  // namespace labwall
