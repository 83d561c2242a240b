// SPDX-License-Identifier: Apache-2.0
#include "ui/activity_log.h"

#include <gtest/gtest.h>

namespace labwall {
namespace {

constexpr MonotonicTime kStart{std::chrono::hours(1)};
constexpr int64_t kUnixStart = 1'700'000'000'000'000;

std::shared_ptr<Batch> MakeBatch(BatchId id, const std::vector<std::string>& stations) {
  auto batch = std::make_shared<Batch>();
  batch->id = id;
  batch->submitted_at = kStart;
  for (const std::string& station : stations) {
    TargetProgress target;
    target.target.key.station = station;
    batch->targets.push_back(target);
  }
  return batch;
}

LabSnapshot LabWith(const std::vector<std::pair<std::string, std::string>>& stations_and_rooms) {
  LabSnapshot snapshot;
  for (const auto& [id, room] : stations_and_rooms) {
    auto station = std::make_shared<Station>();
    station->id = id;
    station->room = room;
    snapshot.stations.push_back({station});
  }
  return snapshot;
}

TEST(ActivityLogTest, KeepsTheTimeOfDayAndTheRoomsOfWhenItWasNew) {
  ActivityLog log;
  std::shared_ptr<Batch> batch = MakeBatch(7, {"pc-01", "pc-02", "pc-03"});
  const MonotonicTime seen = kStart + std::chrono::milliseconds(250);
  log.Update({batch}, LabWith({{"pc-01", "B12"}, {"pc-02", "B14"}}), seen, kUnixStart);
  // A minute later the stations are gone, and somebody has set the clock back by an hour.
  batch = std::make_shared<Batch>(*batch);
  batch->targets[0].stage = TargetStage::kFinished;
  batch->targets[0].outcome.code = OutcomeCode::kRefused;
  batch->targets[0].outcome.elapsed = std::chrono::milliseconds(900);
  log.Update({batch}, LabWith({}), seen + std::chrono::minutes(1), kUnixStart - 3'540'000'000);
  const ActivityEntry* entry = log.Find(7);
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->submitted_unix_us, kUnixStart - 250'000);
  EXPECT_EQ(entry->rooms, (std::vector<std::string>{"B12", "B14", ""}));
  EXPECT_EQ(entry->batch, batch);
  EXPECT_EQ(entry->counts[Standing::kRefused], 1U);
  EXPECT_EQ(entry->counts[Standing::kUnderWay], 2U);
  EXPECT_EQ(entry->longest, std::chrono::milliseconds(900));
}

TEST(ActivityLogTest, SaysTheRoomWhenItIsOne) {
  ActivityLog log;
  const LabSnapshot lab = LabWith({{"a", "B12"}, {"b", "B12"}, {"c", "B14"}, {"d", ""}});
  log.Update({MakeBatch(1, {"a", "b"}), MakeBatch(2, {"a", "c"}), MakeBatch(3, {"d"}), MakeBatch(4, {"a", "unknown"})},
             lab, kStart, kUnixStart);
  EXPECT_EQ(log.Find(1)->common_room, "B12");
  for (const BatchId id : {2, 3, 4}) EXPECT_EQ(log.Find(id)->common_room, "") << id;
}

TEST(ActivityLogTest, KeepsWhatIsNotSaidAnyMore) {
  ActivityLog log;
  log.Update({MakeBatch(1, {"a"}), MakeBatch(2, {"a"})}, LabWith({}), kStart, kUnixStart);
  log.Update({MakeBatch(3, {"a"})}, LabWith({}), kStart, kUnixStart);
  ASSERT_EQ(log.entries().size(), 3U);
  EXPECT_EQ(log.entries()[0].batch->id, 1U);
  EXPECT_EQ(log.entries()[2].batch->id, 3U);
  EXPECT_EQ(log.Find(4), nullptr);
}

TEST(ActivityLogTest, ClearsFromThePanelOnlyWhatIsFinished) {
  ActivityLog log;
  const std::shared_ptr<Batch> finished = MakeBatch(1, {"a"});
  finished->targets[0].stage = TargetStage::kFinished;
  log.Update({finished, MakeBatch(2, {"a"})}, LabWith({}), kStart, kUnixStart);
  log.ClearFinished();
  EXPECT_TRUE(log.Find(1)->cleared);
  EXPECT_FALSE(log.Find(2)->cleared);
}

TEST(OutcomesTest, EveryOutcomeStandsSomewhere) {
  TargetProgress target;
  EXPECT_EQ(StandingOf(target), Standing::kUnderWay);
  target.stage = TargetStage::kAccepted;
  EXPECT_EQ(StandingOf(target), Standing::kUnderWay);
  EXPECT_FALSE(CanBeTriedAgain(target));
  target.stage = TargetStage::kFinished;
  struct Case {
    OutcomeCode code;
    Standing standing;
    bool again;
  };
  for (const Case& one :
       {Case{OutcomeCode::kDone, Standing::kDone, false},
        Case{OutcomeCode::kAlreadyGone, Standing::kAlreadyGone, false},
        Case{OutcomeCode::kRefused, Standing::kRefused, true},
        Case{OutcomeCode::kUnreachable, Standing::kUnreachable, true},
        Case{OutcomeCode::kTimedOut, Standing::kTimedOut, true}, Case{OutcomeCode::kFailed, Standing::kFailed, true},
        Case{OutcomeCode::kUnknown, Standing::kFailed, true},
        Case{OutcomeCode::kCancelled, Standing::kCancelled, true}}) {
    target.outcome.code = one.code;
    EXPECT_EQ(StandingOf(target), one.standing) << ToString(one.code);
    EXPECT_EQ(CanBeTriedAgain(target), one.again) << ToString(one.code);
  }
}

}  // namespace
}  // namespace labwall
