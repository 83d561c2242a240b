// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "ui_driver.h"

namespace labwall {
namespace {

using Numbers = std::set<int>;

constexpr const char* kBar = "##selection";

TEST(SelectionBarTest, OffersWhatIsDoneNextWithASelection) {
  UiDriver wall(TestLab({{"B12", 6}, {"B14", 4}}));
  wall.Click(wall.Tile(1));
  wall.Frames(12);
  wall.ClickButton(kBar, "Invert");
  EXPECT_EQ(wall.Selected(), (Numbers{0, 2, 3, 4, 5, 6, 7, 8, 9}));
  wall.ClickButton(kBar, "Clear");
  EXPECT_EQ(wall.Selected(), Numbers{});
  wall.Frames(12);
  EXPECT_FALSE(wall.Shows(kBar));
}

TEST(SelectionBarTest, LeavesOutWhatDoesNotFit) {
  UiDriver wall(TestLab({{"B12", 6}}), {}, {640, 600});
  wall.Press(ImGuiKey_Home);
  wall.Frames(12);
  EXPECT_TRUE(wall.HasButton(kBar, "Clear"));
  ImGui::GetIO().DisplaySize = {420, 600};
  wall.Frames(3);
  EXPECT_TRUE(wall.HasButton(kBar, "log off"));
  EXPECT_FALSE(wall.HasButton(kBar, "Clear"));
}

TEST(SelectionBarTest, IsInPlaceAtOnceWhereNothingIsToMove) {
  UiOptions options;
  options.settings.motion = MotionChoice::kReduced;
  UiDriver wall(TestLab({{"B12", 6}}), options);
  wall.input.picture = nullptr;
  wall.Press(ImGuiKey_Home);
  wall.Frames(4);
  EXPECT_EQ(wall.ui().next_change(), std::nullopt);
  wall.Press(ImGuiKey_Escape);
  EXPECT_FALSE(wall.Shows(kBar));
}

TEST(SelectionBarTest, NeverCoversTheFocusedTile) {
  UiDriver wall(TestLab({{"hall", 60}}));
  for (int i = 0; i < 30; ++i) {
    wall.Press(ImGuiKey_DownArrow);
    wall.Frames(12);
    const TileDraw* tile = wall.FindTile(wall.Focused());
    ASSERT_NE(tile, nullptr);
    ASSERT_TRUE(wall.HasButton(kBar, "log off"));
    EXPECT_LT(tile->tile.y + tile->tile.height, ImGui::GetIO().MousePos.y);
  }
}

}  // namespace
}  // namespace labwall
