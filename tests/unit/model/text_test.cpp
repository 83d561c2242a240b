// SPDX-License-Identifier: Apache-2.0
#include "model/text.h"

#include <gtest/gtest.h>

namespace labwall {
namespace {

constexpr size_t kPlenty = 1000;

std::string Clean(std::string_view text) { return SanitizeText(text, kPlenty); }

TEST(SanitizeTextTest, LeavesProperTextAlone) {
  for (const char* text : {"", "ann", "Ann O'Neill (3b)", "Zo\xc3\xab", "\xe6\x9d\x8e\xe5\xb0\x8f", "\xf0\x9f\x8e\x93",
                           "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d", "\xef\xbf\xbd"}) {
    EXPECT_EQ(Clean(text), text);
  }
}

TEST(SanitizeTextTest, LeavesControlCharactersOut) {
  EXPECT_EQ(Clean("a\nb\tc\x1b[31md\x7f"), "abc[31md");
  EXPECT_EQ(Clean(std::string_view("a\0b", 3)), "ab");
  EXPECT_EQ(Clean("a\xc2\x85\xc2\x9b"
                  "b"),
            "ab")
      << "the controls above 0x7f";
  EXPECT_EQ(Clean("a\xe2\x80\xa8"
                  "b\xe2\x80\xa9"),
            "ab")
      << "line and paragraph separators";
}

TEST(SanitizeTextTest, LeavesBidirectionalOverridesAndIsolatesOut) {
  EXPECT_EQ(Clean("ann\xe2\x80\xaegpj.exe"), "anngpj.exe");
  for (const char* mark :
       {"\xe2\x80\xaa", "\xe2\x80\xab", "\xe2\x80\xac", "\xe2\x80\xad", "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa7",
        "\xe2\x81\xa8", "\xe2\x81\xa9", "\xe2\x80\x8e", "\xe2\x80\x8f", "\xd8\x9c"}) {
    EXPECT_EQ(Clean(std::string("a") + mark + "b"), "ab");
  }
}

TEST(SanitizeTextTest, LeavesInvisibleCharactersOut) {
  for (const char* mark : {"\xe2\x80\x8b", "\xe2\x80\x8d", "\xef\xbb\xbf", "\xc2\xad", "\xf3\xa0\x81\x81"}) {
    EXPECT_EQ(Clean(std::string("a") + mark + "b"), "ab");
  }
}

TEST(SanitizeTextTest, LeavesAJoinerWhereItIsPartOfTheSpelling) {
  for (const char* text : {"می\u200Cخواهم", "ශ්\u200Dරී", "क्\u200Dष"}) EXPECT_EQ(Clean(text), text);
  EXPECT_EQ(Clean("ann\u200C"), "ann");
  EXPECT_EQ(Clean("محمد\u200C"), "محمد") << "nothing follows that it could join";
  EXPECT_EQ(Clean("\u200Dمحمد"), "محمد");
  EXPECT_EQ(Clean("م\u200Cx\u200Cم"), "مxم");
  EXPECT_EQ(Clean("م\u200C\u200D\u200Cخ"), "م\u200Cخ") << "one is enough, and more would not be seen";
  EXPECT_EQ(Clean("م\u200C\u202Eخ"), "م\u200Cخ");
  EXPECT_EQ(SanitizeText("می\u200Cخ", 3), "می\u2026");
}

TEST(SanitizeTextTest, ReplacesWhatIsNotUtf8) {
  const std::string mark = "\xef\xbf\xbd";
  EXPECT_EQ(Clean("a\xff"
                  "b"),
            "a" + mark + "b");
  EXPECT_EQ(Clean("a\x80"
                  "b"),
            "a" + mark + "b")
      << "a continuation that continues nothing";
  EXPECT_EQ(Clean("a\xc3"), "a" + mark) << "cut short";
  EXPECT_EQ(Clean("a\xe2\x82"), "a" + mark + mark);
  EXPECT_EQ(Clean("\xc0\x8a"), mark + mark) << "a line feed in an overlong form";
  EXPECT_EQ(Clean("\xe0\x80\x8a"), mark + mark + mark);
  EXPECT_EQ(Clean("\xed\xa0\x80"), mark + mark + mark) << "a surrogate";
  EXPECT_EQ(Clean("\xf4\x90\x80\x80"), mark + mark + mark + mark) << "above U+10FFFF";
}

TEST(SanitizeTextTest, CutsWhatIsTooLongAtACodePoint) {
  EXPECT_EQ(SanitizeText("abc", 3), "abc");
  const std::string cut = SanitizeText(std::string(1000, 'x') + "tail", 10);
  EXPECT_EQ(cut.substr(cut.size() - 3), "\xe2\x80\xa6");
  EXPECT_LE(cut.size(), 10u + 3);
  std::string wide;
  for (int i = 0; i < 100; ++i) wide += "\xe6\x9d\x8e";
  const std::string cut_wide = SanitizeText(wide, 10);
  EXPECT_EQ(cut_wide.find("\xef\xbf\xbd"), std::string::npos);
  EXPECT_EQ(cut_wide.size() % 3, 0u);
}

TEST(SanitizeTextTest, ChangesNothingTheSecondTime) {
  std::string all;
  for (int i = 0; i < 4096; ++i) all.push_back(static_cast<char>(i * 31 + i / 256));
  for (const size_t most : {size_t{0}, size_t{1}, size_t{100}, all.size()}) {
    const std::string once = SanitizeText(all, most);
    EXPECT_EQ(SanitizeText(once, most), once) << most;
  }
}

}  // namespace
}  // namespace labwall
