// SPDX-License-Identifier: Apache-2.0
#include "console/own_session_key.h"

#include <gtest/gtest.h>

namespace labwall {
namespace {

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

TEST(OwnSessionKeyTest, FindsTheSessionOfThisBootAndId) {
  const std::optional<SessionKey> found = FindOwnSession(TwoStations(), kHere, "c2");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->station, "here");
  EXPECT_EQ(found->session_id, "c2");
  EXPECT_EQ(found->started_us, 7);
}

TEST(OwnSessionKeyTest, FindsNoneWhereTheLabHasNone) {
  EXPECT_FALSE(FindOwnSession(TwoStations(), std::string(32, 'c'), "c1"));
  EXPECT_FALSE(FindOwnSession(TwoStations(), kHere, "c3"));
  EXPECT_FALSE(FindOwnSession(TwoStations(), kHere, std::nullopt));
  EXPECT_FALSE(FindOwnSession(TwoStations(), "", "c1"));
  EXPECT_FALSE(FindOwnSession({}, kHere, "c1"));
}

}  // namespace
}  // namespace labwall
