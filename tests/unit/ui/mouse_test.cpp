// SPDX-License-Identifier: Apache-2.0
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

// A place on the wall beside the two tiles of the second row.
ImVec2 EmptyPlace(const UiDriver& wall) { return {wall.Tile(3).x, wall.Tile(5).y}; }

TEST(MouseTest, ClickSelectsOneAndFocusesIt) {
  UiDriver wall(TwoRooms());
  wall.Click(wall.Tile(2));
  EXPECT_EQ(wall.Selected(), Numbers{2});
  EXPECT_EQ(wall.Focused(), 2);
  wall.Click(wall.Tile(5));
  EXPECT_EQ(wall.Selected(), Numbers{5});
}

TEST(MouseTest, CtrlClickToggles) {
  UiDriver wall(TwoRooms());
  wall.Click(wall.Tile(2));
  wall.Click(wall.Tile(4), ImGuiMouseButton_Left, ImGuiMod_Ctrl);
  EXPECT_EQ(wall.Selected(), (Numbers{2, 4}));
  wall.Click(wall.Tile(2), ImGuiMouseButton_Left, ImGuiMod_Ctrl);
  EXPECT_EQ(wall.Selected(), Numbers{4});
}

TEST(MouseTest, ShiftClickSelectsARangeAcrossRooms) {
  UiDriver wall(TwoRooms());
  wall.Click(wall.Tile(4));
  wall.Click(wall.Tile(7), ImGuiMouseButton_Left, ImGuiMod_Shift);
  EXPECT_EQ(wall.Selected(), Range(4, 7));
  wall.Click(wall.Tile(2), ImGuiMouseButton_Left, ImGuiMod_Shift);
  EXPECT_EQ(wall.Selected(), Range(2, 4)) << "the anchor stays";
}

TEST(MouseTest, KeyboardGoesOnFromTheClickedTile) {
  UiDriver wall(TwoRooms());
  wall.Click(wall.Tile(3));
  wall.Press(ImGuiMod_Shift | ImGuiKey_DownArrow);
  EXPECT_EQ(wall.Selected(), Range(3, 5));
  wall.Press(ImGuiKey_DownArrow);
  EXPECT_EQ(wall.Selected(), Numbers{9}) << "in the column of the clicked tile";
}

TEST(MouseTest, AClickBesideTheTilesClears) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_A);
  wall.Click(EmptyPlace(wall));
  EXPECT_EQ(wall.Selected(), Numbers{});
}

TEST(MouseTest, AClickOnTheCheckBadgeToggles) {
  UiDriver wall(TwoRooms());
  wall.Click(wall.Tile(1));
  const Rect picture = wall.FindTile(5)->picture;
  const ImVec2 badge(picture.x + 18, picture.y + 18);
  wall.Click(badge);
  EXPECT_EQ(wall.Selected(), (Numbers{1, 5}));
  wall.Click(badge);
  EXPECT_EQ(wall.Selected(), Numbers{1});
}

TEST(MouseTest, TheRubberBandSelectsWhatItTouches) {
  UiDriver wall(TwoRooms());
  const ImVec2 from = EmptyPlace(wall);
  wall.Drag(from, {wall.Tile(1).x, wall.Tile(1).y});
  EXPECT_EQ(wall.Selected(), (Numbers{1, 2, 3, 5}));
}

TEST(MouseTest, TheRubberBandAddsWithCtrl) {
  UiDriver wall(TwoRooms());
  wall.Click(wall.Tile(9));
  wall.Drag(EmptyPlace(wall), wall.Tile(2), 4, ImGuiMod_Ctrl);
  EXPECT_EQ(wall.Selected(), (Numbers{2, 3, 9}));
}

TEST(MouseTest, TheRubberBandScrollsAtTheEdge) {
  UiDriver wall(TestLab({{"hall", 200}}));
  const Rect clip = wall.ui().scene().clip;
  // From the gap beside the first tile, down past the lower edge.
  const Rect first = wall.FindTile(0)->tile;
  wall.Drag({first.x + first.width + 8, first.y + 10}, {first.x + 20, clip.y + clip.height + 30}, 120);
  const Numbers selected = wall.Selected();
  EXPECT_GT(selected.size(), 6U);
  for (const int number : selected) EXPECT_EQ(number % 4, 0) << number << " is outside of the band";
  EXPECT_TRUE(selected.contains(0)) << "what scrolled away stays selected";
}

TEST(MouseTest, RightClickInsideTheSelectionKeepsIt) {
  UiDriver wall(TwoRooms());
  wall.Click(wall.Tile(1));
  wall.Click(wall.Tile(3), ImGuiMouseButton_Left, ImGuiMod_Shift);
  wall.Click(wall.Tile(2), ImGuiMouseButton_Right);
  EXPECT_TRUE(wall.MenuOpen());
  EXPECT_EQ(wall.Selected(), Range(1, 3));
}

TEST(MouseTest, RightClickOutsideTheSelectionReselectsFirst) {
  UiDriver wall(TwoRooms());
  wall.Click(wall.Tile(1));
  wall.Click(wall.Tile(4), ImGuiMouseButton_Right);
  EXPECT_TRUE(wall.MenuOpen());
  EXPECT_EQ(wall.Selected(), Numbers{4});
}

TEST(MouseTest, SelectAllOfARoomSelectsExactlyThat) {
  UiDriver wall(TwoRooms());
  wall.Click(wall.Tile(9));
  const Rect tile = wall.FindTile(3)->tile;
  wall.Click({tile.x + tile.width - 20, tile.y - 24});
  EXPECT_EQ(wall.Selected(), Range(0, 5));
}

TEST(MouseTest, AFoldedRoomIsNotShownAndKeepsItsSelection) {
  UiDriver wall(TwoRooms());
  wall.Click(wall.Tile(1));
  const Rect tile = wall.FindTile(0)->tile;
  wall.Click({tile.x + 4, tile.y - 24});
  EXPECT_EQ(wall.FindTile(0), nullptr);
  EXPECT_EQ(wall.Selected(), Numbers{1});
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_A);
  EXPECT_EQ(wall.Selected(), Range(6, 9)) << "all that is shown";
}

TEST(MouseTest, AClickOnABarDoesNotTakeTheKeyboardFromTheWall) {
  UiDriver wall(TwoRooms());
  wall.Click({700, 890});  // status bar
  wall.Click({330, 5});    // top bar, beside its tabs
  wall.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(wall.Selected(), Numbers{1});
}

TEST(MouseTest, CtrlAndWheelChangeTheTileSize) {
  UiDriver wall(TwoRooms());
  const float before = wall.FindTile(0)->tile.width;
  wall.MoveMouse(wall.Tile(0));
  wall.Hold(ImGuiMod_Ctrl, true);
  for (int i = 0; i < 5; ++i) {
    ImGui::GetIO().AddMouseWheelEvent(0, 1);
    wall.Frames(2);
  }
  wall.Hold(ImGuiMod_Ctrl, false);
  wall.Frames(2);
  EXPECT_GT(wall.FindTile(0)->tile.width, before);
}

TEST(MouseTest, HoverBrightensTheTile) {
  UiDriver wall(TwoRooms());
  wall.MoveMouse(wall.Tile(2));
  wall.Frames(2);
  EXPECT_GT(wall.FindTile(2)->brighten, 0);
  EXPECT_EQ(wall.FindTile(1)->brighten, 0);
}

}  // namespace
}  // namespace labwall
