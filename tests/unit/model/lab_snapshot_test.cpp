// SPDX-License-Identifier: Apache-2.0
#include "model/lab_snapshot.h"

#include <gtest/gtest.h>

#include "lab_of.h"

namespace labwall {
namespace {

TEST(LabSnapshotTest, FindsASessionByItsWholeKey) {
  const LabSnapshot snapshot = LabOf({{"1", "2"}, {"1"}});
  const Session* const found = snapshot.Find(KeyOf("s1", "1"));
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found, &snapshot.stations[1].station->sessions[0]);
  EXPECT_EQ(snapshot.Find(KeyOf("s1", "2")), nullptr);
  EXPECT_EQ(snapshot.Find(KeyOf("s2", "1")), nullptr);
  EXPECT_EQ(snapshot.Find(KeyOf("s1", "1", 6)), nullptr) << "the next session with the same id";
  SessionKey after_reboot = KeyOf("s1", "1");
  after_reboot.boot_id[0] = 'f';
  EXPECT_EQ(snapshot.Find(after_reboot), nullptr);
}

const std::string kHere(32, 'a');
const std::string kElsewhere(32, 'b');

LabSnapshot TwoStations() {
  LabSnapshot snapshot;
  for (const std::string& boot : {kElsewhere, kHere}) {
    auto station = std::make_shared<Station>();
    station->id = boot == kHere ? "here" : "elsewhere";
    station->boot_id = boot;
    for (const char* const id : {"c1", "c2"}) {
      Session session;
      session.key = {station->id, boot, id, 7};
      station->sessions.push_back(session);
    }
    snapshot.stations.push_back({std::move(station), {}, true});
  }
  return snapshot;
}

TEST(FindOnMachineTest, FindsTheSessionOfThisBootAndId) {
  const std::optional<SessionKey> found = TwoStations().FindOnMachine(kHere, "c2");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->station, "here");
  EXPECT_EQ(found->session_id, "c2");
  EXPECT_EQ(found->started_us, 7);
}

TEST(FindOnMachineTest, FindsNoneWhereTheLabHasNone) {
  EXPECT_FALSE(TwoStations().FindOnMachine(std::string(32, 'c'), "c1"));
  EXPECT_FALSE(TwoStations().FindOnMachine(kHere, "c3"));
  EXPECT_FALSE(TwoStations().FindOnMachine(kHere, std::nullopt));
  EXPECT_FALSE(TwoStations().FindOnMachine("", "c1"));
  EXPECT_FALSE(LabSnapshot().FindOnMachine(kHere, "c1"));
}

}  // namespace
}  // namespace labwall
