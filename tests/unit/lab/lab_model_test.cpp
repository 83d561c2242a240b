// SPDX-License-Identifier: Apache-2.0
#include "lab/lab_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/lab/scripted_station.h"
#include "wire/limits.h"

namespace labwall {
namespace {

using ::testing::ElementsAre;

class LabModelTest : public ::testing::Test {
 protected:
  Result<> Hear(Station station) { return model_.Fold({std::move(station), false}, clock_.Now()); }
  std::vector<std::string> StationIds() {
    std::vector<std::string> ids;
    for (const StationView& view : model_.Snapshot()->stations) ids.push_back(view.station->id);
    return ids;
  }

  ManualClock clock_;
  LabModel model_;
};

TEST_F(LabModelTest, StartsEmptyAndConnecting) {
  const auto snapshot = model_.Snapshot();
  ASSERT_NE(snapshot, nullptr);
  EXPECT_TRUE(snapshot->stations.empty());
  EXPECT_EQ(snapshot->broker, BrokerState::kConnecting);
  EXPECT_FALSE(model_.NextSilence());
}

TEST_F(LabModelTest, SortsStationsByRoomThenId) {
  Station b = MakeStation("b", {}), a = MakeStation("a", {}), c = MakeStation("c", {});
  a.room = "Room 2";
  b.room = c.room = "Room 1";
  ASSERT_TRUE(Hear(c));
  ASSERT_TRUE(Hear(a));
  ASSERT_TRUE(Hear(b));
  EXPECT_THAT(StationIds(), ElementsAre("b", "c", "a"));
}

TEST_F(LabModelTest, TakesAHeartbeatWithoutNewsForNoChange) {
  ASSERT_TRUE(Hear(MakeStation("pc-1", {"c1:ada"})));
  const auto before = model_.Snapshot();
  clock_.Advance(std::chrono::seconds(5));
  ASSERT_TRUE(Hear(MakeStation("pc-1", {"c1:ada"})));
  EXPECT_EQ(model_.Snapshot(), before);
}

TEST_F(LabModelTest, LeavesSnapshotsAloneThatAreGivenOut) {
  ASSERT_TRUE(Hear(MakeStation("pc-1", {"c1:ada"})));
  const auto before = model_.Snapshot();
  ASSERT_TRUE(Hear(MakeStation("pc-1", {"c1:ada", "c2:bob"})));
  const auto after = model_.Snapshot();
  EXPECT_EQ(before->stations[0].station->sessions.size(), 1u);
  EXPECT_EQ(after->stations[0].station->sessions.size(), 2u);
  EXPECT_GT(after->version, before->version);
}

TEST_F(LabModelTest, KeepsTheSessionsOfASilentStation) {
  ASSERT_TRUE(Hear(MakeStation("pc-1", {"c1:ada"})));
  clock_.Advance(wire::kStationSilentAfter - Milliseconds(1));
  model_.MarkSilent(clock_.Now());
  EXPECT_TRUE(model_.Snapshot()->stations[0].answering);

  clock_.Advance(Milliseconds(1));
  model_.MarkSilent(clock_.Now());
  const auto silent = model_.Snapshot();
  EXPECT_FALSE(silent->stations[0].answering);
  EXPECT_EQ(silent->stations[0].station->sessions.size(), 1u);
  EXPECT_FALSE(model_.NextSilence());

  ASSERT_TRUE(Hear(MakeStation("pc-1", {"c1:ada"})));
  EXPECT_TRUE(model_.Snapshot()->stations[0].answering);
  EXPECT_EQ(model_.NextSilence(), clock_.Now() + wire::kStationSilentAfter);
}

TEST_F(LabModelTest, MarksEachStationSilentInItsOwnTime) {
  ASSERT_TRUE(Hear(MakeStation("early", {})));
  clock_.Advance(std::chrono::seconds(10));
  ASSERT_TRUE(Hear(MakeStation("late", {})));
  clock_.Advance(std::chrono::seconds(7));
  model_.MarkSilent(clock_.Now());
  EXPECT_FALSE(model_.Snapshot()->stations[0].answering);
  EXPECT_TRUE(model_.Snapshot()->stations[1].answering);
  clock_.Advance(std::chrono::seconds(9));
  ASSERT_EQ(model_.NextSilence(), clock_.Now());
  model_.MarkSilent(clock_.Now());
  EXPECT_FALSE(model_.Snapshot()->stations[1].answering);
}

TEST_F(LabModelTest, TakesALeavingStationOff) {
  ASSERT_TRUE(Hear(MakeStation("pc-1", {"c1:ada"})));
  ASSERT_TRUE(Hear(MakeStation("pc-2", {})));
  ASSERT_TRUE(model_.Fold({MakeStation("pc-1", {"c1:ada"}), true}, clock_.Now()));
  EXPECT_THAT(StationIds(), ElementsAre("pc-2"));
  const auto before = model_.Snapshot();
  ASSERT_TRUE(model_.Fold({MakeStation("pc-9", {}), true}, clock_.Now()));
  EXPECT_EQ(model_.Snapshot(), before);
}

TEST_F(LabModelTest, ReplacesEverythingAfterAReboot) {
  ASSERT_TRUE(Hear(MakeStation("pc-1", {"c1:ada"})));
  const SessionKey old_key = model_.Snapshot()->stations[0].station->sessions[0].key;
  Station rebooted = MakeStation("pc-1", {"c1:bob"});
  rebooted.boot_id = std::string(32, 'a');
  rebooted.sessions[0].key.boot_id = rebooted.boot_id;
  ASSERT_TRUE(Hear(rebooted));
  EXPECT_EQ(model_.Snapshot()->Find(old_key), nullptr);
  EXPECT_NE(model_.Snapshot()->Find(rebooted.sessions[0].key), nullptr);
}

TEST_F(LabModelTest, MovesAStationToItsNewRoom) {
  Station station = MakeStation("pc-1", {});
  ASSERT_TRUE(Hear(station));
  station.room = "Room 2";
  ASSERT_TRUE(Hear(station));
  ASSERT_THAT(StationIds(), ElementsAre("pc-1"));
  EXPECT_EQ(model_.Snapshot()->stations[0].station->room, "Room 2");
}

TEST_F(LabModelTest, KeepsUnmonitoredSessions) {
  Station station = MakeStation("pc-1", {"c1:root"});
  station.sessions[0].monitored = false;
  ASSERT_TRUE(Hear(station));
  ASSERT_EQ(model_.Snapshot()->stations[0].station->sessions.size(), 1u);
  EXPECT_FALSE(model_.Snapshot()->stations[0].station->sessions[0].monitored);
}

TEST_F(LabModelTest, PutsSessionsInOneOrderHoweverTheyAreReported) {
  Station station = MakeStation("pc-1", {"c2:bob", "c1:ada", "c1:ada"});
  station.sessions[0].key.started_us -= 1;
  ASSERT_TRUE(Hear(station));
  const auto before = model_.Snapshot();
  ASSERT_EQ(before->stations[0].station->sessions.size(), 2u);
  EXPECT_EQ(before->stations[0].station->sessions[0].user, "bob");
  std::swap(station.sessions[0], station.sessions[2]);
  ASSERT_TRUE(Hear(station));
  EXPECT_EQ(model_.Snapshot(), before);
}

TEST_F(LabModelTest, RefusesStationsBeyondItsLimitButHearsTheOthers) {
  for (size_t i = 0; i < LabModel::kMaxStations; ++i) ASSERT_TRUE(Hear(MakeStation("pc-" + std::to_string(i), {})));
  const Result<> refused = Hear(MakeStation("one-too-many", {}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kResourceExhausted);
  EXPECT_TRUE(Hear(MakeStation("pc-5", {"c1:ada"})));
  EXPECT_EQ(model_.Snapshot()->stations.size(), LabModel::kMaxStations);
}

TEST_F(LabModelTest, SaysWhatTheBrokerDoes) {
  model_.SetBroker(BrokerState::kLost, "nobody listens there");
  const auto lost = model_.Snapshot();
  EXPECT_EQ(lost->broker, BrokerState::kLost);
  EXPECT_EQ(lost->broker_detail, "nobody listens there");
  model_.SetBroker(BrokerState::kLost, "nobody listens there");
  EXPECT_EQ(model_.Snapshot(), lost);
}

}  // namespace
}  // namespace labwall
