// SPDX-License-Identifier: Apache-2.0
// The wall by keyboard alone. The lab of most tests, four tiles a row:
//   B12:  0  1  2  3
//         4  5
//   B14:  6  7  8  9
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ui_driver.h"

namespace labwall {
namespace {

using Numbers = std::set<int>;

TestLab TwoRooms() { return TestLab({{"B12", 6}, {"B14", 4}}); }

Numbers Range(int first, int last) {
  Numbers numbers;
  for (int i = first; i <= last; ++i) numbers.insert(i);
  return numbers;
}

TEST(KeyboardTest, StartsWithTheFirstTileFocusedAndNobodySelected) {
  UiDriver wall(TwoRooms());
  EXPECT_EQ(wall.Focused(), 0);
  EXPECT_EQ(wall.Selected(), Numbers{});
}

TEST(KeyboardTest, HomeSelectsTheFirstTileRightAfterStart) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_Home);
  EXPECT_EQ(wall.Selected(), Numbers{0});
  EXPECT_EQ(wall.Focused(), 0);
}

TEST(KeyboardTest, SpaceSelectsRightAfterStart) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_Space);
  EXPECT_EQ(wall.Selected(), Numbers{0});
}

TEST(KeyboardTest, ArrowsMoveThroughTheGridAndSelect) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(wall.Selected(), Numbers{1});
  wall.Press(ImGuiKey_DownArrow);
  EXPECT_EQ(wall.Selected(), Numbers{5});
  wall.Press(ImGuiKey_DownArrow);
  EXPECT_EQ(wall.Selected(), Numbers{7});
  wall.Press(ImGuiKey_LeftArrow);
  EXPECT_EQ(wall.Selected(), Numbers{6});
  wall.Press(ImGuiKey_LeftArrow);
  EXPECT_EQ(wall.Selected(), Numbers{5}) << "left goes on in reading order, across rooms";
  wall.Press(ImGuiKey_UpArrow);
  EXPECT_EQ(wall.Selected(), Numbers{1});
}

// A fast typist, or a slow frame: the key and its modifier go down and up between two frames.
TEST(KeyboardTest, AKeystrokeWithinOneFrameKeepsItsModifier) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_Home);
  wall.Strike(ImGuiMod_Shift | ImGuiKey_RightArrow);
  EXPECT_EQ(wall.Selected(), Range(0, 1));
  wall.Strike(ImGuiMod_Ctrl | ImGuiKey_A);
  EXPECT_EQ(wall.Selected(), Range(0, 9));
}

TEST(KeyboardTest, DownKeepsItsColumnAcrossAShortRow) {
  UiDriver wall(TwoRooms());
  for (int i = 0; i < 3; ++i) wall.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(wall.Focused(), 3);
  wall.Press(ImGuiKey_DownArrow);
  EXPECT_EQ(wall.Focused(), 5);
  wall.Press(ImGuiKey_DownArrow);
  EXPECT_EQ(wall.Focused(), 9);
  wall.Press(ImGuiKey_DownArrow);
  EXPECT_EQ(wall.Focused(), 9);
}

TEST(KeyboardTest, HomeAndEndGoToTheFirstAndLastTile) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_End);
  EXPECT_EQ(wall.Selected(), Numbers{9});
  wall.Press(ImGuiKey_Home);
  EXPECT_EQ(wall.Selected(), Numbers{0});
}

TEST(KeyboardTest, ShiftExtendsInReadingOrder) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_Home);
  wall.Press(ImGuiMod_Shift | ImGuiKey_RightArrow);
  EXPECT_EQ(wall.Selected(), Range(0, 1));
  wall.Press(ImGuiMod_Shift | ImGuiKey_RightArrow);
  EXPECT_EQ(wall.Selected(), Range(0, 2));
  wall.Press(ImGuiMod_Shift | ImGuiKey_DownArrow);
  EXPECT_EQ(wall.Selected(), Range(0, 5));
  wall.Press(ImGuiMod_Shift | ImGuiKey_LeftArrow);
  EXPECT_EQ(wall.Selected(), Range(0, 4));
  wall.Press(ImGuiMod_Shift | ImGuiKey_End);
  EXPECT_EQ(wall.Selected(), Range(0, 9));
}

TEST(KeyboardTest, ShiftExtendsFromTheFocusedTileBeforeAnythingElseWasPressed) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiMod_Shift | ImGuiKey_RightArrow);
  EXPECT_EQ(wall.Selected(), Range(0, 1));
}

TEST(KeyboardTest, ShiftExtendsBackwards) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_End);
  wall.Press(ImGuiMod_Shift | ImGuiKey_UpArrow);
  EXPECT_EQ(wall.Selected(), Range(5, 9));
  wall.Press(ImGuiMod_Shift | ImGuiKey_Home);
  EXPECT_EQ(wall.Selected(), Range(0, 9));
}

TEST(KeyboardTest, CtrlMovesTheFocusAndLeavesTheSelection) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_Home);
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_RightArrow);
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_DownArrow);
  EXPECT_EQ(wall.Focused(), 5);
  EXPECT_EQ(wall.Selected(), Numbers{0});
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_End);
  EXPECT_EQ(wall.Focused(), 9);
  EXPECT_EQ(wall.Selected(), Numbers{0});
}

TEST(KeyboardTest, SpaceAndCtrlSpaceToggleTheFocusedTileOnly) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_Home);
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_RightArrow);
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_RightArrow);
  wall.Press(ImGuiKey_Space);
  EXPECT_EQ(wall.Selected(), (Numbers{0, 2}));
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_RightArrow);
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_Space);
  EXPECT_EQ(wall.Selected(), (Numbers{0, 2, 3}));
  wall.Press(ImGuiKey_Space);
  EXPECT_EQ(wall.Selected(), (Numbers{0, 2}));
}

TEST(KeyboardTest, ShiftExtendsFromWhatSpaceToggledLast) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_Home);
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_End);
  wall.Press(ImGuiKey_Space);
  wall.Press(ImGuiMod_Shift | ImGuiKey_LeftArrow);
  EXPECT_EQ(wall.Selected(), Range(8, 9));
}

TEST(KeyboardTest, CtrlASelectsAllAndEscClears) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_A);
  EXPECT_EQ(wall.Selected(), Range(0, 9));
  wall.Press(ImGuiKey_Escape);
  EXPECT_EQ(wall.Selected(), Numbers{});
  wall.Press(ImGuiKey_Escape);
  wall.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(wall.Selected(), Numbers{1}) << "Esc with nothing to clear must not take the keyboard from the wall";
}

TEST(KeyboardTest, CtrlIInvertsAndCtrlShiftASelectsTheRoom) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_A);
  EXPECT_EQ(wall.Selected(), Range(0, 5));
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_I);
  EXPECT_EQ(wall.Selected(), Range(6, 9));
}

TEST(KeyboardTest, PageDownAndPageUpMoveAPageInTheSameColumn) {
  UiDriver wall(TestLab({{"hall", 200}}));
  wall.Press(ImGuiKey_RightArrow);
  wall.Press(ImGuiKey_PageDown);
  const int paged = wall.Focused();
  EXPECT_GT(paged, 4);
  EXPECT_EQ(paged % 4, 1);
  EXPECT_EQ(wall.Selected(), Numbers{paged});
  wall.Press(ImGuiKey_PageDown);
  EXPECT_GT(wall.Focused(), paged);
  wall.Press(ImGuiMod_Shift | ImGuiKey_PageUp);
  EXPECT_EQ(wall.Focused(), paged);
  EXPECT_GT(wall.Selected().size(), 4U);
  for (int i = 0; i < 40; ++i) wall.Press(ImGuiKey_PageDown);
  EXPECT_EQ(wall.Focused(), 197) << "the last row, same column";
  for (int i = 0; i < 40; ++i) wall.Press(ImGuiKey_PageUp);
  EXPECT_EQ(wall.Focused(), 1);
}

TEST(KeyboardTest, TheFocusedTileIsScrolledIntoViewAsAWhole) {
  UiDriver wall(TestLab({{"hall", 200}}));
  wall.Press(ImGuiKey_End);
  wall.Frames(4);
  const TileDraw* last = wall.FindTile(199);
  ASSERT_NE(last, nullptr);
  EXPECT_TRUE(last->focused);
  EXPECT_LE(last->tile.y + last->tile.height, wall.ui().scene().clip.y + wall.ui().scene().clip.height);
  wall.Press(ImGuiKey_Home);
  wall.Frames(4);
  const TileDraw* first = wall.FindTile(0);
  ASSERT_NE(first, nullptr);
  EXPECT_GE(first->tile.y, wall.ui().scene().clip.y + 40) << "its room's heading shows too";
}

TEST(KeyboardTest, ARangeReachesAcrossAScroll) {
  UiDriver wall(TestLab({{"hall", 200}}));
  wall.Press(ImGuiKey_RightArrow);
  wall.Press(ImGuiMod_Shift | ImGuiKey_End);
  EXPECT_EQ(wall.Selected(), Range(1, 199));
}

TEST(KeyboardTest, SlashAndCtrlFFindAndEnterGoesToWhatWasFound) {
  UiDriver wall(TwoRooms());
  wall.Type("/");
  wall.Type("person 07");
  wall.Press(ImGuiKey_Enter);
  EXPECT_EQ(wall.ui().scene().tiles.size(), 1U);
  wall.Press(ImGuiKey_Home);
  EXPECT_EQ(wall.Selected(), Numbers{7});
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_F);
  wall.Press(ImGuiKey_Escape);
  EXPECT_EQ(wall.ui().scene().tiles.size(), 10U) << "Esc empties the field";
  wall.Press(ImGuiKey_Escape);
  wall.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(wall.Selected(), Numbers{8}) << "and gives the keyboard back to the wall";
}

TEST(KeyboardTest, WhatIsTypedAtOnceAfterCtrlFOrSlashIsTheSearchAndThenKeysAreTheWalls) {
  for (const bool by_slash : {false, true}) {
    UiDriver wall(TwoRooms());
    ImGuiIO& io = ImGui::GetIO();
    if (by_slash) {
      io.AddKeyEvent(ImGuiKey_Slash, true);
      io.AddInputCharacter('/');
      io.AddKeyEvent(ImGuiKey_Slash, false);
    } else {
      io.AddKeyEvent(ImGuiMod_Ctrl, true);
      io.AddKeyEvent(ImGuiKey_F, true);
      io.AddKeyEvent(ImGuiKey_F, false);
      io.AddKeyEvent(ImGuiMod_Ctrl, false);
    }
    for (const auto& [key, c] : {std::pair(ImGuiKey_B, 'b'), std::pair(ImGuiKey_1, '1'), std::pair(ImGuiKey_4, '4')}) {
      io.AddKeyEvent(key, true);
      io.AddInputCharacter(static_cast<unsigned>(c));
      io.AddKeyEvent(key, false);
    }
    io.AddKeyEvent(ImGuiKey_Enter, true);
    io.AddKeyEvent(ImGuiKey_Enter, false);
    io.AddKeyEvent(ImGuiMod_Ctrl, true);
    io.AddKeyEvent(ImGuiKey_A, true);
    io.AddKeyEvent(ImGuiKey_A, false);
    io.AddKeyEvent(ImGuiMod_Ctrl, false);
    wall.Frames(20);
    EXPECT_EQ(wall.Selected(), (Numbers{6, 7, 8, 9})) << by_slash;
  }
}

TEST(KeyboardTest, MovesAndTogglesStruckAtOnceAreDoneOneByOne) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_A);
  ImGuiIO& io = ImGui::GetIO();
  for (const ImGuiKey move : {ImGuiKey_End, ImGuiKey_LeftArrow}) {
    io.AddKeyEvent(ImGuiMod_Ctrl, true);
    io.AddKeyEvent(move, true);
    io.AddKeyEvent(move, false);
    io.AddKeyEvent(ImGuiMod_Ctrl, false);
    io.AddKeyEvent(ImGuiKey_Space, true);
    io.AddInputCharacter(' ');
    io.AddKeyEvent(ImGuiKey_Space, false);
  }
  wall.Frames(20);
  EXPECT_EQ(wall.Selected(), Range(0, 7));
}

TEST(KeyboardTest, LettersOfTheSearchAreNotShortcuts) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_F);
  wall.Type("b12?");
  EXPECT_FALSE(wall.DialogOpen());
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_A);
  EXPECT_EQ(wall.Selected(), Numbers{}) << "Ctrl+A selects the field's text";
}

TEST(KeyboardTest, CtrlASelectsOnlyWhatTheSearchShows) {
  UiDriver wall(TwoRooms());
  wall.Type("/");
  wall.Type("b14");
  wall.Press(ImGuiKey_Enter);
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_A);
  EXPECT_EQ(wall.Selected(), Range(6, 9));
}

TEST(KeyboardTest, F5AsksEveryStation) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_F5);
  EXPECT_EQ(wall.sink.refreshes, 1);
}

TEST(KeyboardTest, CtrlQQuits) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_Q);
  EXPECT_EQ(wall.sink.quits, 1);
}

TEST(KeyboardTest, F1AndQuestionMarkShowTheKeyboardMap) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_F1);
  EXPECT_TRUE(wall.DialogOpen());
  wall.Press(ImGuiKey_Escape);
  EXPECT_FALSE(wall.DialogOpen());
  wall.Type("?");
  EXPECT_TRUE(wall.DialogOpen());
  wall.Press(ImGuiKey_Enter);
  EXPECT_FALSE(wall.DialogOpen());
  wall.Press(ImGuiKey_Home);
  EXPECT_EQ(wall.Selected(), Numbers{0});
}

TEST(KeyboardTest, CtrlPlusAndMinusChangeTheTileSize) {
  UiDriver wall(TwoRooms());
  const float before = wall.FindTile(0)->tile.width;
  for (int i = 0; i < 4; ++i) wall.Press(ImGuiMod_Ctrl | ImGuiKey_Equal);
  EXPECT_GT(wall.FindTile(0)->tile.width, before);
  for (int i = 0; i < 8; ++i) wall.Press(ImGuiMod_Ctrl | ImGuiKey_Minus);
  EXPECT_LT(wall.FindTile(0)->tile.width, before);
}

TEST(KeyboardTest, KeysReachTheWallWhileASnapshotTakesTheAnchorAway) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_End);
  wall.lab.End(9);
  wall.input.snapshot = wall.lab.Snapshot();
  wall.Press(ImGuiMod_Shift | ImGuiKey_LeftArrow);
  wall.Press(ImGuiMod_Shift | ImGuiKey_LeftArrow);
  for (const int number : wall.Selected()) EXPECT_LT(number, 9);
  EXPECT_GE(wall.Focused(), 0);
}

TEST(KeyboardTest, LettersGoToThePersonThatBeginsWithThem) {
  TestLab lab = TwoRooms();
  lab.session(4).display_name = "Ирина";
  lab.session(7).display_name = "Zoe";
  lab.session(8).display_name = "Zara";
  UiDriver wall(lab);
  wall.Type("zo");
  EXPECT_EQ(wall.Selected(), Numbers{7});
  wall.Frames(80);
  wall.Type("z");
  EXPECT_EQ(wall.Selected(), Numbers{8}) << "the next one";
  wall.Type("z");
  EXPECT_EQ(wall.Selected(), Numbers{7}) << "and round again";
  wall.Frames(80);
  ImGui::GetIO().AddInputCharactersUTF8("и");
  wall.Frames(4);
  EXPECT_EQ(wall.Selected(), Numbers{4});
  wall.Press(ImGuiMod_Shift | ImGuiKey_RightArrow);
  EXPECT_EQ(wall.Selected(), (Numbers{4, 5})) << "a range starts there";
  wall.Frames(80);
  wall.Type("pc-09");
  EXPECT_EQ(wall.Selected(), Numbers{9}) << "stations have names too";
}

}  // namespace
}  // namespace labwall
