// SPDX-License-Identifier: Apache-2.0
#include "console/lease_plan.h"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace labwall {
namespace {

SessionKey Key(int number) { return {"pc-" + std::to_string(number), std::string(32, 'a'), "c1", 1}; }

constexpr PixelSize kMedium{264, 148};  // of a tile at rung 320x180

class LeasePlanTest : public testing::Test {
 protected:
  static VisiblePicture Tile(int number, PixelSize pixels = kMedium) { return {Key(number), pixels}; }
  // The tiles first to last-1.
  static std::vector<VisiblePicture> Tiles(int first, int last, PixelSize pixels = kMedium) {
    std::vector<VisiblePicture> tiles;
    for (int i = first; i < last; ++i) tiles.push_back(Tile(i, pixels));
    return tiles;
  }
  // Every picture of what was once shown is held, at the rung that it was leased at, unless it was forgotten.
  bool Show(const std::vector<VisiblePicture>& visible) {
    const bool changed = plan_.Show(
        {.visible = visible,
         .milli_fps = milli_fps_,
         .lists = [this](const SessionKey& key) { return !filtered_.contains(key); },
         .list_version = list_version_},
        [this](const SessionKey& key) { return held_[key]; }, now_);
    for (const LeaseWish& wish : plan_.wishes()) held_[wish.key] = wish.rung;
    return changed;
  }
  std::optional<std::pair<Rung, int>> Leased(int number) const {
    for (const LeaseWish& wish : plan_.wishes()) {
      if (wish.key == Key(number)) return std::pair(wish.rung, wish.max_milli_fps);
    }
    return std::nullopt;
  }
  void Pass(Milliseconds time) { now_ += time; }

  LeasePlan plan_;
  MonotonicTime now_ = MonotonicTime(std::chrono::hours(1));
  int milli_fps_ = 2'000;
  std::map<SessionKey, Rung> held_;
  std::set<SessionKey> filtered_;
  uint64_t list_version_ = 1;
};

TEST_F(LeasePlanTest, LeasesTheSmallestRungThatCoversTheTile) {
  EXPECT_TRUE(Show({Tile(0, {160, 90}), Tile(1, {161, 90}), Tile(2, {300, 200}), Tile(3, {1200, 700}), Tile(4, {0, 0}),
                    Tile(5, {1300, 700})}));
  EXPECT_EQ(Leased(0), std::pair(Rung::k160x90, 2'000));
  EXPECT_EQ(Leased(1), std::pair(Rung::k320x180, 2'000));
  EXPECT_EQ(Leased(2), std::pair(Rung::k640x360, 2'000));
  EXPECT_EQ(Leased(3), std::pair(Rung::k1280x720, 2'000));
  EXPECT_EQ(Leased(4), std::nullopt);
  EXPECT_EQ(Leased(5), std::pair(Rung::kNative, 2'000));
}

TEST_F(LeasePlanTest, LeasesNothingBelowTheLeastRung) {
  LeasePlan plan(Rung::k320x180);
  const std::vector<VisiblePicture> visible = {Tile(0, {60, 40}), Tile(1, {640, 360})};
  EXPECT_TRUE(plan.Show(
      {.visible = visible, .lists = [](const SessionKey&) { return true; }},
      [](const SessionKey&) { return Rung::kUnknown; }, now_));
  std::map<SessionKey, Rung> rungs;
  for (const LeaseWish& wish : plan.wishes()) rungs[wish.key] = wish.rung;
  EXPECT_EQ(rungs, (std::map<SessionKey, Rung>{{Key(0), Rung::k320x180}, {Key(1), Rung::k640x360}}));
}

TEST_F(LeasePlanTest, TheRateIsWhatIsSetAndMoreForWhatIsLookedAt) {
  milli_fps_ = 500;
  std::vector<VisiblePicture> visible = Tiles(0, 3);
  visible[1].attended = true;
  visible[2].attended = visible[2].large = true;
  Show(visible);
  EXPECT_EQ(Leased(0)->second, 500);
  EXPECT_EQ(Leased(1)->second, 10'000);
  EXPECT_EQ(Leased(2)->second, 30'000);
  milli_fps_ = 10'000;
  EXPECT_TRUE(Show(visible));
  EXPECT_EQ(Leased(0)->second, 10'000);
}

TEST_F(LeasePlanTest, ASessionThatIsShownTwiceIsLeasedOnceAtTheLargerSizeAndTheHigherRate) {
  VisiblePicture large = Tile(0, {1280, 720});
  large.attended = large.large = true;
  Show({Tile(0), large, Tile(0)});
  EXPECT_EQ(plan_.wishes().size(), 1U);
  EXPECT_EQ(Leased(0), std::pair(Rung::k1280x720, 30'000));
}

TEST_F(LeasePlanTest, NothingChangesWhileTheSameIsOnScreen) {
  EXPECT_TRUE(Show(Tiles(0, 10)));
  EXPECT_FALSE(Show(Tiles(0, 10)));
  EXPECT_FALSE(Show(Tiles(0, 10, {260, 150}))) << "another size of the same rung";
  ++list_version_;
  EXPECT_FALSE(Show(Tiles(0, 10))) << "some news of the lab";
  EXPECT_TRUE(Show(Tiles(0, 11)));
}

TEST_F(LeasePlanTest, WhatIsScrolledAwayComesNowAndThenAtTheRungThatIsHeld) {
  Show(Tiles(0, 10));
  EXPECT_TRUE(Show(Tiles(5, 15, {160, 90})));
  EXPECT_EQ(Leased(0), std::pair(Rung::k320x180, 200));
  EXPECT_EQ(Leased(12), std::pair(Rung::k160x90, 2'000));
  EXPECT_EQ(plan_.figures().on_screen, 10);
  EXPECT_EQ(plan_.figures().away, 5);
  // And back.
  EXPECT_TRUE(Show(Tiles(0, 10)));
  EXPECT_EQ(Leased(0)->second, 2'000);
  EXPECT_EQ(Leased(12), std::pair(Rung::k160x90, 200));
}

TEST_F(LeasePlanTest, WhatHasNoPictureIsNotWaitedForWhenItIsScrolledAway) {
  Show(Tiles(0, 10));
  held_.erase(Key(3));
  Show(Tiles(20, 30));
  EXPECT_EQ(Leased(3), std::nullopt);
  EXPECT_TRUE(Leased(4));
  // One whose picture is given up later.
  held_.erase(Key(4));
  plan_.Reconsider();
  EXPECT_TRUE(Show(Tiles(20, 30)));
  EXPECT_EQ(Leased(4), std::nullopt);
}

TEST_F(LeasePlanTest, WhatIsFilteredOutIsNotLeased) {
  Show(Tiles(0, 10));
  Show(Tiles(5, 15));
  filtered_ = {Key(0), Key(7)};
  ++list_version_;
  std::vector<VisiblePicture> visible = Tiles(5, 15);
  visible.erase(visible.begin() + 2);
  EXPECT_TRUE(Show(visible));
  EXPECT_EQ(Leased(0), std::nullopt);
  EXPECT_EQ(Leased(7), std::nullopt);
  EXPECT_EQ(Leased(1)->second, 200);
}

TEST_F(LeasePlanTest, TheMostRecentlySeenStayLeased) {
  constexpr auto kMost = static_cast<int>(LeasePlan::kMostAway);
  for (int i = 0; i <= kMost; ++i) Show({Tile(i)});
  EXPECT_EQ(plan_.figures().away, kMost);
  EXPECT_TRUE(Leased(0));
  Show({Tile(kMost + 1)});
  EXPECT_EQ(plan_.figures().away, kMost);
  EXPECT_EQ(Leased(0), std::nullopt);
  EXPECT_TRUE(Leased(1));
  // Seen again, it is the most recent.
  Show({Tile(1)});
  Show({Tile(kMost + 2)});
  EXPECT_TRUE(Leased(1));
  EXPECT_EQ(Leased(2), std::nullopt);
}

TEST_F(LeasePlanTest, NothingIsLeasedWhileNothingCanBeSeen) {
  Show(Tiles(0, 10));
  Show(Tiles(5, 15));
  EXPECT_TRUE(plan_.ShowNothing());
  EXPECT_TRUE(plan_.wishes().empty());
  EXPECT_EQ(plan_.figures().all(), 0);
  EXPECT_FALSE(plan_.ShowNothing());
  EXPECT_TRUE(Show(Tiles(5, 15)));
  EXPECT_EQ(Leased(5)->second, 2'000);
  EXPECT_EQ(Leased(0), std::nullopt);
}

TEST_F(LeasePlanTest, ALargerRungIsLeasedAtOnceAndASmallerOneAfterAWhile) {
  Show({Tile(0, {320, 180})});
  Show({Tile(0, {321, 180})});
  EXPECT_EQ(Leased(0)->first, Rung::k640x360);
  EXPECT_EQ(plan_.next_change(), std::nullopt);

  EXPECT_FALSE(Show({Tile(0, {320, 180})}));
  ASSERT_TRUE(plan_.next_change());
  EXPECT_EQ(*plan_.next_change(), now_ + LeasePlan::kShrinkAfter);
  Pass(LeasePlan::kShrinkAfter - Milliseconds(1));
  EXPECT_FALSE(Show({Tile(0, {320, 180})}));
  Pass(Milliseconds(1));
  EXPECT_TRUE(Show({Tile(0, {320, 180})})) << "though the same is on screen";
  EXPECT_EQ(Leased(0)->first, Rung::k320x180);
  EXPECT_EQ(plan_.next_change(), std::nullopt);
}

TEST_F(LeasePlanTest, ATileThatIsZoomedOverARungsEdgeAndBackKeepsItsRung) {
  Show({Tile(0, {330, 180})});
  for (int i = 0; i < 10; ++i) {
    EXPECT_FALSE(Show({Tile(0, {310, 180})}));
    Pass(LeasePlan::kShrinkAfter / 2);
    EXPECT_FALSE(Show({Tile(0, {330, 180})}));
    Pass(LeasePlan::kShrinkAfter / 2);
  }
  EXPECT_EQ(Leased(0)->first, Rung::k640x360);
}

TEST_F(LeasePlanTest, SaysAtWhichRungMostTilesAre) {
  EXPECT_EQ(plan_.usual_rung(), Rung::kUnknown);
  std::vector<VisiblePicture> visible = Tiles(0, 3);
  visible.push_back(Tile(9, {1280, 720}));
  Show(visible);
  EXPECT_EQ(plan_.usual_rung(), Rung::k320x180);
  EXPECT_TRUE(plan_.IsOnScreen(Key(9)));
  EXPECT_FALSE(plan_.IsOnScreen(Key(8)));
}

}  // namespace
}  // namespace labwall
