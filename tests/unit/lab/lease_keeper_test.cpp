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
  std::map<std::pair<SessionKey, Rung>, uint64_t> have_;
  LeaseKeeper keeper_{"console-1", [this](const SessionKey& key, Rung rung) { return have_[{key, rung}]; }};
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

TEST_F(LeaseKeeperTest, SaysWhatThereIsOfEachSession) {
  const LeaseWish wish = Wish("pc-1", "c1");
  have_[{wish.key, wish.rung}] = 7;
  SetWishes({wish, Wish("pc-1", "c2")});
  auto entries = Due().at(0).lease.entries;
  EXPECT_EQ(entries.at(0).have_sequence, 7u);
  EXPECT_EQ(entries.at(1).have_sequence, 0u);
  have_[{wish.key, wish.rung}] = 9;
  keeper_.OnReconnected(clock_.Now());
  EXPECT_EQ(Due().at(0).lease.entries.at(0).have_sequence, 9u);
}

TEST_F(LeaseKeeperTest, SaysAtOnceThatAFrameWasLostButNotAllTheTime) {
  const LeaseWish wish = Wish("pc-1", "c1");
  SetWishes({wish, Wish("pc-2", "c1")});
  (void)Due();
  clock_.Advance(Milliseconds(10));
  keeper_.OnLost(wish.key, clock_.Now());
  ASSERT_EQ(Due().size(), 1u);
  keeper_.OnLost(wish.key, clock_.Now());
  keeper_.OnLost(wish.key, clock_.Now());
  EXPECT_TRUE(Due().empty());
  clock_.Advance(LeaseKeeper::kLostInterval - Milliseconds(1));
  EXPECT_TRUE(Due().empty());
  clock_.Advance(Milliseconds(1));
  ASSERT_EQ(Due().size(), 1u);
  keeper_.OnLost(wish.key, clock_.Now());
  clock_.Advance(LeaseKeeper::kLostInterval);
  ASSERT_EQ(Due().size(), 1u) << "however often it was said before";
  // Another session of the same station is another matter.
  const LeaseWish second = Wish("pc-1", "c2");
  SetWishes({wish, second, Wish("pc-2", "c1")});
  (void)Due();
  keeper_.OnLost(second.key, clock_.Now());
  EXPECT_EQ(Due().size(), 1u);
  keeper_.OnLost(Wish("pc-1", "gone").key, clock_.Now());
  keeper_.OnLost(Wish("pc-9", "c1").key, clock_.Now());
  EXPECT_TRUE(Due().empty());
}

TEST_F(LeaseKeeperTest, FollowsSessionsThatComeAndGoOnOneStation) {
  const auto names = [](const std::vector<LeaseKeeper::Message>& messages) {
    std::string all;
    for (const auto& entry : messages.at(0).lease.entries) all += entry.session_id + " ";
    return all;
  };
  SetWishes({Wish("pc-1", "c1"), Wish("pc-1", "c3")});
  EXPECT_EQ(names(Due()), "c1 c3 ");
  SetWishes({Wish("pc-1", "c1"), Wish("pc-1", "c2"), Wish("pc-1", "c3")});
  EXPECT_EQ(names(Due()), "c1 c2 c3 ");
  SetWishes({Wish("pc-1", "c3")});
  EXPECT_EQ(names(Due()), "c3 ");
  SetWishes({});
  EXPECT_EQ(names(Due()), "");
  EXPECT_FALSE(keeper_.NextDue());
}

TEST_F(LeaseKeeperTest, LeasesNothingFromAStationWithoutAName) {
  SetWishes({Wish("", "c1"), Wish("pc-1", "c1", Rung::kUnknown)});
  EXPECT_TRUE(Due().empty());
}

TEST_F(LeaseKeeperTest, MergesWishesForTheSameSession) {
  SetWishes({Wish("pc-1", "c1", Rung::k640x360), Wish("pc-1", "c1", Rung::k160x90)});
  const auto messages = Due();
  ASSERT_EQ(messages.size(), 1u);
  ASSERT_EQ(messages[0].lease.entries.size(), 1u);
  EXPECT_EQ(messages[0].lease.entries[0].rung, Rung::k640x360);
  SetWishes({Wish("pc-1", "c1", Rung::k160x90), Wish("pc-1", "c1", Rung::k640x360)});
  EXPECT_TRUE(Due().empty());
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
