// SPDX-License-Identifier: Apache-2.0
#include "lab/lease_keeper.h"

#include <gtest/gtest.h>

#include "unit/lab/scripted_station.h"
#include "wire/limits.h"

namespace labwall {
namespace {

LeaseWish Wish(const std::string& station, const std::string& session_id, Rung rung = Rung::k320x180) {
  return {MakeSession(station, session_id, "ada").key, rung, 2000};
}

class LeaseKeeperTest : public ::testing::Test {
 protected:
  void SetWishes(const std::vector<LeaseWish>& wishes) { keeper_.SetWishes(wishes, clock_.Now()); }
  std::vector<LeaseKeeper::Message> Due() { return keeper_.TakeDue(clock_.Now()); }

  ManualClock clock_;
  LeaseKeeper keeper_{"console-1"};
};

TEST_F(LeaseKeeperTest, SendsOneLeaseToEachStation) {
  SetWishes({Wish("pc-2", "c1"), Wish("pc-1", "c1"), Wish("pc-1", "c2", Rung::k640x360)});
  const auto messages = Due();
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages[0].station, "pc-1");
  EXPECT_EQ(messages[0].lease.console_id, "console-1");
  EXPECT_EQ(messages[0].lease.valid_for, Milliseconds(wire::kLease));
  ASSERT_EQ(messages[0].lease.entries.size(), 2u);
  EXPECT_EQ(messages[0].lease.entries[1].session_id, "c2");
  EXPECT_EQ(messages[0].lease.entries[1].rung, Rung::k640x360);
  EXPECT_EQ(messages[0].lease.entries[1].max_milli_fps, 2000);
  EXPECT_EQ(messages[1].station, "pc-2");
  EXPECT_TRUE(Due().empty());
}

TEST_F(LeaseKeeperTest, SaysNothingWhenTheWishesAreTheSame) {
  SetWishes({Wish("pc-1", "c1"), Wish("pc-1", "c2")});
  (void)Due();
  SetWishes({Wish("pc-1", "c2"), Wish("pc-1", "c1")});
  EXPECT_TRUE(Due().empty());
}

TEST_F(LeaseKeeperTest, SpeaksOnlyToTheStationConcerned) {
  SetWishes({Wish("pc-1", "c1"), Wish("pc-2", "c1")});
  (void)Due();
  SetWishes({Wish("pc-1", "c1"), Wish("pc-2", "c1", Rung::k160x90)});
  const auto messages = Due();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0].station, "pc-2");
  EXPECT_EQ(messages[0].lease.entries[0].rung, Rung::k160x90);
}

TEST_F(LeaseKeeperTest, RenewsAtHalfOfALeasesLife) {
  SetWishes({Wish("pc-1", "c1")});
  (void)Due();
  EXPECT_EQ(keeper_.NextDue(), clock_.Now() + wire::kLease / 2);
  clock_.Advance(wire::kLease / 2 - Milliseconds(1));
  EXPECT_TRUE(Due().empty());
  clock_.Advance(Milliseconds(1));
  ASSERT_EQ(Due().size(), 1u);
  EXPECT_TRUE(Due().empty());
}

TEST_F(LeaseKeeperTest, EndsTheLeaseOfAStationNobodyLooksAt) {
  SetWishes({Wish("pc-1", "c1"), Wish("pc-2", "c1")});
  (void)Due();
  SetWishes({Wish("pc-2", "c1")});
  const auto messages = Due();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0].station, "pc-1");
  EXPECT_TRUE(messages[0].lease.entries.empty());
  clock_.Advance(wire::kLease);
  ASSERT_EQ(Due().size(), 1u);  // pc-2's renewal
}

TEST_F(LeaseKeeperTest, SendsEverythingAgainAfterAReconnect) {
  SetWishes({Wish("pc-1", "c1"), Wish("pc-2", "c1")});
  (void)Due();
  keeper_.OnReconnected(clock_.Now());
  EXPECT_EQ(Due().size(), 2u);
}

TEST_F(LeaseKeeperTest, RenewsWhenAStationSpeaksButNotMoreThanOnceASecond) {
  SetWishes({Wish("pc-1", "c1"), Wish("pc-2", "c1")});
  (void)Due();
  clock_.Advance(std::chrono::seconds(2));
  keeper_.OnStationHeard("pc-1", clock_.Now());
  ASSERT_EQ(Due().size(), 1u);
  for (int i = 0; i < 9; ++i) {
    clock_.Advance(Milliseconds(100));
    keeper_.OnStationHeard("pc-1", clock_.Now());
    EXPECT_TRUE(Due().empty());
  }
  clock_.Advance(Milliseconds(100));
  EXPECT_EQ(Due().size(), 1u);
  keeper_.OnStationHeard("unknown", clock_.Now());
  EXPECT_TRUE(Due().empty());
}

TEST_F(LeaseKeeperTest, MergesWishesForTheSameSession) {
  SetWishes({Wish("pc-1", "c1", Rung::k640x360), Wish("pc-1", "c1", Rung::k160x90)});
  const auto messages = Due();
  ASSERT_EQ(messages.size(), 1u);
  ASSERT_EQ(messages[0].lease.entries.size(), 1u);
  EXPECT_EQ(messages[0].lease.entries[0].rung, Rung::k640x360);
}

TEST_F(LeaseKeeperTest, EndsAllLeases) {
  SetWishes({Wish("pc-1", "c1"), Wish("pc-2", "c1")});
  (void)Due();
  const auto messages = keeper_.EndAll();
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_TRUE(messages[0].lease.entries.empty());
  EXPECT_TRUE(messages[1].lease.entries.empty());
  EXPECT_FALSE(keeper_.NextDue());
  EXPECT_TRUE(keeper_.Feeds().empty());
}

TEST_F(LeaseKeeperTest, ListensStationByStationInARoomAndToAllOnALargeWall) {
  std::vector<LeaseWish> wishes;
  for (size_t i = 0; i < LeaseKeeper::kMaxStationFeeds; ++i) wishes.push_back(Wish("pc-" + std::to_string(i), "c1"));
  SetWishes(wishes);
  EXPECT_EQ(keeper_.Feeds().size(), LeaseKeeper::kMaxStationFeeds);
  EXPECT_TRUE(keeper_.Feeds().contains({"pc-0", Rung::k320x180}));
  wishes.push_back(Wish("one-more", "c1", Rung::k160x90));
  SetWishes(wishes);
  EXPECT_EQ(keeper_.Feeds(), (std::set<LeaseKeeper::Feed>{{"*", Rung::k160x90}, {"*", Rung::k320x180}}));
}

}  // namespace
}  // namespace labwall
