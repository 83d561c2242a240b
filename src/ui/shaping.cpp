// SPDX-License-Identifier: Apache-2.0
#include "ui/shaping.h"

#include <ft2build.h>
#include <hb.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include FT_FREETYPE_H

#include "imgui_internal.h"

namespace labwall {
namespace {

constexpr std::string_view kEllipsis = "\xE2\x80\xA6";
constexpr float kUsualEmPerSize = 0.83f;

struct DestroyBuffer {
  void operator()(hb_buffer_t* buffer) const { hb_buffer_destroy(buffer); }
};
using Buffer = std::unique_ptr<hb_buffer_t, DestroyBuffer>;

std::string KeyOf(const ImFont* font, float size, float width, std::string_view text) {
  std::string key;
  key.reserve(sizeof font + sizeof size + sizeof width + text.size());
  key.append(reinterpret_cast<const char*>(&font), sizeof font);
  key.append(reinterpret_cast<const char*>(&size), sizeof size);
  key.append(reinterpret_cast<const char*>(&width), sizeof width);
  return key.append(text);
}

float WidthUnshaped(ImFont* font, float size, std::string_view text) {
  return font->CalcTextSizeA(size, FLT_MAX, 0, text.data(), text.data() + text.size()).x;
}

const ImFontGlyph& GlyphOf(const ShapedText::Glyph& placed, float size) {
  return *placed.font->GetFontBaked(size)->FindGlyph(placed.character);
}

// Puts glyphs one after the other from the left, and remembers how wide each cluster of the text came out.
class Line {
 public:
  Line(const AnalysedText& analysed, ImFont* chain, float size)
      : analysed_(analysed),
        chain_(chain),
        size_(size),
        baked_scale_(size / chain->GetFontBaked(size)->Size),
        baseline_(std::round(chain->GetFontBaked(size)->Ascent * baked_scale_)),
        widths_(analysed.characters.size()),
        begins_cluster_(analysed.characters.size()) {
    text_.right_to_left = analysed.right_to_left;
  }

  // As today: each character by itself, from Dear ImGui's font.
  void AddUnshaped(const TextCluster& cluster) {
    begins_cluster_[cluster.begin] = true;
    for (size_t i = cluster.begin; i < cluster.end; ++i) {
      const uint32_t c = analysed_.characters[i];
      if (c == '\n' || c == '\r' || IsUnseen(c)) continue;
      const uint32_t shown = cluster.level % 2 != 0 ? Mirrored(c) : c;
      text_.glyphs.push_back({chain_, shown, text_.width, 0});
      Advance(cluster.begin, chain_->GetFontBaked(size_)->GetCharAdvance(shown) * baked_scale_);
    }
  }

  void AddShaped(const GlyphFont& font, float em, size_t begin, size_t end, bool right_to_left, uint32_t script) {
    const Buffer buffer(hb_buffer_create());
    // The whole text is context: letters join across a change of font.
    hb_buffer_add_codepoints(buffer.get(), analysed_.characters.data(), static_cast<int>(analysed_.characters.size()),
                             static_cast<unsigned>(begin), static_cast<int>(end - begin));
    hb_buffer_set_direction(buffer.get(), right_to_left ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    hb_buffer_set_script(buffer.get(), static_cast<hb_script_t>(script));
    hb_buffer_set_language(buffer.get(), hb_language_get_default());
    hb_shape(font.shaping_font(), buffer.get(), nullptr, 0);
    unsigned count = 0;
    const hb_glyph_info_t* infos = hb_buffer_get_glyph_infos(buffer.get(), &count);
    const hb_glyph_position_t* positions = hb_buffer_get_glyph_positions(buffer.get(), nullptr);
    const float scale = em / font.units_per_em();
    for (unsigned i = 0; i < count; ++i) {
      begins_cluster_[infos[i].cluster] = true;
      Place(font, infos[i].codepoint, static_cast<float>(positions[i].x_offset) * scale,
            static_cast<float>(positions[i].y_offset) * scale);
      Advance(infos[i].cluster, static_cast<float>(positions[i].x_advance) * scale);
    }
  }

  [[nodiscard]] ShapedText Finish() {
    for (size_t i = 0; i < widths_.size(); ++i) {
      const bool bound = i > 0 && BindsNext(analysed_.characters[i - 1]);
      if (text_.clusters.empty() || (begins_cluster_[i] && !bound)) text_.clusters.emplace_back();
      text_.clusters.back().end = analysed_.byte_ends[i];
      text_.clusters.back().width += widths_[i];
    }
    return std::move(text_);
  }

 private:
  // Small text is sharp where its outlines were drawn for the place on the pixel grid that they have.
  void Place(const GlyphFont& font, uint32_t glyph, float right, float up) {
    if (std::abs(up) > size_) return;  // a tower of marks would stand on what others have drawn
    const auto quarters = static_cast<int>(std::floor((text_.width + right) * 4 + 0.5f));
    const int pixel = quarters >= 0 ? quarters / 4 : (quarters - 3) / 4;
    text_.glyphs.push_back({font.font(), GlyphFont::CharacterOf(glyph, quarters - pixel * 4), static_cast<float>(pixel),
                            baseline_ - std::round(up)});
  }
  void Advance(size_t character, float width) {
    text_.width += width;
    widths_[character] += width;
  }

  const AnalysedText& analysed_;
  ImFont* const chain_;
  const float size_;
  const float baked_scale_;
  const float baseline_;
  ShapedText text_;
  std::vector<float> widths_;
  std::vector<bool> begins_cluster_;
};

}  // namespace

struct TextShaper::Piece {
  GlyphFont* font = nullptr;  // null: the interface's own, unshaped
  uint8_t level = 0;
  uint32_t script = 0;
  size_t begin = 0;  // of the text's clusters
  size_t end = 0;

  [[nodiscard]] bool GoesOnWith(const Piece& next) const {
    return font == next.font && level == next.level && (font == nullptr || script == next.script);
  }
};

void TextShaper::Install(ImFont* regular, ImFont* semibold, std::vector<ScriptFont> fonts) {
  auto* const shaper = new TextShaper(regular, semibold, std::move(fonts));
  regular->ContainerAtlas->UserData = shaper;
  // Dear ImGui has no owner for a user's data but the context's end, which comes after the atlas's.
  ImGuiContextHook end;
  end.Type = ImGuiContextHookType_Shutdown;
  end.UserData = shaper;
  end.Callback = [](ImGuiContext* /*context*/, ImGuiContextHook* hook) {
    delete static_cast<TextShaper*>(hook->UserData);
  };
  ImGui::AddContextHook(ImGui::GetCurrentContext(), &end);
}

TextShaper* TextShaper::Of(const ImFont* font) { return static_cast<TextShaper*>(font->ContainerAtlas->UserData); }

TextShaper::TextShaper(ImFont* regular, ImFont* semibold, std::vector<ScriptFont> fonts)
    : library_(nullptr, FT_Done_FreeType), script_fonts_(std::move(fonts)) {
  FT_Library library = nullptr;
  if (FT_Init_FreeType(&library) == 0) library_.reset(library);
  const auto for_all =
      std::find_if(script_fonts_.begin(), script_fonts_.end(), [](const ScriptFont& font) { return font.script == 0; });
  for (size_t i = 0; i < weights_.size(); ++i) {
    weights_[i].font = i == 0 ? regular : semibold;
    weights_[i].opened.resize(script_fonts_.size());
    weights_[i].em_per_size = kUsualEmPerSize;
    if (library_ == nullptr || for_all == script_fonts_.end()) continue;
    // Letters of all scripts are as large as those of the interface's main font: what Dear ImGui calls a font's size is
    // its line, and lines differ.
    if (const auto main = GlyphFont::Open(library, for_all->paths[i]); main != nullptr && main->line_units() > 0) {
      weights_[i].em_per_size = main->units_per_em() / main->line_units();
    }
  }
}

TextShaper::~TextShaper() = default;

GlyphFont* TextShaper::Opened(size_t index, size_t weight) {
  std::optional<std::unique_ptr<GlyphFont>>& opened = weights_[weight].opened[index];
  ImFontAtlas& atlas = *weights_[weight].font->ContainerAtlas;
  if (!opened && library_ != nullptr && !atlas.Locked) {
    opened = GlyphFont::Open(library_.get(), script_fonts_[index].paths[weight]);
    if (*opened != nullptr) (*opened)->AddTo(atlas, weights_[weight].em_per_size);
  }
  return opened ? opened->get() : nullptr;
}

std::vector<GlyphFont*> TextShaper::AllOpened() const {
  std::vector<GlyphFont*> fonts;
  for (const Weight& weight : weights_) {
    for (const auto& opened : weight.opened) {
      if (opened && *opened != nullptr) fonts.push_back(opened->get());
    }
  }
  return fonts;
}

size_t TextShaper::drawn_glyphs() const {
  size_t count = 0;
  for (const GlyphFont* font : AllOpened()) count += font->drawn_glyphs();
  return count;
}

GlyphFont* TextShaper::FontFor(const AnalysedText& analysed, const TextCluster& cluster, size_t weight) {
  if (!cluster.shaped) return nullptr;
  const auto begin = analysed.characters.begin() + static_cast<ptrdiff_t>(cluster.begin);
  const auto end = analysed.characters.begin() + static_cast<ptrdiff_t>(cluster.end);
  for (size_t i = 0; i < script_fonts_.size(); ++i) {
    if (script_fonts_[i].script != cluster.script && script_fonts_[i].script != 0) continue;
    GlyphFont* const font = Opened(i, weight);
    if (font == nullptr) continue;
    if (std::all_of(begin, end, [&](uint32_t c) { return IsUnseen(c) || font->Has(c); })) return font;
  }
  return nullptr;
}

std::vector<TextShaper::Piece> TextShaper::PiecesOf(const AnalysedText& analysed, size_t weight) {
  std::vector<Piece> pieces;
  for (size_t i = 0; i < analysed.clusters.size(); ++i) {
    const TextCluster& cluster = analysed.clusters[i];
    const Piece piece{FontFor(analysed, cluster, weight), cluster.level, cluster.script, i, i + 1};
    if (!pieces.empty() && pieces.back().GoesOnWith(piece)) {
      pieces.back().end = piece.end;
    } else {
      pieces.push_back(piece);
    }
  }
  return pieces;
}

ShapedText TextShaper::ShapeAnew(ImFont* font, float size, std::string_view text) {
  const size_t weight = font == weights_[1].font ? 1 : 0;
  const AnalysedText analysed = AnalyseText(text);
  const std::vector<Piece> pieces = PiecesOf(analysed, weight);
  std::vector<uint8_t> levels;
  for (const Piece& piece : pieces) levels.push_back(piece.level);
  Line line(analysed, font, size);
  for (const size_t index : VisualOrder(levels)) {
    const Piece& piece = pieces[index];
    const bool right_to_left = piece.level % 2 != 0;
    if (piece.font != nullptr) {
      line.AddShaped(*piece.font, size * weights_[weight].em_per_size, analysed.clusters[piece.begin].begin,
                     analysed.clusters[piece.end - 1].end, right_to_left, piece.script);
      continue;
    }
    for (size_t i = piece.begin; i < piece.end; ++i) {
      line.AddUnshaped(analysed.clusters[right_to_left ? piece.begin + piece.end - 1 - i : i]);
    }
  }
  return line.Finish();
}

const ShapedText& TextShaper::Shape(ImFont* font, float size, std::string_view text) {
  const std::string key = KeyOf(font, size, 0, text);
  if (const ShapedText* known = shaped_.Find(key)) return *known;
  // Only a new text brings new glyphs.
  if (drawn_glyphs() > kMostDrawnGlyphs) {
    for (GlyphFont* opened : AllOpened()) opened->DropGlyphs();
  }
  ShapedText shaped = ShapeAnew(font, size, text);
  const size_t weight = shaped.glyphs.size() + shaped.clusters.size() + 1;
  return shaped_.Add(key, std::move(shaped), weight);
}

std::string TextShaper::ShortenedAnew(ImFont* font, float size, std::string_view text, float width) {
  const std::vector<ShapedText::Cluster> clusters = Shape(font, size, text).clusters;
  float room = width - WidthUnshaped(font, size, kEllipsis);
  if (room <= 0) return {};
  size_t count = 0;
  for (; count < clusters.size() && clusters[count].width <= room; ++count) room -= clusters[count].width;
  // The last letter takes another form where the text ends, which may be a wider one.
  for (;; --count) {
    std::string_view kept = text.substr(0, count == 0 ? 0 : clusters[count - 1].end);
    const size_t space = kept.rfind(' ');
    if (space != std::string_view::npos && space * 2 > kept.size()) kept = kept.substr(0, space);
    while (!kept.empty() && kept.back() == ' ') kept.remove_suffix(1);
    std::string shortened = std::string(kept) + std::string(kEllipsis);
    const float needed =
        NeedsShaping(shortened) ? Shape(font, size, shortened).width : WidthUnshaped(font, size, shortened);
    if (count == 0 || needed <= width) return shortened;
  }
}

const std::string& TextShaper::Shortened(ImFont* font, float size, std::string_view text, float width) {
  const std::string key = KeyOf(font, size, width, text);
  if (const std::string* known = shortened_.Find(key)) return *known;
  return shortened_.Add(key, ShortenedAnew(font, size, text, width), key.size());
}

size_t TextShaper::LineLength(ImFont* font, float size, std::string_view text, float width) {
  size_t end = 0;
  size_t after_word = 0;
  float used = 0;
  for (const ShapedText::Cluster& cluster : Shape(font, size, text).clusters) {
    const bool is_space = text[end] == ' ';
    if (is_space) after_word = end;
    used += cluster.width;
    if (end > 0 && used > width && !is_space) return after_word > 0 ? after_word : end;
    end = cluster.end;
  }
  return std::max(end, size_t{1});
}

void DrawShaped(ImDrawList* list, const ShapedText& text, float size, ImVec2 pos, uint32_t colour) {
  if ((colour & IM_COL32_A_MASK) == 0) return;
  // First all are loaded: that may give the atlas a new texture, and every glyph another place in it.
  int count = 0;
  for (const ShapedText::Glyph& placed : text.glyphs) count += GlyphOf(placed, size).Visible ? 1 : 0;
  if (count == 0) return;
  list->PrimReserve(count * 6, count * 4);
  for (const ShapedText::Glyph& placed : text.glyphs) {
    const ImFontGlyph& glyph = GlyphOf(placed, size);
    if (!glyph.Visible) continue;
    const float scale = size / placed.font->GetFontBaked(size)->Size;
    const ImVec2 origin(pos.x + placed.x, pos.y + placed.y);
    list->PrimRectUV({origin.x + glyph.X0 * scale, origin.y + glyph.Y0 * scale},
                     {origin.x + glyph.X1 * scale, origin.y + glyph.Y1 * scale}, {glyph.U0, glyph.V0},
                     {glyph.U1, glyph.V1}, colour);
  }
}

}  // namespace labwall
