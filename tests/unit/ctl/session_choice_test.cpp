// SPDX-License-Identifier: Apache-2.0
#include "ctl/session_choice.h"

#include <gtest/gtest.h>

#include "unit/ctl/lab_of_test.h"

namespace labwall {
namespace {

class SessionChoiceTest : public ::testing::Test {
 protected:
  SessionChoiceTest() {
    Station second = MakeStation("pc-2", {"c1:bob", "c3:ada", "c4:root"});
    second.sessions[2].monitored = false;
    lab_ = LabOf({MakeStation("pc-1", {"c1:ada", "c2:eve"}), second});
  }
  static SessionKey Key(const std::string& station, const std::string& id) { return MakeSession(station, id, "").key; }
  static std::vector<SessionKey> Keys(const Result<std::vector<CommandTarget>>& targets) {
    std::vector<SessionKey> keys;
    if (!targets) return keys;
    for (const CommandTarget& target : *targets) keys.push_back(target.key);
    return keys;
  }

  LabSnapshot lab_;
};

TEST_F(SessionChoiceTest, FindsASessionByEveryFormOfItsName) {
  for (const std::string& name : {std::string("c2"), std::string("pc-1/c2"), Key("pc-1", "c2").ToString()}) {
    const Result<Session> session = FindNamedSession(lab_, name);
    ASSERT_TRUE(session) << name;
    EXPECT_EQ(session->user, "eve");
  }
}

TEST_F(SessionChoiceTest, ListsTheCandidatesOfAnAmbiguousName) {
  const Result<Session> session = FindNamedSession(lab_, "c1");
  ASSERT_FALSE(session);
  EXPECT_EQ(session.error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(session.error().message.find(Key("pc-1", "c1").ToString() + "  (ada)"), std::string::npos);
  EXPECT_NE(session.error().message.find(Key("pc-2", "c1").ToString() + "  (bob)"), std::string::npos);
}

TEST_F(SessionChoiceTest, SaysThatThereIsNoSuchSession) {
  for (const char* name : {"c9", "pc-1/c3", "", "ada"}) {
    const Result<Session> session = FindNamedSession(lab_, name);
    ASSERT_FALSE(session) << name;
    EXPECT_EQ(session.error().code, ErrorCode::kNotFound);
  }
}

TEST_F(SessionChoiceTest, TakesAWholeKeyThatNobodyReports) {
  SessionKey gone = Key("pc-1", "c2");
  gone.started_us -= 1;
  const auto targets = TargetsByName(lab_, {"c2", gone.ToString()});
  ASSERT_TRUE(targets);
  EXPECT_EQ(Keys(targets), (std::vector<SessionKey>{Key("pc-1", "c2"), gone}));
  EXPECT_FALSE(TargetsByName(lab_, {"c2", "c9"}));
}

TEST_F(SessionChoiceTest, TakesAllMonitoredSessionsOfAUserOnAllStations) {
  EXPECT_EQ(Keys(TargetsOfUser(lab_, "ada")), (std::vector<SessionKey>{Key("pc-1", "c1"), Key("pc-2", "c3")}));
  EXPECT_EQ(TargetsOfUser(lab_, "root").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(TargetsOfUser(lab_, "nobody").error().code, ErrorCode::kNotFound);
}

TEST_F(SessionChoiceTest, TakesAllMonitoredSessionsButTheOperatorsOwn) {
  EXPECT_EQ(Keys(AllTargets(lab_, std::nullopt)).size(), 4u);
  const auto targets = Keys(AllTargets(lab_, Key("pc-1", "c1")));
  EXPECT_EQ(targets, (std::vector<SessionKey>{Key("pc-1", "c2"), Key("pc-2", "c1"), Key("pc-2", "c3")}));
  EXPECT_EQ(AllTargets(LabOf({MakeStation("desk", {"c1:me"})}), Key("desk", "c1")).error().code, ErrorCode::kNotFound);
}

TEST_F(SessionChoiceTest, KnowsWhichNamesTellTheirStation) {
  EXPECT_FALSE(NamesItsStation("c1"));
  EXPECT_TRUE(NamesItsStation("pc-1/c1"));
  EXPECT_TRUE(NamesItsStation(Key("pc-1", "c1").ToString()));
}

}  // namespace
}  // namespace labwall
