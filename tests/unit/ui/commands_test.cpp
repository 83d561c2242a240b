// SPDX-License-Identifier: Apache-2.0
// From a selection to a command: menus, the confirmation, and what must never happen.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ui_driver.h"

namespace labwall {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Numbers = std::set<int>;

TestLab TwoRooms() { return TestLab({{"B12", 6}, {"B14", 4}}); }

// Cancel has the focus; the button that logs off is at its right.
void Confirm(UiDriver& wall) {
  ASSERT_TRUE(wall.DialogOpen());
  wall.Press(ImGuiKey_RightArrow);
  wall.Press(ImGuiKey_Enter);
  EXPECT_FALSE(wall.DialogOpen());
}

// Opens the top-left menu's Log Off Users by keyboard; its first row has the focus then.
void OpenLogOffMenu(UiDriver& wall) {
  wall.Press(ImGuiKey_F10);
  ASSERT_TRUE(wall.MenuOpen());
  wall.Press(ImGuiKey_RightArrow);
}

TEST(CommandsTest, LogsOffTheSelectionByKeyboardAlone) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_Home);
  wall.Press(ImGuiMod_Shift | ImGuiKey_RightArrow);
  wall.Press(ImGuiKey_Menu);
  ASSERT_TRUE(wall.MenuOpen());
  wall.Press(ImGuiKey_Enter);
  Confirm(wall);
  ASSERT_EQ(wall.sink.commands.size(), 1U);
  EXPECT_EQ(wall.sink.commands[0].action, Action::kLogOff);
  EXPECT_THAT(wall.Targets(), ElementsAre(0, 1));
  EXPECT_EQ(wall.sink.commands[0].targets[0].user, "user00");
  EXPECT_EQ(wall.sink.commands[0].targets[0].display_name, "Person 00");
}

TEST(CommandsTest, ShiftF10OpensTheContextMenuToo) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_End);
  wall.Press(ImGuiMod_Shift | ImGuiKey_F10);
  ASSERT_TRUE(wall.MenuOpen());
  wall.Press(ImGuiKey_Enter);
  Confirm(wall);
  EXPECT_THAT(wall.Targets(), ElementsAre(9));
}

TEST(CommandsTest, TheMenuKeyWithNobodySelectedMeansTheFocusedTile) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_RightArrow);
  wall.Press(ImGuiKey_Menu);
  EXPECT_EQ(wall.Selected(), Numbers{1});
}

TEST(CommandsTest, CtrlShiftLAsksForTheSelection) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_L);
  EXPECT_FALSE(wall.DialogOpen()) << "nobody is selected";
  wall.Press(ImGuiKey_Home);
  wall.Press(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_L);
  Confirm(wall);
  EXPECT_THAT(wall.Targets(), ElementsAre(0));
}

TEST(CommandsTest, TheSafeButtonHasTheFocus) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_A);
  wall.Press(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_L);
  ASSERT_TRUE(wall.DialogOpen());
  wall.Press(ImGuiKey_Enter);
  EXPECT_FALSE(wall.DialogOpen());
  EXPECT_THAT(wall.sink.commands, IsEmpty());
  EXPECT_EQ(wall.Selected().size(), 10U);
}

TEST(CommandsTest, EscCancels) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_Home);
  wall.Press(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_L);
  wall.Press(ImGuiKey_Escape);
  EXPECT_FALSE(wall.DialogOpen());
  EXPECT_THAT(wall.sink.commands, IsEmpty());
  EXPECT_EQ(wall.Selected(), Numbers{0}) << "Esc was for the dialog";
  wall.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(wall.Selected(), Numbers{1}) << "the wall has the keyboard again";
}

TEST(CommandsTest, TabReachesTheDestructiveButton) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_Home);
  wall.Press(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_L);
  wall.Press(ImGuiKey_Tab);
  EXPECT_THAT(wall.sink.commands, IsEmpty());
  wall.Press(ImGuiKey_Enter);
  EXPECT_THAT(wall.Targets(), ElementsAre(0));
}

TEST(CommandsTest, KeysThatFollowAtOnceAreForTheDialog) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_Home);
  wall.Hold(ImGuiMod_Ctrl | ImGuiMod_Shift, true);
  for (const ImGuiKey key : {ImGuiKey_L, ImGuiKey_RightArrow, ImGuiKey_Enter}) {
    ImGui::GetIO().AddKeyEvent(key, true);
    wall.Frames(1);
    ImGui::GetIO().AddKeyEvent(key, false);
    wall.Hold(ImGuiMod_Ctrl | ImGuiMod_Shift, false);
    wall.Frames(1);
  }
  wall.Frames(4);
  EXPECT_THAT(wall.Targets(), ElementsAre(0));
  EXPECT_EQ(wall.Selected(), Numbers{0});
}

// Fast hands press the next key before they let go of the last one.
TEST(CommandsTest, AKeyPressedWhileTheLastIsStillDownWaitsForItsEffect) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_Home);
  wall.Press(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_L);
  ASSERT_TRUE(wall.DialogOpen());
  ImGuiIO& io = ImGui::GetIO();
  io.AddKeyEvent(ImGuiKey_RightArrow, true);
  io.AddKeyEvent(ImGuiKey_Enter, true);
  io.AddKeyEvent(ImGuiKey_RightArrow, false);
  io.AddKeyEvent(ImGuiKey_Enter, false);
  wall.Frames(8);
  EXPECT_FALSE(wall.DialogOpen());
  EXPECT_THAT(wall.Targets(), ElementsAre(0)) << "Enter was for the button that the arrow went to";
}

TEST(CommandsTest, KeysStruckWithinOneFrameKeepTheirOrder) {
  UiDriver wall(TwoRooms());
  const auto strike = [&](ImGuiKey key) {
    ImGui::GetIO().AddKeyEvent(key, true);
    ImGui::GetIO().AddKeyEvent(key, false);
  };
  strike(ImGuiKey_Home);
  wall.Hold(ImGuiMod_Shift, true);
  strike(ImGuiKey_RightArrow);
  strike(ImGuiKey_DownArrow);
  wall.Hold(ImGuiMod_Shift, false);
  strike(ImGuiKey_Menu);
  strike(ImGuiKey_Enter);
  strike(ImGuiKey_RightArrow);
  strike(ImGuiKey_Enter);
  wall.Frames(40);
  EXPECT_THAT(wall.Targets(), ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST(CommandsTest, LogsOffTheSelectionByMouseAlone) {
  UiDriver wall(TwoRooms());
  wall.Click(wall.Tile(3));
  wall.Click(wall.Tile(7), ImGuiMouseButton_Left, ImGuiMod_Ctrl);
  wall.Click(wall.Tile(7), ImGuiMouseButton_Right);
  ASSERT_TRUE(wall.MenuOpen());
  wall.ClickButton("##Popup", "Log Off Selected Users…");
  ASSERT_TRUE(wall.DialogOpen());
  wall.ClickButton("##confirm", "confirm");
  EXPECT_THAT(wall.Targets(), ElementsAre(3, 7));
}

TEST(CommandsTest, TheFloatingBarLogsOffTheSelection) {
  UiDriver wall(TwoRooms());
  EXPECT_FALSE(wall.HasButton("##selection", "log off"));
  wall.Click(wall.Tile(3));
  wall.Frames(20);
  wall.ClickButton("##selection", "log off");
  ASSERT_TRUE(wall.DialogOpen());
  wall.ClickButton("##confirm", "cancel");
  EXPECT_THAT(wall.sink.commands, IsEmpty());
}

TEST(CommandsTest, TheTopLeftMenuLogsOffTheSelectionOrAll) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_Home);
  OpenLogOffMenu(wall);
  wall.Press(ImGuiKey_Enter);
  Confirm(wall);
  EXPECT_THAT(wall.Targets(), ElementsAre(0));
  OpenLogOffMenu(wall);
  wall.Press(ImGuiKey_DownArrow);
  wall.Press(ImGuiKey_Enter);
  Confirm(wall);
  EXPECT_THAT(wall.Targets(), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
}

TEST(CommandsTest, TheTopLeftMenuWorksByMouse) {
  UiDriver wall(TwoRooms());
  wall.Click({40, 26});
  ASSERT_TRUE(wall.MenuOpen());
  wall.ClickButton("##Popup", "log off users");
  wall.ClickButton("log off users", "Log Off All Users…");
  ASSERT_TRUE(wall.DialogOpen());
  wall.ClickButton("##confirm", "confirm");
  EXPECT_EQ(wall.Targets().size(), 10U);
}

TEST(CommandsTest, NobodySelectedNeverMeansEverybody) {
  UiDriver wall(TwoRooms());
  OpenLogOffMenu(wall);
  // The row for the selection is disabled, so the first one that can be chosen is the one for all.
  wall.ClickButton("log off users", "Log Off Selected Users…");
  EXPECT_FALSE(wall.DialogOpen());
  EXPECT_THAT(wall.sink.commands, IsEmpty());
}

TEST(CommandsTest, AllSkipsTheConsolesOwnSessionAndWhatIsNotMonitored) {
  UiDriver wall(TwoRooms());
  wall.lab.session(2).monitored = false;
  wall.input.own_session = wall.lab.key(5);
  wall.Publish();
  OpenLogOffMenu(wall);
  wall.Press(ImGuiKey_DownArrow);
  wall.Press(ImGuiKey_Enter);
  Confirm(wall);
  EXPECT_THAT(wall.Targets(), ElementsAre(0, 1, 3, 4, 6, 7, 8, 9));
  EXPECT_EQ(wall.sink.commands.back().operator_session, wall.lab.key(5));
}

TEST(CommandsTest, TheConsolesOwnSessionIsShownAndNeverSelected) {
  UiDriver wall(TwoRooms());
  wall.input.own_session = wall.lab.key(0);
  wall.Publish();
  EXPECT_NE(wall.FindTile(0), nullptr);
  wall.Press(ImGuiKey_Home);
  EXPECT_EQ(wall.Selected(), Numbers{});
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_A);
  EXPECT_EQ(wall.Selected().size(), 9U);
  EXPECT_FALSE(wall.Selected().contains(0));
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_I);
  EXPECT_EQ(wall.Selected(), Numbers{});
  wall.Click(wall.Tile(0), ImGuiMouseButton_Right);
  EXPECT_EQ(wall.Selected(), Numbers{});
}

TEST(CommandsTest, OfAUsersThreeSessionsOnlyTheSelectedOneIsMeant) {
  UiDriver wall(TwoRooms());
  for (const int number : {1, 3, 7}) {
    wall.lab.session(number).user = "pupil";
    wall.lab.session(number).display_name = "Pupil";
  }
  wall.Publish();
  wall.Click(wall.Tile(3));
  wall.Press(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_L);
  Confirm(wall);
  EXPECT_THAT(wall.Targets(), ElementsAre(3));
}

TEST(CommandsTest, ASessionThatEndsWhileTheDialogIsOpenIsLeftOutAndNothingTakesItsPlace) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_Home);
  wall.Press(ImGuiMod_Shift | ImGuiKey_RightArrow);
  wall.Press(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_L);
  // Its place is taken by the next session of the same user.
  wall.lab.session(1).key.started_us += 1;
  wall.Publish();
  Confirm(wall);
  EXPECT_THAT(wall.Targets(), ElementsAre(0));
}

TEST(CommandsTest, ASessionThatStartsWhileTheDialogForAllIsOpenIsNotMeant) {
  TestLab lab = TwoRooms();
  UiDriver wall(lab);
  wall.lab.End(4);
  wall.Publish();
  OpenLogOffMenu(wall);
  wall.Press(ImGuiKey_DownArrow);
  wall.Press(ImGuiKey_Enter);
  ASSERT_TRUE(wall.DialogOpen());
  wall.lab.station(4).sessions.push_back(lab.session(4));
  wall.Publish();
  Confirm(wall);
  EXPECT_THAT(wall.Targets(), ElementsAre(0, 1, 2, 3, 5, 6, 7, 8, 9));
}

TEST(CommandsTest, ASessionThatEndsWhileTheMenuIsOpenLeavesTheSelection) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_Home);
  wall.Press(ImGuiMod_Shift | ImGuiKey_RightArrow);
  wall.Press(ImGuiKey_Menu);
  wall.lab.End(0);
  wall.Publish();
  ASSERT_TRUE(wall.MenuOpen());
  wall.Press(ImGuiKey_Enter);
  Confirm(wall);
  EXPECT_THAT(wall.Targets(), ElementsAre(1));
}

TEST(CommandsTest, WhenEverybodySelectedEndsWhileTheMenuIsOpenNothingIsAsked) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_Home);
  wall.Press(ImGuiKey_Menu);
  wall.lab.End(0);
  wall.Publish();
  wall.Press(ImGuiKey_Enter);
  EXPECT_FALSE(wall.DialogOpen());
  EXPECT_THAT(wall.sink.commands, IsEmpty());
}

TEST(CommandsTest, TheDialogOffersToLeaveOutWhatTheSearchHides) {
  UiDriver wall(TwoRooms());
  wall.Click(wall.Tile(1));
  wall.Click(wall.Tile(8), ImGuiMouseButton_Left, ImGuiMod_Ctrl);
  wall.Type("/");
  wall.Type("b14");
  wall.Press(ImGuiKey_Enter);
  EXPECT_EQ(wall.Selected(), (Numbers{1, 8})) << "a search leaves the selection alone";
  wall.Press(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_L);
  ASSERT_TRUE(wall.DialogOpen());
  wall.ClickButton("##confirm", "shown");
  EXPECT_THAT(wall.Targets(), ElementsAre(8));
  wall.Press(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_L);
  wall.ClickButton("##confirm", "confirm");
  EXPECT_THAT(wall.Targets(), ElementsAre(1, 8));
}

TEST(CommandsTest, ShortcutsRestWhileADialogIsOpen) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_Home);
  wall.Press(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_L);
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_A);
  wall.Press(ImGuiKey_F5);
  EXPECT_EQ(wall.Selected(), Numbers{0});
  EXPECT_EQ(wall.sink.refreshes, 0);
}

TEST(CommandsTest, EscLeavesAMenuAndKeepsTheSelection) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_Home);
  wall.Press(ImGuiKey_Menu);
  wall.Press(ImGuiKey_Escape);
  EXPECT_FALSE(wall.MenuOpen());
  EXPECT_EQ(wall.Selected(), Numbers{0});
  wall.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(wall.Selected(), Numbers{1});
}

}  // namespace
}  // namespace labwall
