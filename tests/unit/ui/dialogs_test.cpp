// SPDX-License-Identifier: Apache-2.0
// The dialogs that ask or tell: the confirmation, quitting, the keyboard map.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "imgui_internal.h"
#include "items.h"
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

}  // namespace
}  // namespace labwall
