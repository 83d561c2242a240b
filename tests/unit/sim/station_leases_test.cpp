// SPDX-License-Identifier: Apache-2.0
#include "sim/station_leases.h"

#include <gtest/gtest.h>

namespace labwall {
namespace {

using std::chrono::seconds;

const SessionKey kKey{"pc-1", std::string(32, 'a'), "c1", 5};
constexpr MonotonicTime kNow{seconds(1'000)};

wire::WatchLease Lease(const std::string& console, Rung rung, int milli_fps, const std::string& session = "c1") {
  return {console, Milliseconds(10'000), {{session, 5, rung, milli_fps}}};
}

TEST(StationLeasesTest, ManyConsolesAreServedTheFastestRateOfEachRung) {
  StationLeases leases;
  ASSERT_TRUE(leases.Put(Lease("a", Rung::k320x180, 1'000), kNow));
  ASSERT_TRUE(leases.Put(Lease("b", Rung::k320x180, 4'000), kNow));
  ASSERT_TRUE(leases.Put(Lease("c", Rung::k160x90, 500), kNow));
  EXPECT_EQ(leases.WantedOf(kKey), (std::vector<WantedRung>{{Rung::k320x180, 4'000}, {Rung::k160x90, 500}}));
}

TEST(StationLeasesTest, WantsAreForExactlyThatSession) {
  StationLeases leases;
  ASSERT_TRUE(leases.Put(Lease("a", Rung::k320x180, 1'000), kNow));
  SessionKey later = kKey;
  later.started_us = 6;
  EXPECT_TRUE(leases.WantedOf(later).empty());
  SessionKey other = kKey;
  other.session_id = "c2";
  EXPECT_TRUE(leases.WantedOf(other).empty());
}

TEST(StationLeasesTest, OnlyWhatAConsoleDidNotHaveBeforeIsNew) {
  StationLeases leases;
  EXPECT_EQ(leases.Put(Lease("a", Rung::k320x180, 1'000), kNow)->size(), 1u);
  EXPECT_EQ(leases.Put(Lease("a", Rung::k320x180, 2'000), kNow)->size(), 0u) << "renewed";
  EXPECT_EQ(leases.Put(Lease("a", Rung::k640x360, 2'000), kNow)->size(), 1u) << "another rung";
  EXPECT_EQ(leases.Put(Lease("b", Rung::k640x360, 2'000), kNow)->size(), 1u) << "another console";
}

TEST(StationLeasesTest, LeasesEndByTimeAndByAnEmptyLease) {
  StationLeases leases;
  ASSERT_TRUE(leases.Put(Lease("a", Rung::k320x180, 1'000), kNow));
  ASSERT_TRUE(leases.Put(Lease("b", Rung::k160x90, 1'000), kNow + seconds(4)));
  EXPECT_EQ(leases.NextExpiry(), kNow + seconds(10));
  EXPECT_FALSE(leases.Expire(kNow + seconds(9)));
  EXPECT_TRUE(leases.Expire(kNow + seconds(10)));
  EXPECT_EQ(leases.WantedOf(kKey), (std::vector<WantedRung>{{Rung::k160x90, 1'000}}));
  ASSERT_TRUE(leases.Put({"b", Milliseconds(0), {}}, kNow + seconds(10)));
  EXPECT_TRUE(leases.WantedOf(kKey).empty());
  EXPECT_EQ(leases.NextExpiry(), std::nullopt);
}

TEST(StationLeasesTest, ALeaseThatRanOutCountsAsNewAgain) {
  StationLeases leases;
  ASSERT_TRUE(leases.Put(Lease("a", Rung::k320x180, 1'000), kNow));
  EXPECT_EQ(leases.Put(Lease("a", Rung::k320x180, 1'000), kNow + seconds(11))->size(), 1u);
}

TEST(StationLeasesTest, ConsolesBeyondTheLimitAreRefusedButKnownOnesAreNot) {
  StationLeases leases;
  for (size_t i = 0; i < StationLeases::kMaxConsoles; ++i) {
    ASSERT_TRUE(leases.Put(Lease("c" + std::to_string(i), Rung::k160x90, 1'000), kNow));
  }
  EXPECT_FALSE(leases.Put(Lease("one-more", Rung::k160x90, 1'000), kNow));
  EXPECT_TRUE(leases.Put(Lease("c0", Rung::k160x90, 1'000), kNow));
  EXPECT_TRUE(leases.Put(Lease("one-more", Rung::k160x90, 1'000), kNow + seconds(10)));
}

}  // namespace
}  // namespace labwall
