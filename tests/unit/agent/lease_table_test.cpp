// SPDX-License-Identifier: Apache-2.0
#include "agent/lease_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wire/limits.h"

namespace labwall {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

wire::WatchLease Lease(const std::string& console, std::vector<wire::WatchEntry> entries, Milliseconds valid_for) {
  return wire::WatchLease{console, valid_for, std::move(entries)};
}

class LeaseTableTest : public ::testing::Test {
 protected:
  std::vector<WantedRung> Wanted(const std::string& id, int64_t started_us) const {
    const auto wanted = table_.Wanted();
    const auto found = wanted.find({id, started_us});
    return found == wanted.end() ? std::vector<WantedRung>() : found->second;
  }

  ManualClock clock_;
  LeaseTable table_{clock_};
};

TEST_F(LeaseTableTest, WantsNothingWithoutLeases) {
  EXPECT_THAT(table_.Wanted(), IsEmpty());
  EXPECT_EQ(table_.NextExpiry(), std::nullopt);
  EXPECT_FALSE(table_.Expire());
}

TEST_F(LeaseTableTest, EachRungIsWantedAsOftenAsTheKeenestConsoleAsks) {
  ASSERT_TRUE(table_.Apply(Lease("a", {{"c1", 7, Rung::k320x180, 2000}, {"c1", 7, Rung::k160x90, 500}}, seconds(10))));
  ASSERT_TRUE(table_.Apply(Lease("b", {{"c1", 7, Rung::k320x180, 5000}, {"c2", 8, Rung::kNative, 1000}}, seconds(10))));
  EXPECT_THAT(Wanted("c1", 7), ElementsAre(WantedRung{Rung::k160x90, 500}, WantedRung{Rung::k320x180, 5000}));
  EXPECT_THAT(Wanted("c2", 8), ElementsAre(WantedRung{Rung::kNative, 1000}));
}

TEST_F(LeaseTableTest, ALeaseForAnEarlierSessionOfTheSameIdWantsNothingOfTheNewOne) {
  ASSERT_TRUE(table_.Apply(Lease("a", {{"c1", 7, Rung::k320x180, 2000}}, seconds(10))));
  EXPECT_THAT(Wanted("c1", 8), IsEmpty());
}

TEST_F(LeaseTableTest, ANewLeaseReplacesTheConsolesOld) {
  ASSERT_TRUE(table_.Apply(Lease("a", {{"c1", 7, Rung::k320x180, 2000}}, seconds(10))));
  ASSERT_TRUE(table_.Apply(Lease("a", {{"c2", 7, Rung::k640x360, 2000}}, seconds(10))));
  EXPECT_THAT(Wanted("c1", 7), IsEmpty());
  EXPECT_THAT(Wanted("c2", 7), ElementsAre(WantedRung{Rung::k640x360, 2000}));
  EXPECT_EQ(table_.console_count(), 1U);
}

TEST_F(LeaseTableTest, AnEmptyLeaseEndsTheConsoles) {
  ASSERT_TRUE(table_.Apply(Lease("a", {{"c1", 7, Rung::k320x180, 2000}}, seconds(10))));
  ASSERT_TRUE(table_.Apply(Lease("a", {}, seconds(10))));
  EXPECT_EQ(table_.console_count(), 0U);
}

TEST_F(LeaseTableTest, LeasesRunOutEachAtItsTime) {
  ASSERT_TRUE(table_.Apply(Lease("a", {{"c1", 7, Rung::k320x180, 2000}}, seconds(10))));
  ASSERT_TRUE(table_.Apply(Lease("b", {{"c1", 7, Rung::k320x180, 1000}}, seconds(20))));
  EXPECT_EQ(table_.NextExpiry(), clock_.Now() + seconds(10));
  clock_.Advance(Milliseconds(9'999));
  EXPECT_FALSE(table_.Expire());
  clock_.Advance(Milliseconds(1));
  EXPECT_TRUE(table_.Expire());
  EXPECT_THAT(Wanted("c1", 7), ElementsAre(WantedRung{Rung::k320x180, 1000}));
  clock_.Advance(seconds(10));
  EXPECT_TRUE(table_.Expire());
  EXPECT_THAT(table_.Wanted(), IsEmpty());
}

TEST_F(LeaseTableTest, NoLeaseLastsLongerThanTheLimit) {
  ASSERT_TRUE(table_.Apply(Lease("a", {{"c1", 7, Rung::k320x180, 2000}}, std::chrono::hours(99))));
  EXPECT_EQ(table_.NextExpiry(), clock_.Now() + wire::kMaxLease);
}

TEST_F(LeaseTableTest, TellsWhatEachConsoleBeginsToWatch) {
  const LeaseTable::SessionStart c1{"c1", 7};
  auto begun = table_.Apply(Lease("a", {{"c1", 7, Rung::k320x180, 2000}}, seconds(10)));
  EXPECT_EQ((*begun)[c1], std::vector{Rung::k320x180});
  begun = table_.Apply(Lease("b", {{"c1", 7, Rung::k320x180, 2000}}, seconds(10)));
  EXPECT_EQ((*begun)[c1], std::vector{Rung::k320x180}) << "another console has nothing to show yet";
  begun = table_.Apply(Lease("a", {{"c1", 7, Rung::k320x180, 500}, {"c1", 7, Rung::kNative, 500}}, seconds(10)));
  EXPECT_EQ((*begun)[c1], std::vector{Rung::kNative});
  begun = table_.Apply(Lease("a", {{"c1", 7, Rung::kNative, 500}}, seconds(10)));
  EXPECT_TRUE(begun->empty());
  clock_.Advance(seconds(10));
  begun = table_.Apply(Lease("a", {{"c1", 7, Rung::kNative, 500}}, seconds(10)));
  EXPECT_EQ((*begun)[c1], std::vector{Rung::kNative}) << "the earlier lease had run out";
}

TEST_F(LeaseTableTest, TooManyConsolesAreRefusedAndThoseThereMayRenew) {
  for (size_t i = 0; i < LeaseTable::kMaxConsoles; ++i) {
    ASSERT_TRUE(table_.Apply(Lease("console" + std::to_string(i), {{"c1", 7, Rung::k320x180, 2000}}, seconds(10))));
  }
  const auto refused = table_.Apply(Lease("one-more", {{"c1", 7, Rung::k320x180, 2000}}, seconds(10)));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kResourceExhausted);
  EXPECT_TRUE(table_.Apply(Lease("console3", {{"c1", 7, Rung::k320x180, 9000}}, seconds(10))));
  EXPECT_EQ(table_.console_count(), LeaseTable::kMaxConsoles);
}

}  // namespace
}  // namespace labwall
