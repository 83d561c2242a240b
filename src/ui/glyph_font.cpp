// SPDX-License-Identifier: Apache-2.0
#include "ui/glyph_font.h"

#include <ft2build.h>
#include <hb.h>

#include <cstring>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

#include "base/log.h"
#include "imgui_internal.h"

namespace labwall {
namespace {

// Dear ImGui gives the first characters of a font a meaning: a space is not drawn, a tab is made of spaces.
constexpr uint32_t kFirstGlyph = 0x100;
constexpr uint32_t kQuarters = 4;

constexpr FT_Pos kFixedPoint = 64;  // FreeType's pixels are in 64ths

}  // namespace

// What Dear ImGui calls for these fonts.
struct GlyphLoader {
  // Dear ImGui copies what a font is made of; here that is a pointer.
  static GlyphFont& Of(const ImFontConfig* source) {
    GlyphFont* font = nullptr;
    std::memcpy(&font, source->FontData, sizeof font);
    return *font;
  }

  static bool Contains(ImFontAtlas* /*atlas*/, ImFontConfig* source, ImWchar character) {
    const auto glyphs = static_cast<uint32_t>(Of(source).face_->num_glyphs);
    return character >= kFirstGlyph && GlyphFont::GlyphOf(character) < glyphs;
  }

  static bool Load(ImFontAtlas* atlas, ImFontConfig* source, ImFontBaked* baked, void* /*data*/, ImWchar character,
                   ImFontGlyph* glyph, float* advance) {
    if (!Contains(atlas, source, character)) return false;
    if (advance != nullptr) *advance = 0;  // shaping has them
    if (glyph == nullptr) return true;
    GlyphFont& font = Of(source);
    const float density = source->RasterizerDensity * baked->RasterizerDensity;
    const float em = baked->Size * density * font.em_per_size_;
    const FT_UInt index = GlyphFont::GlyphOf(character);
    const auto quarter = static_cast<FT_Pos>((character - kFirstGlyph) % kQuarters);
    if (FT_Set_Char_Size(font.face_, 0, static_cast<FT_F26Dot6>(em * kFixedPoint), 0, 0) != 0 ||
        FT_Load_Glyph(font.face_, index, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) != 0) {
      return false;
    }
    const FT_GlyphSlot slot = font.face_->glyph;
    if (slot->format != FT_GLYPH_FORMAT_OUTLINE) return false;
    FT_Outline_Translate(&slot->outline, quarter * kFixedPoint / FT_Pos{kQuarters}, 0);
    if (FT_Render_Glyph(slot, FT_RENDER_MODE_NORMAL) != 0) return false;
    ++font.drawn_glyphs_;
    return slot->bitmap.width == 0 || slot->bitmap.rows == 0 || Keep(*atlas, *source, *baked, *slot, density, *glyph);
  }

  static bool Keep(ImFontAtlas& atlas, ImFontConfig& source, ImFontBaked& baked, const FT_GlyphSlotRec& slot,
                   float density, ImFontGlyph& glyph) {
    const auto width = static_cast<int>(slot.bitmap.width);
    const auto height = static_cast<int>(slot.bitmap.rows);
    const ImFontAtlasRectId id = ImFontAtlasPackAddRect(&atlas, width, height);
    if (id == ImFontAtlasRectId_Invalid) return false;
    glyph.X0 = static_cast<float>(slot.bitmap_left) / density;
    glyph.Y0 = static_cast<float>(-slot.bitmap_top) / density;
    glyph.X1 = glyph.X0 + static_cast<float>(width) / density;
    glyph.Y1 = glyph.Y0 + static_cast<float>(height) / density;
    glyph.Visible = true;
    glyph.PackId = id;
    ImFontAtlasBakedSetFontGlyphBitmap(&atlas, &baked, &source, &glyph, ImFontAtlasPackGetRect(&atlas, id),
                                       slot.bitmap.buffer, ImTextureFormat_Alpha8, slot.bitmap.pitch);
    return true;
  }

  static const ImFontLoader* Get() {
    static const ImFontLoader loader = [] {
      ImFontLoader made;
      made.Name = "glyphs by number";
      made.FontSrcContainsGlyph = &Contains;
      made.FontBakedLoadGlyph = &Load;
      return made;
    }();
    return &loader;
  }
};

std::unique_ptr<GlyphFont> GlyphFont::Open(FT_LibraryRec_* library, const std::string& path) {
  std::unique_ptr<GlyphFont> font(new GlyphFont);
  font->file_ = hb_blob_create_from_file_or_fail(path.c_str());
  unsigned bytes = 0;
  const char* data = font->file_ != nullptr ? hb_blob_get_data(font->file_, &bytes) : nullptr;
  if (data == nullptr || FT_New_Memory_Face(library, reinterpret_cast<const FT_Byte*>(data),
                                            static_cast<FT_Long>(bytes), 0, &font->face_) != 0) {
    LogWarning("the font {} can't be read; going on without it", path);
    return nullptr;
  }
  hb_face_t* const face = hb_face_create(font->file_, 0);
  font->shaping_font_ = hb_font_create(face);
  hb_face_destroy(face);
  return font;
}

GlyphFont::~GlyphFont() {
  hb_font_destroy(shaping_font_);
  if (face_ != nullptr) FT_Done_Face(face_);
  hb_blob_destroy(file_);
}

void GlyphFont::AddTo(ImFontAtlas& atlas, float em_per_size) {
  em_per_size_ = em_per_size;
  GlyphFont* self = this;
  ImFontConfig config;
  config.FontLoader = GlyphLoader::Get();
  config.FontData = &self;
  config.FontDataSize = sizeof self;
  config.FontDataOwnedByAtlas = false;
  font_ = atlas.AddFont(&config);
}

bool GlyphFont::Has(uint32_t character) const {
  hb_codepoint_t glyph = 0;
  return hb_font_get_nominal_glyph(shaping_font_, character, &glyph) != 0;
}

float GlyphFont::units_per_em() const { return static_cast<float>(hb_face_get_upem(hb_font_get_face(shaping_font_))); }
float GlyphFont::line_units() const { return static_cast<float>(face_->ascender - face_->descender); }

void GlyphFont::DropGlyphs() {
  ImFontAtlasFontDiscardBakes(font_->ContainerAtlas, font_, 0);
  drawn_glyphs_ = 0;
}

ImWchar GlyphFont::CharacterOf(uint32_t glyph, int quarter) {
  return kFirstGlyph + glyph * kQuarters + static_cast<uint32_t>(quarter);
}
uint32_t GlyphFont::GlyphOf(ImWchar character) { return (character - kFirstGlyph) / kQuarters; }

}  // namespace labwall
