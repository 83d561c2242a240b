// SPDX-License-Identifier: Apache-2.0
#include "ui/script_runs.h"

#include <fmt/format.h>
#include <fribidi.h>
#include <gtest/gtest.h>
#include <hb.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "imgui.h"
#include "imgui_internal.h"

namespace labwall {
namespace {

std::string Utf8(uint32_t c) {
  char buffer[5];
  return {buffer, static_cast<size_t>(ImTextCharToUtf8(buffer, c))};
}

bool IsMark(uint32_t c) {
  const hb_unicode_general_category_t category = hb_unicode_general_category(hb_unicode_funcs_get_default(), c);
  return category == HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK ||
         category == HB_UNICODE_GENERAL_CATEGORY_SPACING_MARK || category == HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK;
}

bool IsSurrogate(uint32_t c) { return c >= 0xD800 && c < 0xE000; }

TEST(NeedsShapingTest, WhateverIsReadFromTheRightOrStandsOnAnotherDoes) {
  for (uint32_t c = 0x80; c < 0x20000; ++c) {
    if (IsSurrogate(c)) continue;
    const FriBidiCharType type = fribidi_get_bidi_type(c);
    if (!FRIBIDI_IS_RTL(type) && !FRIBIDI_IS_ARABIC(type) && !FRIBIDI_IS_EXPLICIT(type) && !IsMark(c)) continue;
    EXPECT_TRUE(NeedsShaping(Utf8(c))) << fmt::format("U+{:04X}", c);
  }
}

TEST(NeedsShapingTest, ScriptsThatAreWrittenLetterByLetterDoNot) {
  const hb_script_t plain[] = {HB_SCRIPT_LATIN,    HB_SCRIPT_GREEK,   HB_SCRIPT_CYRILLIC, HB_SCRIPT_ARMENIAN,
                               HB_SCRIPT_GEORGIAN, HB_SCRIPT_HAN,     HB_SCRIPT_HIRAGANA, HB_SCRIPT_KATAKANA,
                               HB_SCRIPT_CHEROKEE, HB_SCRIPT_ETHIOPIC};
  int count = 0;
  for (uint32_t c = 0x20; c < 0x30000; ++c) {
    if (IsSurrogate(c) || IsMark(c)) continue;
    const hb_script_t script = hb_unicode_script(hb_unicode_funcs_get_default(), c);
    if (std::find(std::begin(plain), std::end(plain), script) == std::end(plain)) continue;
    ++count;
    EXPECT_FALSE(NeedsShaping(Utf8(c))) << fmt::format("U+{:04X}", c);
  }
  EXPECT_GT(count, 90'000);
  for (const char* text :
       {"", "PC-07", "Zoé Lambert", "Ирина Соколова", "Νίκος Παππάς", "佐藤 由紀", "김민준", "“…” · ×"}) {
    EXPECT_FALSE(NeedsShaping(text)) << text;
  }
}

TEST(NeedsShapingTest, WhatIsNotUtf8DoesNot) {
  for (const char* text : {"\xff\xfe", "\xcc", "\xd7", "a\xe0\xa4", "\xed\xa0\x80"}) EXPECT_FALSE(NeedsShaping(text));
}

std::string LevelsOf(std::string_view text) {
  std::string levels;
  for (const TextCluster& cluster : AnalyseText(text).clusters) levels += std::to_string(cluster.level);
  return levels;
}

TEST(AnalyseTextTest, TheFirstLetterGivesTheDirection) {
  EXPECT_FALSE(AnalyseText("PC-07 שלום").right_to_left);
  EXPECT_TRUE(AnalyseText("12 שלום PC-07").right_to_left);
  EXPECT_FALSE(AnalyseText("12…").right_to_left);
  EXPECT_FALSE(AnalyseText("\u2068שלום\u2069 (noa)").right_to_left) << "an isolated name leaves it to what is around";
}

TEST(AnalyseTextTest, WordsAndNumbersHaveTheirDirections) {
  EXPECT_EQ(LevelsOf("ab שלו 12"),
            "000"
            "1111"
            "22");
  EXPECT_EQ(LevelsOf("שלו ab"),
            "1111"
            "22");
}

TEST(AnalyseTextTest, MarksAndJoinersStayWithTheirLetter) {
  const AnalysedText text = AnalyseText("שָׁלe\u0301x\u200Dב");
  ASSERT_EQ(text.clusters.size(), 5u);
  EXPECT_EQ(text.clusters[0].end, 3u);
  EXPECT_TRUE(text.clusters[0].shaped);
  EXPECT_EQ(text.clusters[2].script, uint32_t{HB_SCRIPT_LATIN});
  EXPECT_TRUE(text.clusters[2].shaped) << "its accent must be placed";
  EXPECT_FALSE(text.clusters[3].shaped) << "an x is an x, whatever it is said to be joined to";
}

TEST(AnalyseTextTest, CharactersOfAllScriptsTakeTheirNeighbours) {
  const AnalysedText text = AnalyseText("\u0640مـ،");  // a stroke, a letter, a stroke, a comma
  for (const TextCluster& cluster : text.clusters) EXPECT_EQ(cluster.script, uint32_t{HB_SCRIPT_ARABIC});
}

TEST(AnalyseTextTest, LooksAtSoMuchAndNoMore) {
  std::string marks = "e";
  for (int i = 0; i < 5000; ++i) marks += "\u0301";
  const AnalysedText text = AnalyseText(marks);
  EXPECT_EQ(text.characters.size(), kMostShapedCharacters);
  EXPECT_EQ(text.clusters.size(), 1u);
}

TEST(VisualOrderTest, IsThatOfTheUnicodeStandard) {
  using Order = std::vector<size_t>;
  EXPECT_EQ(VisualOrder({}), Order{});
  EXPECT_EQ(VisualOrder({0, 0, 0}), (Order{0, 1, 2}));
  EXPECT_EQ(VisualOrder({1, 1, 1}), (Order{2, 1, 0}));
  EXPECT_EQ(VisualOrder({0, 1, 2, 1, 0}), (Order{0, 3, 2, 1, 4}));
  EXPECT_EQ(VisualOrder({1, 2, 2, 1}), (Order{3, 1, 2, 0}));
  EXPECT_EQ(VisualOrder({0, 1, 1, 0, 1, 2, 2}), (Order{0, 2, 1, 3, 5, 6, 4}));
}

TEST(InDirectionOfTest, ALineIsReadAsTheWholeIs) {
  EXPECT_EQ(InDirectionOf("Log off", "off"), "off");
  EXPECT_EQ(InDirectionOf("אבג דהו", "דהו"), "דהו");
  EXPECT_FALSE(AnalyseText(InDirectionOf("From אבג to דהו", "אבג to דהו")).right_to_left);
  EXPECT_TRUE(AnalyseText(InDirectionOf("אבג דהו PC 12", "PC 12")).right_to_left);
}

}  // namespace
}  // namespace labwall
