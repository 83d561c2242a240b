// SPDX-License-Identifier: Apache-2.0
#include "agent/station_publisher.h"

#include <gtest/gtest.h>

#include "wire/limits.h"

namespace labwall {
namespace {

class StationPublisherTest : public ::testing::Test {
 protected:
  static Station WithSessions(int count) {
    Station station;
    station.id = "s1";
    for (int i = 0; i < count; ++i) {
      SessionRecord record;
      record.id = "c" + std::to_string(i);
      record.started_us = 1;
      record.user = "jo";
      station.sessions.push_back(DescribeSession(record, "s1", "boot"));
    }
    return station;
  }

  ManualClock clock_;
  std::vector<wire::StationStateMessage> published_;
  StationPublisher publisher_{clock_, [this](const wire::StationStateMessage& m) { published_.push_back(m); }};
};

TEST_F(StationPublisherTest, SaysNothingBeforeItKnowsTheSessions) {
  publisher_.Request();
  publisher_.Tick();
  EXPECT_TRUE(published_.empty());
}

TEST_F(StationPublisherTest, PublishesAChangeAtOnceAlsoWithoutSessions) {
  publisher_.Update(WithSessions(0));
  publisher_.Tick();
  ASSERT_EQ(published_.size(), 1U);
  EXPECT_FALSE(published_[0].leaving);
  clock_.Advance(std::chrono::seconds(1));
  publisher_.Update(WithSessions(2));
  publisher_.Tick();
  ASSERT_EQ(published_.size(), 2U);
  EXPECT_EQ(published_[1].station.sessions.size(), 2U);
}

TEST_F(StationPublisherTest, DoesNotRepeatWhatHasNotChanged) {
  publisher_.Update(WithSessions(1));
  publisher_.Tick();
  clock_.Advance(std::chrono::seconds(1));
  publisher_.Update(WithSessions(1));
  publisher_.Tick();
  EXPECT_EQ(published_.size(), 1U);
}

TEST_F(StationPublisherTest, BeatsWithoutChanges) {
  publisher_.Update(WithSessions(1));
  publisher_.Tick();
  EXPECT_EQ(publisher_.NextDue(), clock_.Now() + wire::kHeartbeat);
  clock_.Advance(wire::kHeartbeat);
  publisher_.Tick();
  EXPECT_EQ(published_.size(), 2U);
}

TEST_F(StationPublisherTest, AStormOfChangesIsPublishedTenTimesASecondAndEndsWithTheLast) {
  publisher_.Update(WithSessions(0));
  publisher_.Tick();
  for (int i = 1; i <= 50; ++i) {
    publisher_.Update(WithSessions(i));
    publisher_.Tick();
  }
  EXPECT_EQ(published_.size(), 1U);
  clock_.Advance(StationPublisher::kLeastInterval);
  publisher_.Tick();
  ASSERT_EQ(published_.size(), 2U);
  EXPECT_EQ(published_[1].station.sessions.size(), 50U);
}

TEST_F(StationPublisherTest, AnswersAConsoleThatAsks) {
  publisher_.Update(WithSessions(1));
  publisher_.Tick();
  clock_.Advance(std::chrono::seconds(1));
  publisher_.Request();
  publisher_.Tick();
  EXPECT_EQ(published_.size(), 2U);
}

TEST_F(StationPublisherTest, LeavesWithoutSessions) {
  publisher_.Update(WithSessions(3));
  publisher_.Leave();
  ASSERT_EQ(published_.size(), 1U);
  EXPECT_TRUE(published_[0].leaving);
  EXPECT_EQ(published_[0].station.id, "s1");
  EXPECT_TRUE(published_[0].station.sessions.empty());
}

TEST_F(StationPublisherTest, LeavesInSilenceWhenItNeverSpoke) {
  publisher_.Leave();
  EXPECT_TRUE(published_.empty());
}

TEST(DescribeSessionTest, MakesForeignStringsSafe) {
  SessionRecord record;
  record.id = "c1";
  record.started_us = 5;
  record.user = "jo\x1B[2J";
  record.display_name =
      "Jo\xE2\x80\xAE"
      "evil\xFF";
  record.remote_host = "host\n";
  const Session session = DescribeSession(record, "s1", "boot");
  EXPECT_EQ(session.key, (SessionKey{"s1", "boot", "c1", 5}));
  EXPECT_EQ(session.user, "jo[2J");
  EXPECT_EQ(session.display_name, "Joevil\xEF\xBF\xBD");
  EXPECT_EQ(session.remote_host, "host");
}

}  // namespace
}  // namespace labwall
