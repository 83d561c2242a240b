// SPDX-License-Identifier: Apache-2.0
// Every text of the interface, in every language: translated, with the same placeholders, and with letters to show it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "imgui.h"
#include "imgui_internal.h"
#include "ui/fonts.h"
#include "ui/text.h"
#include "ui_driver.h"

// gettext forgets what it has looked up when this changes; the environment alone does not tell it.
extern "C" int _nl_msg_cat_cntr;

namespace labwall {
namespace {

constexpr const char* kLanguages[] = {"it", "fr", "pt_BR", "de", "ru"};

std::string LocaleDirectory() {
  const char* source = std::getenv("LABWALL_SOURCE");
  return std::string(source != nullptr ? source : ".") + "/assets/locale";
}

struct Ran {
  int status = 0;
  std::string output;  // and errors
};

Ran RunShell(const std::string& command) {
  Ran ran;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return {-1, "popen failed"};
  std::array<char, 4096> buffer;
  size_t count = 0;
  while ((count = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0) ran.output.append(buffer.data(), count);
  ran.status = pclose(pipe);
  return ran;
}

void Speak(const char* language) {
  ASSERT_NE(std::setlocale(LC_MESSAGES, "C.UTF-8"), nullptr);
  setenv("LANGUAGE", language, 1);
  ++_nl_msg_cat_cntr;
}

// Back to English, also for the tests that come after.
class TranslationsTest : public testing::Test {
 protected:
  ~TranslationsTest() override {
    std::setlocale(LC_MESSAGES, "C");
    ++_nl_msg_cat_cntr;
  }
};

// The entries of a catalogue: original texts, and their translations.
struct Entry {
  std::vector<std::string> originals;
  std::vector<std::string> translations;
};

std::vector<Entry> EntriesOf(const std::string& language) {
  const Ran ran = RunShell("msgcat --no-wrap --no-location " + LocaleDirectory() + "/" + language + ".po");
  EXPECT_EQ(ran.status, 0) << ran.output;
  std::vector<Entry> entries;
  const std::regex line_of(R"re((msgid|msgid_plural|msgstr|msgstr\[\d\]) "(.*)")re");
  size_t begin = 0;
  while (begin < ran.output.size()) {
    const size_t end = ran.output.find('\n', begin);
    const std::string line = ran.output.substr(begin, end - begin);
    begin = end + 1;
    std::smatch match;
    if (!std::regex_match(line, match, line_of)) continue;
    if (match[1] == "msgid") entries.emplace_back();
    const bool original = match[1] == "msgid" || match[1] == "msgid_plural";
    (original ? entries.back().originals : entries.back().translations).push_back(match[2]);
  }
  if (!entries.empty()) entries.erase(entries.begin());  // the header
  return entries;
}

std::multiset<std::string> PlaceholdersOf(const std::string& text) {
  const std::regex placeholder(R"(\{[^}]*\})");
  std::multiset<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), placeholder), end; it != end; ++it) found.insert(it->str());
  return found;
}

TEST_F(TranslationsTest, EveryTextOfTheSourceIsTranslatedAndNoneIsFuzzy) {
  const std::string directory = LocaleDirectory();
  for (const char* language : kLanguages) {
    const Ran ran =
        RunShell(fmt::format("'{0}/update-catalogues' --print | msgcmp '{0}/{1}.po' -", directory, language));
    EXPECT_EQ(ran.status, 0) << language << ":\n" << ran.output;
    EXPECT_EQ(ran.output.find("fuzzy"), std::string::npos) << language << ":\n" << ran.output;
  }
}

TEST_F(TranslationsTest, TheTemplateIsThatOfTheSource) {
  const std::string directory = LocaleDirectory();
  const Ran ran = RunShell(fmt::format("'{0}/update-catalogues' --print | cmp - '{0}/labwall.pot'", directory));
  EXPECT_EQ(ran.status, 0) << ran.output << "run assets/locale/update-catalogues";
}

TEST_F(TranslationsTest, PlaceholdersAreTheSame) {
  for (const char* language : kLanguages) {
    const std::vector<Entry> entries = EntriesOf(language);
    EXPECT_GT(entries.size(), 100U);
    for (const Entry& entry : entries) {
      const std::multiset<std::string> wanted = PlaceholdersOf(entry.originals.front());
      for (const std::string& translation : entry.translations) {
        EXPECT_EQ(PlaceholdersOf(translation), wanted) << language << ": " << translation;
      }
    }
  }
}

TEST_F(TranslationsTest, RussianHasItsThreeForms) {
  UiDriver wall(TestLab({{"B12", 1}}));
  Speak("ru");
  EXPECT_EQ(Count("{0} session", "{0} sessions", 1), "1 сеанс");
  EXPECT_EQ(Count("{0} session", "{0} sessions", 3), "3 сеанса");
  EXPECT_EQ(Count("{0} session", "{0} sessions", 11), "11 сеансов");
  EXPECT_EQ(Count("{0} session", "{0} sessions", 21), "21 сеанс");
}

TEST_F(TranslationsTest, EveryLanguageSaysTheGlossarysWords) {
  UiDriver wall(TestLab({{"B12", 1}}));
  const std::pair<const char*, const char*> menu[] = {{"it", "Scollega utenti"},
                                                      {"fr", "Fermer les sessions des utilisateurs"},
                                                      {"pt_BR", "Fazer logoff de usuários"},
                                                      {"de", "Benutzer abmelden"},
                                                      {"ru", "Завершить сеансы пользователей"}};
  for (const auto& [language, words] : menu) {
    Speak(language);
    EXPECT_STREQ(Tr("Log Off Users"), words);
  }
}

TEST_F(TranslationsTest, ABrokenTranslationShowsUnfilledAndNothingIsThrown) {
  EXPECT_EQ(Phrase("{0} of {1", 1), "{0} of {1");
  EXPECT_EQ(Phrase("{5}", 1), "{5}");
}

TEST_F(TranslationsTest, TheLanguageComesFromTheEnvironmentEvenWithoutItsLocale) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        unsetenv("LC_ALL");
        unsetenv("LC_MESSAGES");
        unsetenv("LANGUAGE");
        setenv("LANG", "de_DE.UTF-8", 1);
        StartTranslations();
        std::fputs(Tr("Cancel"), stderr);
        std::_Exit(0);
      },
      testing::ExitedWithCode(0), "Abbrechen");
}

TEST_F(TranslationsTest, TheFontsHaveEveryLetter) {
  ImGuiContext* context = ImGui::CreateContext();
  const Fonts fonts = LoadFonts();
  std::string texts = "Ирина Соколова Zoé João Đặng Θανάσης דניאל ŁódźČšžğİ";
  for (const char* language : kLanguages) {
    for (const Entry& entry : EntriesOf(language)) {
      for (const std::string& translation : entry.translations) texts += translation;
      for (const std::string& original : entry.originals) texts += original;
    }
  }
  const char* at = texts.c_str();
  const char* const end = at + texts.size();
  std::set<unsigned> missing;
  while (at < end) {
    unsigned c = 0;
    at += ImTextCharFromUtf8(&c, at, end);
    if (!fonts.regular->IsGlyphInFont(static_cast<ImWchar>(c))) missing.insert(c);
    if (!fonts.semibold->IsGlyphInFont(static_cast<ImWchar>(c))) missing.insert(c);
  }
  for (const unsigned c : missing) ADD_FAILURE() << fmt::format("U+{:04X} is in no font", c);
  ImGui::DestroyContext(context);
}

TEST_F(TranslationsTest, DialogsAndMenusFitInEveryLanguage) {
  for (const char* language : kLanguages) {
    SCOPED_TRACE(language);
    UiDriver wall(TestLab({{"B12", 6}, {"B14", 14}}));
    Speak(language);
    wall.Press(ImGuiMod_Ctrl | ImGuiKey_A);
    wall.Type("/");
    wall.Type("b14");
    wall.Press(ImGuiKey_Enter);
    wall.Press(ImGuiKey_F10);
    wall.Press(ImGuiKey_RightArrow);
    ASSERT_TRUE(wall.MenuOpen());
    for (const ImGuiPopupData& popup : ImGui::GetCurrentContext()->OpenPopupStack) {
      EXPECT_LE(popup.Window->ScrollMax.x, 0);
      EXPECT_LE(popup.Window->Pos.x + popup.Window->Size.x, 1400);
    }
    wall.Press(ImGuiKey_Escape);
    wall.Press(ImGuiKey_Escape);
    wall.Press(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_L);
    ASSERT_TRUE(wall.DialogOpen());
    const ImGuiWindow* dialog = ImGui::GetTopMostPopupModal();
    EXPECT_LE(dialog->ContentSize.x, 521) << "the buttons are wider than the dialog is meant to be";
    EXPECT_LE(dialog->ScrollMax.y, 0);
    wall.Press(ImGuiKey_Escape);
    wall.Press(ImGuiKey_F1);
    ASSERT_TRUE(wall.DialogOpen());
    EXPECT_LE(ImGui::GetTopMostPopupModal()->ScrollMax.x, 0);
    EXPECT_LE(ImGui::GetTopMostPopupModal()->ScrollMax.y, 0);
  }
}

}  // namespace
}  // namespace labwall
