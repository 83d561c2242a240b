// SPDX-License-Identifier: Apache-2.0
// The settings dialog, by keyboard and by mouse. Its controls, from the top: colours, language, zoom, motion,
// updates, texture memory, blur, numbers, one field for each room; then the buttons.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "imgui_internal.h"
#include "items.h"
#include "ui/text.h"
#include "ui_driver.h"

namespace labwall {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kForm = "##settings/form";
constexpr const char* kControls[] = {"theme>##all",  "language>##all", "zoom",    "motion>##all", "rate>##all",
                                     "memory>##all", "blur",           "numbers", "B12>##room",   "B14>##room"};

class SettingsDialogTest : public testing::Test {
 protected:
  explicit SettingsDialogTest(UiOptions options = {}) : wall(TestLab({{"B12", 6}, {"B14", 4}}), std::move(options)) {}
  ~SettingsDialogTest() override { SetLanguage("en"); }

  void Open() {
    wall.Press(ImGuiMod_Ctrl | ImGuiKey_Comma);
    ASSERT_TRUE(wall.DialogOpen());
  }
  void GoTo(const char* control) {
    for (int i = 0; i < 14 && !HasKeyboard(kForm, control); ++i) wall.Press(ImGuiKey_DownArrow);
    EXPECT_TRUE(HasKeyboard(kForm, control)) << control;
  }
  void PressTimes(int times, ImGuiKey key) {
    for (int i = 0; i < times; ++i) wall.Press(key);
  }
  [[nodiscard]] const UiSettings& set() { return wall.ui().settings(); }

  UiDriver wall;
};

TEST_F(SettingsDialogTest, UpAndDownReachEveryControlAndButton) {
  Open();
  for (const char* control : kControls) {
    EXPECT_TRUE(HasKeyboard(kForm, control)) << control;
    wall.Press(ImGuiKey_DownArrow);
  }
  EXPECT_TRUE(HasKeyboard("##settings", "defaults>##button"));
  wall.Press(ImGuiKey_RightArrow);
  EXPECT_TRUE(HasKeyboard("##settings", "close>##button"));
  PressTimes(2, ImGuiKey_UpArrow);
  EXPECT_TRUE(HasKeyboard(kForm, "B12>##room"));
}

TEST_F(SettingsDialogTest, TabReachesEveryControlToo) {
  Open();
  for (const char* control : kControls) {
    EXPECT_TRUE(HasKeyboard(kForm, control)) << control;
    wall.Press(ImGuiKey_Tab);
  }
}

TEST_F(SettingsDialogTest, ColoursChangeAtOnce) {
  wall.input.desktop.prefers_light = true;
  wall.Frames(2);
  EXPECT_EQ(wall.ui().theme(), Theme::kLight);
  Open();
  wall.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(set().theme, ThemeChoice::kDark);
  EXPECT_EQ(wall.ui().theme(), Theme::kDark);
  PressTimes(3, ImGuiKey_RightArrow);
  EXPECT_EQ(set().theme, ThemeChoice::kLight) << "it stops at the last";
  PressTimes(3, ImGuiKey_LeftArrow);
  EXPECT_EQ(set().theme, ThemeChoice::kDesktop);
  ClickItem(wall, kForm, "theme>1>##pill");
  EXPECT_EQ(set().theme, ThemeChoice::kDark);
}

TEST_F(SettingsDialogTest, TheLanguageChangesAtOnceAndBackToTheSystems) {
  SetLanguage("");
  const std::string of_system = CurrentLanguage();
  Open();
  GoTo("language>##all");
  for (const Language& language : Languages()) {
    wall.Press(ImGuiKey_RightArrow);
    EXPECT_EQ(set().language, language.code);
    EXPECT_EQ(CurrentLanguage(), language.code);
  }
  PressTimes(static_cast<int>(Languages().size()), ImGuiKey_LeftArrow);
  EXPECT_EQ(set().language, "");
  EXPECT_EQ(CurrentLanguage(), of_system);
  ClickItem(wall, kForm, "language>5>##pill");
  EXPECT_EQ(CurrentLanguage(), "de");
}

TEST_F(SettingsDialogTest, TheZoomFollowsTheKeysAtOnceAndTheMouseWhenItLetsGo) {
  Open();
  GoTo("zoom");
  const float width = ImGui::GetTopMostPopupModal()->Size.x;
  PressTimes(3, ImGuiKey_RightArrow);
  EXPECT_FLOAT_EQ(set().zoom, 1.15f);
  EXPECT_GT(ImGui::GetTopMostPopupModal()->Size.x, width);
  PressTimes(12, ImGuiKey_LeftArrow);
  EXPECT_FLOAT_EQ(set().zoom, kSmallestZoom);
  const ImVec2 right = FindItem(wall, kForm, "zoom").value();
  ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, true);
  wall.Frames(2);
  wall.MoveMouse({right.x + 300, right.y});
  EXPECT_FLOAT_EQ(set().zoom, kSmallestZoom) << "it would run away from the mouse";
  ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, false);
  wall.Frames(3);
  EXPECT_FLOAT_EQ(set().zoom, kLargestZoom);
  EXPECT_TRUE(wall.DialogOpen());
}

TEST_F(SettingsDialogTest, MotionAndTheTwoSwitches) {
  Open();
  GoTo("motion>##all");
  PressTimes(2, ImGuiKey_RightArrow);
  EXPECT_EQ(set().motion, MotionChoice::kReduced);
  GoTo("blur");
  wall.Press(ImGuiKey_Space);
  EXPECT_TRUE(set().private_view);
  wall.Press(ImGuiKey_Enter);
  EXPECT_FALSE(set().private_view);
  GoTo("numbers");
  wall.Press(ImGuiKey_RightArrow);
  EXPECT_TRUE(set().type_large_numbers);
  wall.Press(ImGuiKey_LeftArrow);
  EXPECT_FALSE(set().type_large_numbers);
  ClickItem(wall, kForm, "numbers");
  EXPECT_TRUE(set().type_large_numbers);
}

TEST_F(SettingsDialogTest, UpdatesAndTextureMemoryGoByUsualSteps) {
  Open();
  GoTo("rate>##all");
  wall.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(set().update_rate, 5);
  PressTimes(9, ImGuiKey_LeftArrow);
  EXPECT_EQ(set().update_rate, kLeastUpdateRate);
  PressTimes(9, ImGuiKey_RightArrow);
  EXPECT_EQ(set().update_rate, kMostUpdateRate);
  GoTo("memory>##all");
  wall.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(set().texture_mib, 512);
  PressTimes(9, ImGuiKey_LeftArrow);
  EXPECT_EQ(set().texture_mib, kLeastTextureMib);
  PressTimes(9, ImGuiKey_RightArrow);
  EXPECT_EQ(set().texture_mib, kMostTextureMib);
}

TEST_F(SettingsDialogTest, SaysWhatPicturesTakeAndForHowManyThereIsRoom) {
  wall.input.figures.texture_bytes = size_t{40} << 20;
  wall.input.figures.texture_limit = size_t{256} << 20;
  Open();
  EXPECT_THAT(wall.Read(), HasSubstr("In use: 40 MB."));
  EXPECT_THAT(wall.Read(), Not(HasSubstr("Enough for")));
  wall.input.figures.picture_bytes = 100'000;
  EXPECT_THAT(wall.Read(), HasSubstr("Enough for about 2600 pictures"));
}

TEST_F(SettingsDialogTest, RoomsGetNamesAsTheyAreTyped) {
  Open();
  GoTo("B14>##room");
  wall.Press(ImGuiKey_Enter);
  wall.Type(" Library ");
  EXPECT_THAT(set().room_names, testing::ElementsAre(testing::Pair("B14", "Library")));
  wall.Press(ImGuiKey_Escape);
  EXPECT_TRUE(wall.DialogOpen()) << "Esc gives back the name that was there";
  EXPECT_TRUE(set().room_names.empty());
  wall.Press(ImGuiKey_Enter);
  wall.Type("B14");
  EXPECT_TRUE(set().room_names.empty()) << "its own name is none";
  wall.Type("!");
  wall.Press(ImGuiKey_Enter);
  EXPECT_EQ(set().room_names.at("B14"), "B14!");
  EXPECT_TRUE(HasKeyboard(kForm, "B14>##room"));
  wall.Press(ImGuiKey_Escape);
  EXPECT_FALSE(wall.DialogOpen());
}

TEST_F(SettingsDialogTest, DefaultsCanBeUndoneUntilItIsClosed) {
  UiSettings changed;
  Open();
  wall.Press(ImGuiKey_RightArrow);
  GoTo("zoom");
  wall.Press(ImGuiKey_RightArrow);
  GoTo("numbers");
  wall.Press(ImGuiKey_Space);
  GoTo("B12>##room");
  wall.Press(ImGuiKey_Enter);
  wall.Type("Lab");
  wall.Press(ImGuiKey_Enter);
  changed = set();
  wall.Press(ImGuiMod_Alt | ImGuiKey_D);
  UiSettings defaults;
  defaults.room_names = changed.room_names;
  EXPECT_EQ(set(), defaults);
  wall.Press(ImGuiMod_Alt | ImGuiKey_D);
  wall.Press(ImGuiMod_Alt | ImGuiKey_U);
  EXPECT_EQ(set(), changed) << "also after two times";
  ClickItem(wall, "##settings", "defaults>##button");
  ClickItem(wall, "##settings", "undo>##button");
  EXPECT_EQ(set(), changed);
  wall.Type("d");
  EXPECT_EQ(set(), defaults) << "where nothing is typed, the letter is enough";
  wall.Type("c");
  EXPECT_FALSE(wall.DialogOpen());
  Open();
  EXPECT_FALSE(FindItem(wall, "##settings", "undo>##button"));
}

TEST_F(SettingsDialogTest, ClosesByItsButtonAndGivesTheKeyboardBack) {
  Open();
  ClickItem(wall, "##settings", "close>##button");
  EXPECT_FALSE(wall.DialogOpen());
  wall.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(wall.Selected(), std::set<int>{1});
}

TEST_F(SettingsDialogTest, ASmallWindowScrolls) {
  ImGui::GetIO().DisplaySize = {480, 320};
  wall.Frames(2);
  Open();
  const ImGuiWindow* dialog = ImGui::GetTopMostPopupModal();
  EXPECT_LE(dialog->Size.x, 480);
  EXPECT_LE(dialog->Size.y, 320);
  EXPECT_LE(dialog->ScrollMax.y, 0) << "its buttons are always to be seen";
  for (const char* control : kControls) {
    EXPECT_TRUE(HasKeyboard(kForm, control)) << control;
    wall.Press(ImGuiKey_DownArrow);
  }
  EXPECT_TRUE(HasKeyboard("##settings", "defaults>##button"));
}

class UnusualValuesTest : public SettingsDialogTest {
 protected:
  static UiOptions Unusual() {
    UiOptions options;
    options.settings.update_rate = 3;
    options.settings.texture_mib = 100;
    return options;
  }
  UnusualValuesTest() : SettingsDialogTest(Unusual()) {}
};

TEST_F(UnusualValuesTest, AValueThatIsNoUsualStepIsOfferedUntilAnotherIsChosen) {
  Open();
  EXPECT_THAT(wall.Read(), HasSubstr("3/s"));
  EXPECT_THAT(wall.Read(), HasSubstr("100 MB"));
  EXPECT_EQ(set().update_rate, 3);
  GoTo("rate>##all");
  wall.Press(ImGuiKey_LeftArrow);
  EXPECT_EQ(set().update_rate, 2);
  EXPECT_THAT(wall.Read(), Not(HasSubstr("3/s")));
}

class GermanStartTest : public SettingsDialogTest {
 protected:
  static UiOptions German() {
    UiOptions options;
    options.settings.language = "de";
    return options;
  }
  GermanStartTest() : SettingsDialogTest(German()) {}
};

TEST_F(GermanStartTest, TheLanguageThatWasKeptIsSpokenFromTheStart) { EXPECT_EQ(CurrentLanguage(), "de"); }

}  // namespace
}  // namespace labwall
