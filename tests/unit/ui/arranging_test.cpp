// SPDX-License-Identifier: Apache-2.0
// Filters, order, groups, sizes and desks, by keys and mouse.
#include <gtest/gtest.h>

#include "ui_driver.h"

namespace labwall {
namespace {

using Numbers = std::set<int>;

TestLab TwoRooms() { return TestLab({{"B12", 5}, {"B14", 4}}); }

UiOptions With(const UiSettings& settings) {
  UiOptions options;
  options.settings = settings;
  return options;
}

std::vector<int> Shown(UiDriver& wall) {
  std::vector<int> numbers;
  for (const TileDraw& tile : wall.ui().scene().tiles) {
    for (int i = 0; i < 9; ++i) {
      if (tile.key == wall.lab.key(i)) numbers.push_back(i);
    }
  }
  return numbers;
}

TEST(ArrangingTest, TheTopBarSwitchesBetweenFilteredAndAll) {
  TestLab lab = TwoRooms();
  lab.session(3).state = SessionState::kOnline;
  lab.End(4);
  UiDriver wall(std::move(lab), {}, {1600, 1000});
  EXPECT_EQ(Shown(wall), (std::vector<int>{0, 1, 2, 5, 6, 7, 8}));
  wall.ClickSegment("##top", "show", 1);
  EXPECT_EQ(wall.ui().settings().show, Show::kAll);
  EXPECT_EQ(wall.ui().scene().tiles.size(), 9U) << "with the free station";
}

TEST(ArrangingTest, AFreeStationIsNeverSelected) {
  UiSettings settings;
  settings.show = Show::kAll;
  UiDriver wall(TwoRooms(), With(settings));
  wall.lab.End(4);
  wall.Publish();
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_A);
  EXPECT_EQ(wall.Selected(), (Numbers{0, 1, 2, 3, 5, 6, 7, 8}));
  EXPECT_EQ(wall.ui().selection().size(), 8U);
  for (int i = 0; i < 4; ++i) wall.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(wall.ui().selection().size(), 0U) << "the arrows went onto it";
  wall.Press(ImGuiKey_Space);
  EXPECT_EQ(wall.ui().selection().size(), 0U);
  wall.Press(ImGuiKey_Enter);
  EXPECT_TRUE(wall.ui().large_scene().tiles.empty()) << "there is nothing to open";
}

TEST(ArrangingTest, TheSelectionOutlivesSortGroupAndFilter) {
  TestLab lab = TwoRooms();
  lab.session(2).idle = true;
  UiDriver wall(std::move(lab));
  wall.Click(wall.Tile(2));
  wall.Click(wall.Tile(6), ImGuiMouseButton_Left, ImGuiMod_Ctrl);
  wall.ChooseInMenu({"sort", "Sort by User"});
  wall.ChooseInMenu({"group", "No Groups"});
  EXPECT_EQ(wall.ui().settings().sort, SortBy::kUser);
  EXPECT_EQ(wall.ui().settings().group, GroupBy::kNone);
  EXPECT_EQ(wall.Selected(), (Numbers{2, 6}));
  wall.ChooseInMenu({"show", "Only Idle"});
  EXPECT_EQ(Shown(wall), std::vector<int>{2});
  EXPECT_EQ(wall.Selected(), (Numbers{2, 6})) << "hidden, and still selected";
  wall.ChooseInMenu({"show", "Every State"});
  EXPECT_EQ(Shown(wall).size(), 9U);
}

TEST(ArrangingTest, WhenTheFilterHidesEverybodyTheScreenOffersAll) {
  TestLab lab = TwoRooms();
  for (int i = 0; i < 9; ++i) lab.session(i).state = SessionState::kOnline;
  UiDriver wall(std::move(lab));
  EXPECT_TRUE(wall.ui().scene().tiles.empty());
  wall.ClickButton("##screen", "do");
  EXPECT_EQ(wall.ui().scene().tiles.size(), 9U);
}

TEST(ArrangingTest, FitAllShowsEverybodyWithoutScrollingUntilTheSizeIsChanged) {
  UiDriver wall(TestLab({{"B12", 60}, {"B14", 70}}));
  const size_t before = wall.ui().scene().tiles.size();
  ASSERT_LT(before, 130U);
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_9);
  EXPECT_EQ(wall.ui().scene().tiles.size(), 130U);
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_Equal);
  EXPECT_FALSE(wall.ui().settings().fit_all);
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_0);
  EXPECT_FLOAT_EQ(wall.ui().settings().tile_width, kMediumTile);
  EXPECT_EQ(wall.ui().scene().tiles.size(), before);
}

TEST(ArrangingTest, DesksAreArrangedByDragging) {
  UiDriver wall(TwoRooms());
  wall.ChooseInMenu({"room", "Arrange This Room's Desks"});
  const TileDraw* third = wall.FindTile(2);
  ASSERT_NE(third, nullptr);
  const ImVec2 to = wall.Tile(2);
  wall.Drag(wall.Tile(0), to);
  const auto& plans = wall.ui().settings().desk_plans;
  ASSERT_TRUE(plans.contains("B12"));
  EXPECT_EQ(plans.at("B12").at("pc-00"), (GridCell{2, 0}));
  EXPECT_EQ(plans.at("B12").at("pc-02"), (GridCell{0, 0})) << "they change places";
  EXPECT_EQ(wall.Tile(0).x, to.x);
  EXPECT_EQ(wall.Selected(), Numbers{}) << "a drag is no rubber band";
  wall.Drag(wall.Tile(5), wall.Tile(7));
  EXPECT_FALSE(plans.contains("B14")) << "another room's tiles stay";
}

TEST(ArrangingTest, DesksAreArrangedByKeyboard) {
  UiDriver wall(TwoRooms());
  wall.ChooseInMenu({"room", "Arrange This Room's Desks"});
  wall.Press(ImGuiMod_Alt | ImGuiKey_DownArrow);
  wall.Press(ImGuiMod_Alt | ImGuiKey_DownArrow);
  wall.Press(ImGuiMod_Alt | ImGuiKey_RightArrow);
  EXPECT_EQ(wall.ui().settings().desk_plans.at("B12").at("pc-00"), (GridCell{1, 2}));
  EXPECT_EQ(wall.Focused(), 0) << "the focus goes with the tile";
  wall.ChooseInMenu({"room", "Forget This Room's Arrangement"});
  EXPECT_TRUE(wall.ui().settings().desk_plans.empty());
  EXPECT_LT(wall.Tile(0).x, wall.Tile(1).x);
  wall.Press(ImGuiMod_Alt | ImGuiKey_DownArrow);
  EXPECT_TRUE(wall.ui().settings().desk_plans.empty()) << "only while arranging";
}

TEST(ArrangingTest, RangesFollowTheOrderThatIsSeen) {
  TestLab lab = TwoRooms();
  lab.session(0).display_name = "Zoe";
  UiSettings settings;
  settings.sort = SortBy::kUser;
  settings.group = GroupBy::kNone;
  UiDriver wall(std::move(lab), With(settings));
  wall.Press(ImGuiKey_Home);
  wall.Press(ImGuiMod_Shift | ImGuiKey_RightArrow);
  wall.Press(ImGuiMod_Shift | ImGuiKey_RightArrow);
  EXPECT_EQ(wall.Selected(), (Numbers{1, 2, 3}));
}

TEST(ArrangingTest, TheFocusedTileStaysInSightWhenTheOrderChanges) {
  TestLab lab({{"B12", 200}});
  lab.session(3).display_name = "Zoe";
  UiDriver wall(std::move(lab));
  for (int i = 0; i < 3; ++i) wall.Press(ImGuiMod_Ctrl | ImGuiKey_RightArrow);
  ASSERT_EQ(wall.Focused(), 3);
  wall.ChooseInMenu({"sort", "Sort by User"});
  EXPECT_NE(wall.FindTile(3), nullptr) << "it is the last one now";
  EXPECT_EQ(wall.Focused(), 3);
}

TEST(ArrangingTest, F11AsksForTheFullScreen) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiKey_F11);
  EXPECT_TRUE(wall.sink.full_screen);
}

TEST(ArrangingTest, TilesFadeInUnlessMotionIsUnwanted) {
  UiSettings settings;
  settings.motion = MotionChoice::kFull;
  UiDriver wall(TwoRooms(), With(settings));
  const MonotonicTime now = wall.input.now;
  wall.input.picture = [&](const SessionKey&) {
    return PictureInfo{.available = true, .received_at = now, .source = {1920, 1080}, .appeared_at = now};
  };
  wall.Frames(1);
  EXPECT_LT(wall.FindTile(0)->opacity, 0.5f);
  wall.Frames(10);
  EXPECT_EQ(wall.FindTile(0)->opacity, 1.0f);
  UiDriver still(TwoRooms(), With({.motion = MotionChoice::kReduced}));
  const MonotonicTime later = still.input.now;
  still.input.picture = [&](const SessionKey&) {
    return PictureInfo{.available = true, .received_at = later, .source = {1920, 1080}, .appeared_at = later};
  };
  still.Frames(1);
  EXPECT_EQ(still.FindTile(0)->opacity, 1.0f);
}

}  // namespace
}  // namespace labwall
