// SPDX-License-Identifier: Apache-2.0
// Every text of the interface, in every language: translated, with the same placeholders, and with letters to show it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <regex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "catalogues.h"
#include "imgui.h"
#include "imgui_internal.h"
#include "ui/fonts.h"
#include "ui/text.h"
#include "ui_driver.h"

namespace labwall {
namespace {

// Back to English, also for the tests that come after.
class TranslationsTest : public testing::Test {
 protected:
  ~TranslationsTest() override { SetLanguage("en"); }
};

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
  SetLanguage("ru");
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
    SetLanguage(language);
    EXPECT_STREQ(Tr("Log Off Users"), words);
  }
}

TEST_F(TranslationsTest, ABrokenTranslationShowsUnfilledAndNothingIsThrown) {
  EXPECT_EQ(Phrase("{0} of {1", 1), "{0} of {1");
  EXPECT_EQ(Phrase("{5}", 1), "{5}");
}

TEST_F(TranslationsTest, TheLanguageChangesWhileRunningAndBack) {
  const std::map<std::string, std::pair<std::string, std::string>> said = {
      {"en", {"Cancel", "21 sessions"}},     {"it", {"Annulla", "21 sessioni"}},    {"fr", {"Annuler", "21 sessions"}},
      {"pt_BR", {"Cancelar", "21 sessões"}}, {"de", {"Abbrechen", "21 Sitzungen"}}, {"ru", {"Отмена", "21 сеанс"}}};
  ASSERT_EQ(Languages().size(), said.size());
  std::vector<std::pair<const char*, std::string>> kept;
  for (int round = 0; round < 3; ++round) {
    for (const Language& language : Languages()) {
      SCOPED_TRACE(language.code);
      SetLanguage(language.code);
      EXPECT_EQ(CurrentLanguage(), language.code);
      EXPECT_EQ(Tr("Cancel"), said.at(language.code).first);
      EXPECT_EQ(Count("{0} session", "{0} sessions", 21), said.at(language.code).second);
      kept.emplace_back(Tr("Cancel"), said.at(language.code).first);
    }
  }
  for (const auto& [text, words] : kept) EXPECT_EQ(text, words) << "a text said earlier has changed or is gone";
}

TEST_F(TranslationsTest, OneAndZeroAreSingularOnlyWhereTheyAre) {
  SetLanguage("fr");
  EXPECT_EQ(Count("{0} session", "{0} sessions", 0), "0 session");
  SetLanguage("de");
  EXPECT_EQ(Count("{0} session", "{0} sessions", 0), "0 Sitzungen");
  SetLanguage("en");
  EXPECT_EQ(Count("{0} session", "{0} sessions", 0), "0 sessions");
  EXPECT_EQ(Count("{0} session", "{0} sessions", 1), "1 session");
}

TEST_F(TranslationsTest, ALanguageThatIsNotThereLeavesTheEnvironmentsChoice) {
  SetLanguage("");
  const std::string of_environment = CurrentLanguage();
  SetLanguage(of_environment == "de" ? "it" : "de");
  SetLanguage("xx/../../etc");
  EXPECT_EQ(CurrentLanguage(), of_environment);
}

// What a new process says that has these variables and no other of their kind: as it comes, in English, as it came.
void SayCancel(const std::vector<std::pair<const char*, const char*>>& environment) {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"}) unsetenv(name);
  for (const auto& [name, value] : environment) setenv(name, value, 1);
  StartTranslations();
  fmt::print(stderr, "{} {} ", CurrentLanguage(), Tr("Cancel"));
  SetLanguage("en");
  fmt::print(stderr, "{} {} ", CurrentLanguage(), Tr("Cancel"));
  SetLanguage("");
  fmt::print(stderr, "{}\n", Tr("Cancel"));
  std::_Exit(0);
}

TEST_F(TranslationsTest, TheLanguageComesFromTheEnvironmentEvenWithoutItsLocale) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto exited = testing::ExitedWithCode(0);
  EXPECT_EXIT(SayCancel({{"LANG", "de_DE.UTF-8"}}), exited, "de Abbrechen en Cancel Abbrechen");
  EXPECT_EXIT(SayCancel({{"LANG", "de_DE.UTF-8"}, {"LANGUAGE", "it:fr"}}), exited, "it Annulla en Cancel Annulla");
  EXPECT_EXIT(SayCancel({{"LANG", "de_DE"}, {"LC_ALL", "fr_CA.UTF-8"}}), exited, "fr Annuler en Cancel Annuler");
  EXPECT_EXIT(SayCancel({{"LANG", "C"}, {"LANGUAGE", "it"}}), exited, "en Cancel en Cancel Cancel");
  EXPECT_EXIT(SayCancel({}), exited, "en Cancel en Cancel Cancel");
  const std::string long_list = "ru:" + std::string(4000, 'x');
  EXPECT_EXIT(SayCancel({{"LANG", "de"}, {"LANGUAGE", long_list.c_str()}}), exited, "ru Отмена en Cancel Отмена");
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
    SetLanguage(language);
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

TEST_F(TranslationsTest, TheSaveDialogFitsInEveryLanguage) {
  for (const char* language : kLanguages) {
    SCOPED_TRACE(language);
    UiDriver wall(TestLab({{"B12", 2}}));
    SetLanguage(language);
    wall.input.batches = {MakeBatch(wall.lab, 1, wall.input.now, {{0, OutcomeCode::kDone}})};
    wall.Press(ImGuiMod_Ctrl | ImGuiKey_2);
    wall.ClickButton("##activity page", "save all");
    ASSERT_TRUE(wall.DialogOpen());
    EXPECT_LE(ImGui::GetTopMostPopupModal()->ContentSize.x, 481);
    EXPECT_LE(ImGui::GetTopMostPopupModal()->ScrollMax.y, 0);
  }
}

}  // namespace
}  // namespace labwall
