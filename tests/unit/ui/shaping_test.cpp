// SPDX-License-Identifier: Apache-2.0
// Names in scripts that are joined, reordered or read from the right, drawn with the fonts that Debian has for them.
#include "ui/shaping.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cfloat>
#include <cstring>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "imgui_internal.h"
#include "ui/fonts.h"
#include "ui/phrases.h"
#include "ui/script_runs.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace labwall {
namespace {

constexpr float kSize = 15;

class ShapingTest : public testing::Test {
 protected:
  ShapingTest() : context_(ImGui::CreateContext()) {
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    io.DisplaySize = {800, 600};
    io.DeltaTime = 1.0f / 60;
    fonts_ = LoadFonts();
    type_ = {fonts_.regular, kSize};
    ImGui::NewFrame();
  }
  ~ShapingTest() override { ImGui::DestroyContext(context_); }

  void NextFrame() {
    ImGui::Render();
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
      const bool gone = texture->Status == ImTextureStatus_WantDestroy;
      texture->SetTexID(gone ? ImTextureID_Invalid : 1);
      texture->SetStatus(gone ? ImTextureStatus_Destroyed : ImTextureStatus_OK);
    }
    ImGui::NewFrame();
  }

  TextShaper& shaper() { return *TextShaper::Of(fonts_.regular); }
  ShapedText Shape(std::string_view text) { return shaper().Shape(fonts_.regular, kSize, text); }
  // From left to right: glyph numbers of what was shaped, characters of what was not.
  std::vector<uint32_t> Glyphs(std::string_view text) {
    std::vector<uint32_t> glyphs;
    for (const ShapedText::Glyph& glyph : Shape(text).glyphs) {
      const bool shaped = glyph.font != fonts_.regular;
      glyphs.push_back(shaped ? GlyphFont::GlyphOf(glyph.character) : glyph.character);
    }
    return glyphs;
  }
  float PlaceOf(const ShapedText& text, ImWchar character) {
    for (const ShapedText::Glyph& glyph : text.glyphs) {
      if (glyph.font == fonts_.regular && glyph.character == character) return glyph.x;
    }
    ADD_FAILURE() << "there is no " << character;
    return 0;
  }
  // How far to the right anything is that was shaped.
  float EndOfShaped(const ShapedText& text) {
    float end = 0;
    for (const ShapedText::Glyph& glyph : text.glyphs) {
      if (glyph.font != fonts_.regular) end = std::max(end, glyph.x);
    }
    return end;
  }

  ImGuiContext* const context_;
  Fonts fonts_;
  Type type_;
};

TEST_F(ShapingTest, HebrewStandsFromRightToLeft) {
  std::vector<uint32_t> letters;
  for (const char* letter : {"ם", "ו", "ל", "ש"}) letters.push_back(Glyphs(letter).at(0));
  EXPECT_EQ(Glyphs("שלום"), letters);
  const ShapedText text = Shape("שלום");
  EXPECT_TRUE(text.right_to_left);
  for (size_t i = 1; i < text.glyphs.size(); ++i) EXPECT_GT(text.glyphs[i].x, text.glyphs[i - 1].x);
}

TEST_F(ShapingTest, HebrewPointsStandOnTheirLetters) {
  EXPECT_EQ(Shape("שָׁלוֹם").clusters.size(), 4u);
  EXPECT_NEAR(Shape("שָׁלוֹם").width, Shape("שלום").width, 1);
}

TEST_F(ShapingTest, ArabicLettersAreJoined) {
  float apart = 0;
  std::vector<uint32_t> isolated;
  for (const char* letter : {"ا", "ب", "ح", "ر", "م"}) {
    apart += Shape(letter).width;
    isolated.push_back(Glyphs(letter).at(0));
  }
  const std::vector<uint32_t> joined = Glyphs("مرحبا");
  ASSERT_EQ(joined.size(), isolated.size());
  EXPECT_NE(joined[4], isolated[4]) << "meem has an initial form";
  EXPECT_NE(joined[1], isolated[1]) << "beh has a medial form";
  EXPECT_LT(Shape("مرحبا").width, apart);
}

TEST_F(ShapingTest, AJoinerThatIsPartOfTheSpellingIsHeeded) { EXPECT_NE(Glyphs("می‌خ"), Glyphs("میخ")); }

TEST_F(ShapingTest, DevanagariIsReorderedAndLigated) {
  const uint32_t ha = Glyphs("ह").at(0);
  const std::vector<uint32_t> hi = Glyphs("हि");
  ASSERT_EQ(hi.size(), 2u);
  EXPECT_EQ(hi[1], ha) << "the vowel sign stands before the consonant that it is written after";
  EXPECT_EQ(Glyphs("क्ष").size(), 1u) << "three characters, one shape";
  EXPECT_EQ(Shape("हिन्दी").clusters.size(), 2u) << "hi, ndī";
}

TEST_F(ShapingTest, AnAccentThatStandsApartIsPutOnItsLetter) {
  EXPECT_NEAR(Shape("Zoe\u0301").width, WidthOf(type_, "Zoé"), 0.5f);
  EXPECT_EQ(Shape("Zoe\u0301").clusters.size(), 3u);
}

TEST_F(ShapingTest, LatinNamesAndNumbersKeepTheirOrderAmongArabic) {
  const ShapedText text = Shape("PC-07 محمد 12");
  EXPECT_LT(PlaceOf(text, 'P'), PlaceOf(text, 'C'));
  EXPECT_LT(PlaceOf(text, '0'), PlaceOf(text, '7'));
  EXPECT_LT(PlaceOf(text, '7'), PlaceOf(text, '1')) << "a number after an Arabic word is read after it, from the right";
  EXPECT_LT(PlaceOf(text, '1'), PlaceOf(text, '2'));
  EXPECT_LT(PlaceOf(text, '2'), EndOfShaped(text));
}

TEST_F(ShapingTest, BracketsFaceWhatTheyHold) {
  const ShapedText text = Shape("(محمد)");
  EXPECT_LT(PlaceOf(text, '('), PlaceOf(text, ')'));
}

TEST_F(ShapingTest, ANameDoesNotReorderWhatIsAroundIt) {
  for (const char* name : {"محمد", "שלום", "محمد \u202E"}) {
    SCOPED_TRACE(name);
    const ShapedText text = Shape(Phrase("PC {0} 12 x", std::string(name)));
    EXPECT_GT(PlaceOf(text, '1'), EndOfShaped(text));
    EXPECT_GT(PlaceOf(text, 'x'), PlaceOf(text, '2'));
  }
  const ShapedText person = Shape(PersonInWords("x7", "محمد"));
  EXPECT_GT(PlaceOf(person, 'x'), EndOfShaped(person)) << "the interface is read from the left";
  EXPECT_EQ(Isolated("Ирина"), "Ирина");
}

TEST_F(ShapingTest, TheSemiboldIsBolder) {
  EXPECT_GT(shaper().Shape(fonts_.semibold, kSize, "عائشة رحمن").width, Shape("عائشة رحمن").width);
}

TEST_F(ShapingTest, AllScriptsHaveTheirGlyphs) {
  for (const char* name :
       {"שלום",  "محمد", "ܫܠܡܐ",   "ދިވެހި",  "ߒߞߏ", "हिन्दी", "বাংলা", "ਪੰਜਾਬੀ", "ગુજરાતી", "ଓଡ଼ିଆ",   "தமிழ்",
        "తెలుగు", "ಕನ್ನಡ", "മലയാളം", "සිංහල", "ไทย", "ລາວ",   "བོད",    "မြန်မာ", "ខ្មែរ",   "ᠮᠣᠩᠭᠣᠯ"}) {
    for (ImFont* font : {fonts_.regular, fonts_.semibold}) {
      for (const ShapedText::Glyph& glyph : shaper().Shape(font, kSize, name).glyphs) {
        EXPECT_NE(glyph.font, font) << name << " is not shaped";
        EXPECT_NE(GlyphFont::GlyphOf(glyph.character), 0u) << name;
      }
    }
  }
}

TEST_F(ShapingTest, AFontThatIsNotThereLeavesTheCharactersAsTheyWere) {
  TextShaper::Install(fonts_.regular, fonts_.semibold, {{0, {"/nowhere/Font.ttf", "/nowhere/Font.ttf"}}});
  const std::vector<uint32_t> from_the_right = {U'ם', U'ו', U'ל', U'ש'};
  EXPECT_EQ(Glyphs("שלום"), from_the_right);
  EXPECT_FLOAT_EQ(WidthOf(type_, "שלום"), fonts_.regular->CalcTextSizeA(kSize, FLT_MAX, 0, "שלום").x);
}

TEST_F(ShapingTest, PlainTextIsDrawnAsDearImGuiDoes) {
  ImDrawList* const list = ImGui::GetForegroundDrawList();
  for (const char* text : {"Zoé Lambert", "Ирина Соколова", "Νίκος", "佐藤", "a \xff b", "PC-07…"}) {
    SCOPED_TRACE(text);
    const int start = list->VtxBuffer.Size;
    DrawText(list, type_, {10, 20}, 0xFF00FF00, text);
    const int middle = list->VtxBuffer.Size;
    list->AddText(type_.font, type_.size, {10, 20}, 0xFF00FF00, text);
    ASSERT_GT(middle, start);
    ASSERT_EQ(list->VtxBuffer.Size - middle, middle - start);
    EXPECT_EQ(std::memcmp(&list->VtxBuffer[start], &list->VtxBuffer[middle],
                          static_cast<size_t>(middle - start) * sizeof(ImDrawVert)),
              0);
    EXPECT_FLOAT_EQ(WidthOf(type_, text), fonts_.regular->CalcTextSizeA(kSize, FLT_MAX, 0, text).x);
  }
  EXPECT_EQ(shaper().kept_texts(), 0u);
}

TEST_F(ShapingTest, EachGlyphIsDrawnOnceWithinTheText) {
  ImDrawList* const list = ImGui::GetForegroundDrawList();
  const int start = list->VtxBuffer.Size;
  DrawText(list, type_, {10.4f, 20}, 0xFF00FF00, "عائشة رحمن");
  EXPECT_EQ((list->VtxBuffer.Size - start) % 4, 0);
  const ShapedText text = Shape("عائشة رحمن");
  EXPECT_GE((list->VtxBuffer.Size - start) / 4, 9) << "a space is not drawn";
  for (int i = start; i < list->VtxBuffer.Size; ++i) {
    const ImDrawVert& vertex = list->VtxBuffer[i];
    EXPECT_GE(vertex.pos.x, 10 - 2);
    EXPECT_LE(vertex.pos.x, 10 + text.width + 2);
    EXPECT_GE(vertex.pos.y, 20 - 2);
    EXPECT_LE(vertex.pos.y, 20 + kSize + 3);
    EXPECT_EQ(vertex.col, 0xFF00FF00);
    EXPECT_TRUE(vertex.uv.x >= 0 && vertex.uv.x < 1 && vertex.uv.y >= 0 && vertex.uv.y < 1);
  }
}

TEST_F(ShapingTest, TheWidthIsThatOfItsClusters) {
  for (const char* text : {"PC-07 محمد 12", "हिन्दी प्रिया", "שָׁלוֹם (noa)"}) {
    const ShapedText shaped = Shape(text);
    float width = 0;
    for (const ShapedText::Cluster& cluster : shaped.clusters) width += cluster.width;
    EXPECT_NEAR(shaped.width, width, 0.01f);
    EXPECT_EQ(shaped.clusters.back().end, std::string_view(text).size());
  }
}

TEST_F(ShapingTest, ShorteningKeepsClustersWholeAndFits) {
  const std::string ellipsis = "…";
  for (const std::string text :
       {"محمد عبد الله الحسيني", "क्षत्रिय प्रिया नायर", "שָׁלוֹם בְּרֵאשִׁית", "PC-07 محمد الحسيني", "ภาษาไทยที่นี่"}) {
    SCOPED_TRACE(text);
    const ShapedText whole = Shape(text);
    EXPECT_EQ(Shortened(type_, text, whole.width), text);
    for (float width = 1; width < whole.width; width += 3) {
      const std::string shortened = Shortened(type_, text, width);
      if (shortened.empty()) continue;
      EXPECT_LE(WidthOf(type_, shortened), width);
      ASSERT_TRUE(shortened.ends_with(ellipsis));
      const std::string kept = shortened.substr(0, shortened.size() - ellipsis.size());
      ASSERT_TRUE(text.starts_with(kept));
      const bool at_cluster =
          kept.empty() || std::any_of(whole.clusters.begin(), whole.clusters.end(),
                                      [&](const auto& cluster) { return cluster.end == kept.size(); });
      EXPECT_TRUE(at_cluster) << kept;
    }
  }
}

TEST_F(ShapingTest, TheEllipsisStandsWhereTheReaderStops) {
  const ShapedText from_the_right = Shape(Shortened(type_, "محمد عبد الله الحسيني", 80));
  EXPECT_EQ(from_the_right.glyphs.front().character, ImWchar{0x2026});
  const ShapedText from_the_left = Shape(Shortened(type_, "PC-07 محمد عبد الله", 80));
  EXPECT_EQ(from_the_left.glyphs.back().character, ImWchar{0x2026});
}

TEST_F(ShapingTest, LinesAreBrokenBetweenWordsAndLoseNothing) {
  const std::string text = "محمد عبد الله الحسيني عائشة رحمن";
  const std::vector<std::string> lines = Wrapped(type_, text, 90, 9);
  ASSERT_GT(lines.size(), 1u);
  std::string joined;
  for (const std::string& line : lines) {
    EXPECT_LE(WidthOf(type_, line), 90);
    joined += (joined.empty() ? "" : " ") + line;
  }
  EXPECT_EQ(joined, text);
}

TEST_F(ShapingTest, LinesOfLeftToRightTextAreReadFromTheLeft) {
  for (const std::string& line : Wrapped(type_, "Users: محمد (one), علي (two), ليلى (three)", 70, 9)) {
    EXPECT_FALSE(Shape(line).right_to_left) << line;
  }
}

TEST_F(ShapingTest, HostileTextOnlyLooksOdd) {
  std::string marks = "e";
  for (int i = 0; i < 5000; ++i) marks += "\u0301";
  std::string tower = "م";
  for (int i = 0; i < 40; ++i) tower += "\u0651\u064E\u0655\u0650";
  std::string nested;
  for (int i = 0; i < 300; ++i) nested += "\u202Bא\u202Aa\u2067(";
  std::string long_text;
  for (int i = 0; i < 100'000; ++i) long_text += "مح";
  const std::string hostile[] = {marks,
                                 tower,
                                 nested,
                                 long_text,
                                 "\u202E",
                                 "\u2069\u2069",
                                 "\u2068",
                                 "\u202Eabc",
                                 "\u0301",
                                 "\xD7\xA9\xFF\xD7",
                                 "\u064B\u064B",
                                 "\u200D\u200D\u05D0",
                                 "א\nב\tג",
                                 "\U000E0041א",
                                 "\U0010FFFF\u0590",
                                 "\u1112\u1161\u11AB"};
  ImDrawList* const list = ImGui::GetForegroundDrawList();
  for (const std::string& text : hostile) {
    const int before = list->VtxBuffer.Size;
    DrawText(list, type_, {100, 100}, 0xFFFFFFFF, text);
    for (int i = before; i < list->VtxBuffer.Size; ++i) {
      EXPECT_GT(list->VtxBuffer[i].pos.y, 100 - 2 * kSize) << "it stands on what others have drawn";
      EXPECT_LT(list->VtxBuffer[i].pos.y, 100 + 3 * kSize);
    }
    EXPECT_LE((list->VtxBuffer.Size - before) / 4, 3 * int{kMostShapedCharacters});
    EXPECT_GE(WidthOf(type_, text), 0);
    EXPECT_LE(WidthOf(type_, Shortened(type_, text, 50)), 50);
    EXPECT_LE(Wrapped(type_, text, 50, 3).size(), 3u);
  }
}

TEST_F(ShapingTest, AnyMixtureOfOddCharactersIsDrawn) {
  const char* const odd[] = {"a",      "1",        " ",      "(",      "]",      "…",          "א",          "\u05B8",
                             "م",      "\u064E",   "\u0640", "٣",      "न",      "\u094D",     "\u093F",     "\u0301",
                             "\u200C", "\u200D",   "\u202E", "\u202A", "\u202C", "\u2067",     "\u2068",     "\u2069",
                             "\u200F", "\u0E33",   "\u1112", "\u1161", "\uFE0F", "\U0001F468", "\U0001F3FD", "\xFF",
                             "\xD7",   "\xE0\xA4", "\n",     "\t",     "\u2029"};
  std::mt19937 random(3);
  ImDrawList* const list = ImGui::GetForegroundDrawList();
  for (int i = 0; i < 3'000; ++i) {
    std::string text;
    for (size_t length = random() % 24; length > 0; --length) text += odd[random() % std::size(odd)];
    DrawText(list, type_, {100, 100}, 0xFFFFFFFF, text);
    EXPECT_LE(WidthOf(type_, Shortened(type_, text, 40)), 40) << testing::PrintToString(text);
    size_t bytes = 0;
    for (const std::string& line : Wrapped(type_, text, 40, 50)) bytes += line.size();
    EXPECT_LE(bytes, text.size() + 50 * 3);
  }
}

TEST_F(ShapingTest, WhatIsKeptIsBounded) {
  std::mt19937 random(7);
  const auto letter = [&](uint32_t first, uint32_t last) {
    char buffer[5];
    const int bytes = ImTextCharToUtf8(buffer, first + static_cast<uint32_t>(random()) % (last - first));
    return std::string(buffer, static_cast<size_t>(bytes));
  };
  ImDrawList* list = ImGui::GetForegroundDrawList();
  size_t most_texts = 0;
  size_t glyphs_before = 0;
  int drops = 0;
  int largest_side = 0;
  for (int i = 0; i < 9'000; ++i) {
    std::string name;
    for (int j = 0; j < 20; ++j) name += j % 2 == 0 ? letter(0x0620, 0x06D0) : letter(0x0905, 0x094D);
    DrawText(list, {fonts_.regular, static_cast<float>(10 + i % 40)}, {0, 0}, 0xFFFFFFFF, name);
    most_texts = std::max(most_texts, shaper().kept_texts());
    ASSERT_LE(shaper().drawn_glyphs(), TextShaper::kMostDrawnGlyphs + 1000);
    drops += shaper().drawn_glyphs() < glyphs_before ? 1 : 0;
    glyphs_before = shaper().drawn_glyphs();
    largest_side =
        std::max({largest_side, ImGui::GetIO().Fonts->TexData->Width, ImGui::GetIO().Fonts->TexData->Height});
    if (i % 50 == 0) {
      NextFrame();
      list = ImGui::GetForegroundDrawList();
    }
  }
  EXPECT_GT(drops, 0);
  EXPECT_GT(most_texts, 500u);
  EXPECT_LE(most_texts, 2 * TextShaper::kMostKept / 20);
  EXPECT_LE(largest_side, 4096);
  EXPECT_EQ(Glyphs("مرحبا").size(), 5u);
}

TEST_F(ShapingTest, WhatIsOnTheScreenIsShapedOnce) {
  DrawText(ImGui::GetForegroundDrawList(), type_, {0, 0}, 0xFFFFFFFF, Shortened(type_, "محمد عبد الله الحسيني", 80));
  const size_t texts = shaper().kept_texts();
  const size_t glyphs = shaper().drawn_glyphs();
  for (int frame = 0; frame < 5; ++frame) {
    NextFrame();
    DrawText(ImGui::GetForegroundDrawList(), type_, {0, 0}, 0xFFFFFFFF, Shortened(type_, "محمد عبد الله الحسيني", 80));
  }
  EXPECT_EQ(shaper().kept_texts(), texts);
  EXPECT_EQ(shaper().drawn_glyphs(), glyphs);
}

}  // namespace
}  // namespace labwall
