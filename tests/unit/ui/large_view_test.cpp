// SPDX-License-Identifier: Apache-2.0
// One session large: the peek and the session view.
#include <gtest/gtest.h>

#include <algorithm>

#include "ui_driver.h"

namespace labwall {
namespace {

using Numbers = std::set<int>;

TestLab TwoRooms() { return TestLab({{"B12", 5}, {"B14", 4}}); }

// The session that is shown large, or -1.
int Large(UiDriver& wall) {
  const auto& tiles = wall.ui().large_scene().tiles;
  if (tiles.empty()) return -1;
  for (int i = 0; i < 9; ++i) {
    if (tiles.front().key == wall.lab.key(i)) return i;
  }
  return -2;
}

const VisiblePicture* LargeVisible(UiDriver& wall) {
  const auto& visible = wall.ui().visible();
  const auto found = std::find_if(visible.begin(), visible.end(), [](const auto& v) { return v.large; });
  return found != visible.end() ? &*found : nullptr;
}

TEST(LargeViewTest, EnterOpensTheFocusedSessionAndLeavesTheSelection) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_Space);
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_RightArrow);
  wall.Press(ImGuiKey_Enter);
  EXPECT_EQ(Large(wall), 1);
  EXPECT_EQ(wall.Selected(), Numbers{0});
  EXPECT_TRUE(wall.ui().scene().tiles.empty()) << "the wall is not drawn behind it";
  ASSERT_NE(LargeVisible(wall), nullptr);
  EXPECT_GT(LargeVisible(wall)->pixels.width, 600);
}

TEST(LargeViewTest, ArrowsGoToTheNextSessionAndEscGoesBackToItsTile) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_Enter);
  wall.Press(ImGuiKey_RightArrow);
  wall.Press(ImGuiKey_DownArrow);
  EXPECT_EQ(Large(wall), 2);
  wall.Press(ImGuiKey_LeftArrow);
  EXPECT_EQ(Large(wall), 1);
  wall.Press(ImGuiKey_Home);
  wall.Press(ImGuiKey_LeftArrow);
  EXPECT_EQ(Large(wall), 0) << "not past the first";
  wall.Press(ImGuiKey_End);
  EXPECT_EQ(Large(wall), 8);
  wall.Press(ImGuiKey_Escape);
  EXPECT_EQ(Large(wall), -1);
  EXPECT_EQ(wall.Focused(), 8);
  EXPECT_EQ(wall.Selected(), Numbers{});
  wall.Press(ImGuiKey_Space);
  EXPECT_EQ(wall.Selected(), Numbers{8}) << "the wall has the keyboard again";
}

TEST(LargeViewTest, ADoubleClickOpens) {
  UiDriver wall(TwoRooms());
  wall.Click(wall.Tile(3));
  wall.DoubleClick(wall.Tile(3));
  EXPECT_EQ(Large(wall), 3);
}

TEST(LargeViewTest, LogOffMeansTheOpenedSessionOnly) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_A);
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_RightArrow);
  wall.Press(ImGuiKey_Enter);
  wall.Press(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_L);
  ASSERT_TRUE(wall.DialogOpen());
  wall.ClickButton("##confirm", "confirm");
  ASSERT_EQ(wall.sink.commands.size(), 1U);
  EXPECT_EQ(wall.Targets(), std::vector<int>{1});
  EXPECT_EQ(wall.Selected().size(), 9U) << "the selection is for the wall";
}

TEST(LargeViewTest, ASessionThatEndsSaysSoAndTheArrowsGoOn) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_Enter);
  wall.Press(ImGuiKey_RightArrow);
  wall.lab.End(1);
  wall.Publish();
  EXPECT_EQ(Large(wall), -1);
  EXPECT_TRUE(wall.HasButton("##session", "back"));
  wall.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(Large(wall), 2) << "the one that came into its place";
  wall.Press(ImGuiKey_Escape);
  EXPECT_EQ(wall.Focused(), 2);
}

TEST(LargeViewTest, ShiftSpacePeeksForAsLongAsItIsHeld) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_RightArrow);
  wall.Hold(ImGuiMod_Shift, true);
  ImGui::GetIO().AddKeyEvent(ImGuiKey_Space, true);
  wall.Frames(3);
  EXPECT_EQ(Large(wall), 1);
  EXPECT_FALSE(wall.ui().scene().tiles.empty()) << "the wall is still there";
  ASSERT_NE(LargeVisible(wall), nullptr);
  ImGui::GetIO().AddKeyEvent(ImGuiKey_Space, false);
  wall.Hold(ImGuiMod_Shift, false);
  wall.Frames(3);
  EXPECT_EQ(Large(wall), -1);
  EXPECT_EQ(LargeVisible(wall), nullptr);
  EXPECT_EQ(wall.Selected(), Numbers{1}) << "a look is not a choice";
}

TEST(LargeViewTest, AHeldButtonPeeksAndGivesTheSelectionBack) {
  UiDriver wall(TwoRooms());
  wall.Click(wall.Tile(0));
  wall.Click(wall.Tile(2), ImGuiMouseButton_Left, ImGuiMod_Ctrl);
  wall.MoveMouse(wall.Tile(4));
  wall.Frames(30);
  ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, true);
  wall.Frames(10);
  EXPECT_EQ(Large(wall), -1) << "a click is no peek";
  wall.Frames(40);
  EXPECT_EQ(Large(wall), 4);
  EXPECT_EQ(wall.Selected(), (Numbers{0, 2}));
  ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, false);
  wall.Frames(4);
  EXPECT_EQ(Large(wall), -1);
  EXPECT_EQ(wall.Selected(), (Numbers{0, 2}));
}

TEST(LargeViewTest, AHeldButtonThatMovesIsARubberBand) {
  UiDriver wall(TwoRooms());
  const ImVec2 from = wall.Tile(0);
  wall.MoveMouse(from);
  wall.Frames(30);
  ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, true);
  wall.Frames(2);
  wall.MoveMouse({from.x + 60, from.y + 20});
  wall.Frames(60);
  EXPECT_EQ(Large(wall), -1);
  ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, false);
  wall.Frames(2);
}

TEST(LargeViewTest, BlurredPicturesAreBlurredLargeToo) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_B);
  EXPECT_TRUE(wall.ui().scene().blurred);
  wall.Press(ImGuiKey_Enter);
  EXPECT_TRUE(wall.ui().large_scene().blurred);
}

}  // namespace
}  // namespace labwall
