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

}  // namespace
}  // namespace labwall
