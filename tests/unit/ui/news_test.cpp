// SPDX-License-Identifier: Apache-2.0
// What the lab does while somebody looks at it, and what the wall costs.
#include <gtest/gtest.h>

#include "imgui_internal.h"
#include "ui_driver.h"

namespace labwall {
namespace {

using Numbers = std::set<int>;

TestLab TwoRooms() { return TestLab({{"B12", 6}, {"B14", 4}}); }

TEST(NewsTest, ASessionThatEndsLeavesTheSelection) {
  UiDriver wall(TwoRooms());
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_A);
  wall.lab.End(3);
  wall.Publish();
  EXPECT_EQ(wall.Selected().size(), 9U);
  EXPECT_FALSE(wall.Selected().contains(3));
}

TEST(NewsTest, TheNextSessionOfTheSameUserIsNotSelected) {
  UiDriver wall(TwoRooms());
  wall.Click(wall.Tile(3));
  wall.lab.session(3).key.started_us += 1;
  wall.Publish();
  EXPECT_EQ(wall.Selected(), Numbers{});
}

TEST(NewsTest, TheSelectionFollowsTheSessionsWhenTheyMove) {
  UiDriver wall(TwoRooms());
  wall.Click(wall.Tile(4));
  wall.Click(wall.Tile(8), ImGuiMouseButton_Left, ImGuiMod_Ctrl);
  wall.lab.station(4).room = "Z";
  wall.lab.station(8).room = "A";
  wall.Publish();
  EXPECT_EQ(wall.Selected(), (Numbers{4, 8}));
  EXPECT_EQ(wall.Focused(), 8);
  EXPECT_TRUE(wall.FindTile(8)->focused);
  wall.Press(ImGuiMod_Shift | ImGuiKey_RightArrow);
  EXPECT_EQ(wall.Selected(), (Numbers{0, 8})) << "8 is first now, and 0 beside it in the next room";
}

TEST(NewsTest, WhenTheFocusedSessionEndsItsPlaceKeepsTheFocusUnselected) {
  UiDriver wall(TwoRooms());
  wall.Click(wall.Tile(2));
  wall.lab.End(2);
  wall.Publish();
  wall.Frames(3);
  EXPECT_EQ(wall.Focused(), 3);
  EXPECT_EQ(wall.Selected(), Numbers{});
  wall.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(wall.Selected(), Numbers{4});
}

TEST(NewsTest, TheLastSessionMayEndAndOthersComeBack) {
  UiDriver wall(TestLab({{"B12", 2}}));
  TestLab before = wall.lab;
  wall.Press(ImGuiKey_End);
  wall.lab.End(0);
  wall.lab.End(1);
  wall.Publish();
  EXPECT_TRUE(wall.ui().scene().tiles.empty());
  wall.Press(ImGuiMod_Shift | ImGuiKey_LeftArrow);
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_A);
  wall.lab = before;
  wall.Publish();
  wall.Frames(3);
  wall.Press(ImGuiKey_Home);
  EXPECT_EQ(wall.Selected(), Numbers{0});
}

TEST(NewsTest, UnmonitoredSessionsAreNotShownAndLeaveTheSelection) {
  UiDriver wall(TwoRooms());
  wall.Click(wall.Tile(2));
  wall.lab.session(2).monitored = false;
  wall.Publish();
  EXPECT_EQ(wall.FindTile(2), nullptr);
  EXPECT_EQ(wall.Selected(), Numbers{});
}

TEST(NewsTest, ASilentStationIsVeiled) {
  UiDriver wall(TwoRooms());
  wall.lab.SetAnswering(1, false);
  wall.lab.session(2).locked = true;
  wall.Publish();
  EXPECT_FLOAT_EQ(wall.FindTile(0)->veil, 0);
  EXPECT_FLOAT_EQ(wall.FindTile(1)->veil, 0.72f);
  EXPECT_FLOAT_EQ(wall.FindTile(2)->veil, 0.55f);
}

TEST(NewsTest, VisiblePicturesSayTheirSizeInFramebufferPixels) {
  UiDriver wall(TwoRooms());
  ImGui::GetIO().DisplayFramebufferScale = {2, 2};
  wall.MoveMouse(wall.Tile(1));
  wall.Frames(2);
  ASSERT_EQ(wall.ui().visible().size(), 10U);
  const TileDraw& tile = *wall.FindTile(1);
  const VisiblePicture& picture = wall.ui().visible()[1];
  EXPECT_EQ(picture.key, tile.key);
  EXPECT_EQ(picture.pixels.width, static_cast<int>(tile.picture.width * 2));
  EXPECT_EQ(picture.pixels.height, static_cast<int>(tile.picture.height * 2));
  EXPECT_TRUE(picture.attended);
  EXPECT_FALSE(wall.ui().visible()[2].attended);
  EXPECT_TRUE(wall.ui().visible()[0].attended) << "focused";
}

TEST(NewsTest, AWallAtRestAsksForNoFrame) {
  UiDriver wall(TwoRooms());
  const MonotonicTime received = wall.input.now;
  wall.input.picture = [&](const SessionKey&) { return PictureInfo{true, received, {1920, 1080}}; };
  wall.Frames(6);
  const std::optional<MonotonicTime> change = wall.ui().next_change();
  ASSERT_TRUE(change.has_value());
  EXPECT_EQ(*change, received + std::chrono::seconds(5)) << "when the pictures' age is first said";
  wall.input.picture = nullptr;
  wall.Frames(6);
  EXPECT_EQ(wall.ui().next_change(), std::nullopt);
}

TEST(NewsTest, AnAgeInSecondsChangesEachSecond) {
  UiDriver wall(TwoRooms());
  const MonotonicTime received = wall.input.now - std::chrono::milliseconds(8'400);
  wall.input.picture = [&](const SessionKey&) { return PictureInfo{true, received, {1920, 1080}}; };
  wall.Frames(6);
  EXPECT_EQ(wall.ui().next_change(), received + std::chrono::seconds(9));
}

TEST(NewsTest, FiveThousandSessionsCostWhatIsOnScreen) {
  UiDriver wall(TestLab({{"one", 2500}, {"two", 2500}}));
  EXPECT_LT(wall.ui().scene().tiles.size(), 40U);
  wall.pictures_asked = 0;
  wall.Frames(1);
  EXPECT_LT(wall.pictures_asked, 40);
  wall.Press(ImGuiKey_End);
  wall.Frames(3);
  EXPECT_EQ(wall.Focused(), 4999);
  EXPECT_LT(wall.ui().scene().tiles.size(), 40U);
  EXPECT_NE(wall.FindTile(4999), nullptr);
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_A);
  EXPECT_EQ(wall.ui().selection().size(), 5000U);
  EXPECT_LT(ImGui::GetDrawData()->TotalVtxCount, 40'000);
}

TEST(NewsTest, EveryScreenWithoutTilesDraws) {
  UiDriver wall(TestLab({{"B12", 0}}));
  for (const BrokerState state :
       {BrokerState::kUnknown, BrokerState::kConnecting, BrokerState::kConnected, BrokerState::kLost}) {
    wall.lab.broker = state;
    wall.input.connect_hint = "Start labwall-agent on the stations.";
    wall.Publish();
    const ImGuiWindow* screen = ImGui::FindWindowByName("##screen");
    ASSERT_NE(screen, nullptr);
    EXPECT_TRUE(screen->Active);
  }
}

TEST(NewsTest, TheEmptyWallOffersToAskAgain) {
  UiDriver wall(TestLab({{"B12", 0}}));
  wall.ClickButton("##screen", "do");
  EXPECT_EQ(wall.sink.refreshes, 1);
}

TEST(NewsTest, ASearchThatFindsNobodyOffersToClearIt) {
  UiDriver wall(TwoRooms());
  wall.Type("/");
  wall.Type("nobody at all");
  wall.Press(ImGuiKey_Enter);
  EXPECT_TRUE(wall.ui().scene().tiles.empty());
  wall.ClickButton("##screen", "do");
  wall.Frames(2);
  EXPECT_EQ(wall.ui().scene().tiles.size(), 10U);
}

TEST(NewsTest, ALostBrokerLeavesTheTilesAndSaysSo) {
  UiDriver wall(TwoRooms());
  wall.lab.broker = BrokerState::kLost;
  wall.Publish();
  EXPECT_EQ(wall.ui().scene().tiles.size(), 10U);
  EXPECT_TRUE(ImGui::FindWindowByName("##banner")->Active);
}

TEST(NewsTest, HostileNamesAndSizesOnlyLookOdd) {
  UiDriver wall(TwoRooms(), {}, {320, 200});
  wall.input.scale = 2;
  wall.lab.session(0).display_name = std::string(5000, 'W');
  wall.lab.session(1).display_name = "";
  wall.lab.session(1).user = "";
  wall.lab.session(2).display_name = "%s%n##{0}";
  wall.lab.station(3).room = "##";
  wall.Publish();
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_A);
  wall.Press(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_L);
  EXPECT_TRUE(wall.DialogOpen());
  ImGui::GetIO().DisplaySize = {1, 1};
  wall.Frames(3);
  ImGui::GetIO().DisplaySize = {3840, 2160};
  wall.Frames(3);
}

}  // namespace
}  // namespace labwall
