// SPDX-License-Identifier: Apache-2.0
// The dialogs that ask or tell: the confirmation, a room's name, quitting, the keyboard map.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "imgui_internal.h"
#include "items.h"
#include "ui/text.h"
#include "ui_driver.h"

namespace labwall {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr ImGuiKeyChord kLogOff = ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_L;

UiOptions TypingNumbers() {
  UiOptions options;
  options.settings.type_large_numbers = true;
  return options;
}

// Many more than are named at once.
class ConfirmTest : public testing::Test {
 protected:
  explicit ConfirmTest(int people = 30, UiOptions options = {})
      : wall(TestLab({{"B12", people - 4}, {"B14", 4}}), std::move(options)) {}
  ~ConfirmTest() override { SetLanguage("en"); }

  void AskForAll() {
    wall.Press(ImGuiMod_Ctrl | ImGuiKey_A);
    wall.Press(kLogOff);
    ASSERT_TRUE(wall.DialogOpen());
  }
  void End(int first, int last) {
    for (int i = first; i <= last; ++i) wall.lab.End(i);
    wall.Publish();
  }
  [[nodiscard]] static bool Has(const char* path) { return ItemId("##confirm", path) != 0; }

  UiDriver wall;
};

TEST_F(ConfirmTest, EnterAndSpaceAndTheFirstLetterPressTheSafeButton) {
  for (const ImGuiKeyChord chord : {ImGuiKeyChord{ImGuiKey_Enter}, ImGuiKeyChord{ImGuiKey_Space},
                                    ImGuiMod_Alt | ImGuiKey_C, ImGuiKeyChord{ImGuiKey_Escape}}) {
    AskForAll();
    EXPECT_TRUE(HasKeyboard("##confirm", "cancel>##button"));
    wall.Press(chord);
    EXPECT_FALSE(wall.DialogOpen());
  }
  AskForAll();
  wall.Type("c");
  EXPECT_FALSE(wall.DialogOpen());
  EXPECT_THAT(wall.sink.commands, IsEmpty());
}

TEST_F(ConfirmTest, AltAndItsLetterPressTheOtherButtonAndTheLetterAloneDoesNot) {
  AskForAll();
  wall.Type("l");
  EXPECT_TRUE(wall.DialogOpen());
  EXPECT_THAT(wall.sink.commands, IsEmpty());
  wall.Press(ImGuiMod_Ctrl | ImGuiMod_Alt | ImGuiKey_L);
  EXPECT_TRUE(wall.DialogOpen());
  wall.Press(ImGuiMod_Alt | ImGuiKey_L);
  EXPECT_FALSE(wall.DialogOpen());
  EXPECT_EQ(wall.Targets().size(), 30U);
}

TEST_F(ConfirmTest, ARussianKeyboardHasTheLettersToo) {
  UiOptions options;
  options.settings.language = "ru";
  UiDriver russian(TestLab({{"B12", 2}}), options);
  russian.Press(ImGuiKey_Home);
  russian.Press(kLogOff);
  ASSERT_TRUE(russian.DialogOpen());
  // "Отмена": О is on the key that is J elsewhere.
  russian.Press(ImGuiMod_Alt | ImGuiKey_J);
  EXPECT_FALSE(russian.DialogOpen());
  russian.Press(kLogOff);
  ImGui::GetIO().AddInputCharacter(0x041E);
  russian.Frames(4);
  EXPECT_FALSE(russian.DialogOpen());
}

TEST_F(ConfirmTest, EveryNameIsOneKeyAway) {
  AskForAll();
  const float height = ImGui::GetTopMostPopupModal()->Size.y;
  wall.Press(ImGuiMod_Alt | ImGuiKey_S);
  EXPECT_TRUE(wall.DialogOpen());
  EXPECT_GT(ImGui::GetTopMostPopupModal()->Size.y, height);
  const ImGuiWindow* names = nullptr;
  for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows) {
    if (window->Active && std::string_view(window->Name).starts_with("##confirm/names")) names = window;
  }
  ASSERT_NE(names, nullptr);
  ImGui::GetIO().DisplaySize = {900, 600};
  wall.Frames(3);
  EXPECT_GT(names->ScrollMax.y, 0);
  EXPECT_LE(ImGui::GetTopMostPopupModal()->ScrollMax.y, 0) << "the buttons stay in sight";
  wall.Press(ImGuiKey_PageDown);
  EXPECT_GT(names->Scroll.y, 0);
  wall.Press(ImGuiKey_End);
  EXPECT_EQ(names->Scroll.y, names->ScrollMax.y);
  wall.Press(ImGuiKey_PageUp);
  EXPECT_LT(names->Scroll.y, names->ScrollMax.y);
  wall.Press(ImGuiKey_Home);
  EXPECT_EQ(names->Scroll.y, 0);
  EXPECT_TRUE(HasKeyboard("##confirm", "cancel>##button"));
  wall.Type("s");
  EXPECT_FALSE(names->Active);
  ClickItem(wall, "##confirm", "names>##button");
  EXPECT_TRUE(names->Active);
}

TEST_F(ConfirmTest, ACommandIsForThoseWhoAreStillThere) {
  AskForAll();
  End(0, 9);
  wall.Press(ImGuiKey_RightArrow);
  wall.Press(ImGuiKey_Enter);
  EXPECT_EQ(wall.Targets().size(), 20U);
  EXPECT_EQ(wall.Targets().front(), 10);
}

TEST_F(ConfirmTest, WhenNobodyIsLeftThereIsOnlyClose) {
  AskForAll();
  wall.Press(ImGuiKey_RightArrow);
  End(0, 29);
  EXPECT_FALSE(FindItem(wall, "##confirm", "confirm>##button"));
  wall.Press(ImGuiMod_Alt | ImGuiKey_L);
  EXPECT_TRUE(wall.DialogOpen());
  EXPECT_TRUE(HasKeyboard("##confirm", "cancel>##button")) << "although the other button had the keyboard";
  wall.Press(ImGuiKey_Enter);
  EXPECT_FALSE(wall.DialogOpen());
  EXPECT_THAT(wall.sink.commands, IsEmpty());
}

TEST_F(ConfirmTest, TheDialogLiesAboveWhatAppearsMeanwhile) {
  AskForAll();
  End(0, 29);
  wall.Frames(3);
  const auto& windows = ImGui::GetCurrentContext()->Windows;
  EXPECT_EQ(windows.back(), ImGui::GetTopMostPopupModal()) << "and not the empty wall's words";
}

class TypedNumberTest : public ConfirmTest {
 protected:
  TypedNumberTest() : ConfirmTest(30, TypingNumbers()) {}
};

TEST_F(TypedNumberTest, OnlyTheRightNumberConfirms) {
  AskForAll();
  EXPECT_TRUE(HasKeyboard("##confirm", "##number"));
  wall.Press(ImGuiKey_Enter);
  wall.Press(ImGuiMod_Alt | ImGuiKey_L);
  wall.Type("31");
  wall.Press(ImGuiMod_Alt | ImGuiKey_L);
  wall.Press(ImGuiKey_Enter);
  EXPECT_TRUE(wall.DialogOpen());
  EXPECT_THAT(wall.sink.commands, IsEmpty());
  wall.Type("30");
  wall.Press(ImGuiKey_Enter);
  EXPECT_FALSE(wall.DialogOpen());
  EXPECT_EQ(wall.Targets().size(), 30U);
}

TEST_F(TypedNumberTest, TheNumberTypedAtOnceIsForTheField) {
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_A);
  wall.Hold(ImGuiMod_Ctrl | ImGuiMod_Shift, true);
  ImGui::GetIO().AddKeyEvent(ImGuiKey_L, true);
  wall.Frames(1);
  wall.Hold(ImGuiMod_Ctrl | ImGuiMod_Shift, false);
  ImGui::GetIO().AddKeyEvent(ImGuiKey_L, false);
  wall.Type("30");
  wall.Press(ImGuiMod_Alt | ImGuiKey_L);
  EXPECT_EQ(wall.Targets().size(), 30U);
}

TEST_F(TypedNumberTest, TheNumberFollowsThoseWhoLeave) {
  AskForAll();
  wall.Type("30");
  End(0, 1);
  wall.Press(ImGuiMod_Alt | ImGuiKey_L);
  EXPECT_TRUE(wall.DialogOpen()) << "they are 28 now";
  wall.Press(ImGuiKey_Backspace);
  wall.Press(ImGuiKey_Backspace);
  wall.Type("28");
  wall.Press(ImGuiKey_Enter);
  EXPECT_EQ(wall.Targets().size(), 28U);
}

TEST_F(TypedNumberTest, TwentyPeopleAreNotMany) {
  End(0, 9);
  AskForAll();
  EXPECT_TRUE(HasKeyboard("##confirm", "cancel>##button"));
  wall.Press(ImGuiMod_Alt | ImGuiKey_L);
  EXPECT_EQ(wall.Targets().size(), 20U);
}

TEST_F(TypedNumberTest, TheNumberOfTheShownIsForTheShown) {
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_A);
  wall.Type("/");
  wall.Type("b12");
  wall.Press(ImGuiKey_Enter);
  wall.Press(kLogOff);
  ASSERT_TRUE(wall.DialogOpen());
  wall.Type("26");
  wall.Press(ImGuiMod_Alt | ImGuiKey_L);
  EXPECT_TRUE(wall.DialogOpen()) << "26 are not all 30";
  wall.Press(ImGuiKey_Enter);
  EXPECT_FALSE(wall.DialogOpen());
  EXPECT_EQ(wall.Targets().size(), 26U);
}

class RoomNameTest : public testing::Test {
 protected:
  RoomNameTest() : wall(TestLab({{"B12", 6}, {"", 2}, {"B14", 4}})) {}

  // By way of the palette, which is where everything can be asked for.
  void Open() {
    wall.Press(ImGuiMod_Ctrl | ImGuiKey_K);
    wall.Type("rename this");
    wall.Press(ImGuiKey_Enter);
  }
  [[nodiscard]] const std::map<std::string, std::string>& names() { return wall.ui().settings().room_names; }

  UiDriver wall;
};

TEST_F(RoomNameTest, GivesTheFocusedTilesRoomAName) {
  Open();
  ASSERT_TRUE(HasKeyboard("##room name", "##name"));
  wall.Type(" Library ");
  wall.Press(ImGuiKey_Enter);
  EXPECT_FALSE(wall.DialogOpen());
  EXPECT_THAT(names(), ElementsAre(testing::Pair("B12", "Library")));
}

TEST_F(RoomNameTest, AnEmptyNameOrItsOwnIsNone) {
  Open();
  wall.Type("Library");
  wall.Press(ImGuiKey_Enter);
  Open();
  wall.Press(ImGuiKey_Delete);
  ClickItem(wall, "##room name", "rename>##button");
  EXPECT_THAT(names(), IsEmpty()) << "the old name is selected when the dialog opens";
  Open();
  wall.Type("B12");
  wall.Press(ImGuiKey_Enter);
  EXPECT_THAT(names(), IsEmpty());
}

TEST_F(RoomNameTest, CancelAndEscLeaveItAlone) {
  for (const ImGuiKeyChord chord : {ImGuiKeyChord{ImGuiKey_Escape}, ImGuiMod_Alt | ImGuiKey_C}) {
    Open();
    wall.Type("Library");
    wall.Press(chord);
    EXPECT_FALSE(wall.DialogOpen());
    EXPECT_THAT(names(), IsEmpty());
  }
}

TEST_F(RoomNameTest, StationsWithoutARoomHaveNoneToName) {
  wall.Press(ImGuiKey_End);
  wall.Press(ImGuiKey_LeftArrow);
  wall.Press(ImGuiKey_End);
  ASSERT_GE(wall.Focused(), 6);
  ASSERT_LT(wall.Focused(), 8);
  Open();
  EXPECT_TRUE(HasKeyboard("##palette", "##find")) << "it can't be chosen";
}

TEST_F(RoomNameTest, ALongNameIsCutAsItIsTyped) {
  Open();
  wall.Type(std::string(100, 'x'));
  wall.Press(ImGuiKey_Enter);
  EXPECT_EQ(names().at("B12"), std::string(63, 'x'));
}

std::shared_ptr<const Batch> BatchUnderWay(const TestLab& lab, const std::vector<TargetStage>& stages) {
  auto batch = std::make_shared<Batch>();
  batch->id = 1;
  batch->action = Action::kLogOff;
  for (size_t i = 0; i < stages.size(); ++i) {
    TargetProgress target;
    target.target.key = lab.key(static_cast<int>(i));
    target.stage = stages[i];
    target.outcome.key = target.target.key;
    target.outcome.code = OutcomeCode::kDone;
    batch->targets.push_back(target);
  }
  return batch;
}

class QuitTest : public testing::Test {
 protected:
  QuitTest() : wall(TestLab({{"B12", 6}})) {}

  void SetStages(const std::vector<TargetStage>& stages) {
    wall.input.batches = {BatchUnderWay(wall.lab, stages)};
    wall.Frames(3);
  }
  void CloseWindow() {
    gl_thread.Check();
    wall.ui().AskToQuit(wall.sink);
    wall.Frames(6);
  }

  UiDriver wall;
};

TEST_F(QuitTest, QuitsAtOnceWhenNothingIsUnderWay) {
  CloseWindow();
  EXPECT_EQ(wall.sink.quits, 1);
  SetStages({TargetStage::kFinished});
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_Q);
  EXPECT_EQ(wall.sink.quits, 2);
}

TEST_F(QuitTest, AsksWhileSomethingIsAndTheSafeButtonHasTheKeyboard) {
  SetStages({TargetStage::kWaiting, TargetStage::kAccepted});
  for (const ImGuiKeyChord chord :
       {ImGuiKeyChord{ImGuiKey_Enter}, ImGuiKeyChord{ImGuiKey_Escape}, ImGuiMod_Alt | ImGuiKey_K}) {
    wall.Press(ImGuiMod_Ctrl | ImGuiKey_Q);
    ASSERT_TRUE(wall.DialogOpen());
    EXPECT_TRUE(HasKeyboard("##quit", "keep>##button"));
    wall.Press(chord);
    EXPECT_FALSE(wall.DialogOpen());
  }
  EXPECT_EQ(wall.sink.quits, 0);
  CloseWindow();
  ASSERT_TRUE(wall.DialogOpen()) << "it is asked again after it was answered";
  wall.Press(ImGuiKey_RightArrow);
  wall.Press(ImGuiKey_Enter);
  EXPECT_EQ(wall.sink.quits, 1);
  EXPECT_FALSE(wall.DialogOpen());
}

TEST_F(QuitTest, ASecondRequestIsNoAnswer) {
  SetStages({TargetStage::kAccepted});
  for (int i = 0; i < 3; ++i) CloseWindow();
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_Q);
  EXPECT_TRUE(wall.DialogOpen());
  EXPECT_EQ(wall.sink.quits, 0);
  ClickItem(wall, "##quit", "quit>##button");
  EXPECT_EQ(wall.sink.quits, 1);
}

TEST_F(QuitTest, SaysWhenEverythingIsOverAndLeavesTheKeyboardWhereItIs) {
  SetStages({TargetStage::kAccepted});
  CloseWindow();
  // "Quit anyway" is for Alt only, "Quit" for its letter alone too.
  wall.Type("q");
  EXPECT_EQ(wall.sink.quits, 0);
  SetStages({TargetStage::kFinished});
  EXPECT_TRUE(HasKeyboard("##quit", "keep>##button"));
  EXPECT_EQ(wall.sink.quits, 0);
  CloseWindow();
  EXPECT_TRUE(wall.DialogOpen()) << "and a second request still is no answer";
  wall.Type("q");
  EXPECT_EQ(wall.sink.quits, 1);
}

TEST_F(QuitTest, TakesThePlaceOfAnotherDialog) {
  SetStages({TargetStage::kAccepted});
  wall.Press(ImGuiKey_Home);
  wall.Press(kLogOff);
  CloseWindow();
  EXPECT_TRUE(HasKeyboard("##quit", "keep>##button"));
  wall.Press(ImGuiKey_Enter);
  EXPECT_FALSE(wall.DialogOpen());
  EXPECT_THAT(wall.sink.commands, IsEmpty());
}

class KeyboardMapTest : public testing::Test {
 protected:
  explicit KeyboardMapTest(ImVec2 size = {1400, 900}) : wall(TestLab({{"B12", 6}}), {}, size) {}
  [[nodiscard]] static const ImGuiWindow* Keys() {
    for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows) {
      if (window->Active && std::string_view(window->Name).starts_with("##keyboard/keys")) return window;
    }
    return nullptr;
  }
  UiDriver wall;
};

TEST_F(KeyboardMapTest, FindsKeysAndKeepsItsSize) {
  wall.Press(ImGuiKey_F1);
  ASSERT_TRUE(HasKeyboard("##keyboard", "##find"));
  const ImVec2 size = ImGui::GetTopMostPopupModal()->Size;
  const int all = Keys()->DrawList->VtxBuffer.Size;
  wall.Type("tiles ctrl");
  const int found = Keys()->DrawList->VtxBuffer.Size;
  EXPECT_LT(found, all / 3);
  EXPECT_GT(found, 0);
  wall.Type(" nothing");
  EXPECT_GT(Keys()->DrawList->VtxBuffer.Size, 0) << "says that there is none";
  EXPECT_EQ(ImGui::GetTopMostPopupModal()->Size.x, size.x);
  EXPECT_EQ(ImGui::GetTopMostPopupModal()->Size.y, size.y);
  wall.Press(ImGuiKey_Escape);
  EXPECT_FALSE(wall.DialogOpen());
  wall.Press(ImGuiKey_F1);
  EXPECT_EQ(Keys()->DrawList->VtxBuffer.Size, all) << "what was typed is forgotten";
  ClickItem(wall, "##keyboard", "close>##button");
  EXPECT_FALSE(wall.DialogOpen());
}

class SmallKeyboardMapTest : public KeyboardMapTest {
 protected:
  SmallKeyboardMapTest() : KeyboardMapTest({900, 600}) {}
};

TEST_F(SmallKeyboardMapTest, ScrollsInASmallWindow) {
  wall.Press(ImGuiKey_F1);
  EXPECT_LE(ImGui::GetTopMostPopupModal()->Size.y, 600);
  EXPECT_LE(ImGui::GetTopMostPopupModal()->ScrollMax.y, 0);
  ASSERT_GT(Keys()->ScrollMax.y, 0);
  wall.Press(ImGuiKey_PageDown);
  EXPECT_GT(Keys()->Scroll.y, 0);
}

TEST(DialogsTest, NothingFadesWhereTheDesktopAsksForRest) {
  UiDriver wall(TestLab({{"B12", 6}}));
  const auto dimmed = [] { return ImGui::GetCurrentContext()->DimBgRatio; };
  const auto press_for_a_frame = [&](ImGuiKey key) {
    ImGui::GetIO().AddKeyEvent(key, true);
    wall.Frames(2);
    ImGui::GetIO().AddKeyEvent(key, false);
  };
  press_for_a_frame(ImGuiKey_F1);
  EXPECT_LT(dimmed(), 1);
  wall.Press(ImGuiKey_Escape);
  wall.Frames(20);
  wall.input.desktop.reduced_motion = true;
  press_for_a_frame(ImGuiKey_F1);
  EXPECT_EQ(dimmed(), 1);
  press_for_a_frame(ImGuiKey_Escape);
  EXPECT_EQ(dimmed(), 0);
}

// Every dialog in every language, in a window as large as most and in a small one.
TEST(DialogsTest, FitInEveryLanguage) {
  for (const ImVec2 size : {ImVec2(1400, 900), ImVec2(900, 600)}) {
    UiOptions options;
    options.settings.type_large_numbers = true;
    UiDriver wall(TestLab({{"B12", 26}, {"B14", 4}}), options, size);
    wall.lab.session(3).monitored = false;
    wall.input.own_session = wall.lab.key(2);
    wall.input.batches = {BatchUnderWay(wall.lab, {TargetStage::kWaiting, TargetStage::kAccepted})};
    wall.Publish();
    wall.Press(ImGuiMod_Ctrl | ImGuiKey_A);
    const auto fits = [&](const char* dialog) {
      SCOPED_TRACE(dialog);
      const ImGuiWindow* window = ImGui::GetTopMostPopupModal();
      ASSERT_NE(window, nullptr);
      EXPECT_STREQ(window->Name, dialog);
      EXPECT_LE(window->ScrollMax.x, 0);
      EXPECT_LE(window->ScrollMax.y, 0);
      EXPECT_GE(window->Pos.x, 0);
      EXPECT_LE(window->Pos.x + window->Size.x, size.x);
      EXPECT_LE(window->Pos.y + window->Size.y, size.y);
      for (const ImGuiWindow* child : window->DC.ChildWindows) EXPECT_LE(child->ScrollMax.x, 0) << child->Name;
      wall.Press(ImGuiKey_Escape);
      EXPECT_FALSE(wall.DialogOpen());
    };
    for (const Language& language : Languages()) {
      SCOPED_TRACE(fmt::format("{} at {}", language.code, size.x));
      SetLanguage(language.code);
      wall.Press(kLogOff);
      fits("##confirm");
      wall.Press(kLogOff);
      wall.Press(ImGuiKey_UpArrow);
      wall.Press(ImGuiKey_Enter);
      fits("##confirm");
      wall.Press(ImGuiMod_Ctrl | ImGuiKey_K);
      fits("##palette");
      wall.Press(ImGuiMod_Ctrl | ImGuiKey_Comma);
      fits("##settings");
      wall.Press(ImGuiKey_F1);
      fits("##keyboard");
      wall.Press(ImGuiMod_Ctrl | ImGuiKey_Q);
      fits("##quit");
    }
  }
  SetLanguage("en");
}

}  // namespace
}  // namespace labwall
