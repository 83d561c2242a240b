// SPDX-License-Identifier: Apache-2.0
#include "lab/lab_client.h"

#include <gtest/gtest.h>

#include "lab/lease_keeper.h"
#include "support/eventually.h"
#include "unit/lab/scripted_station.h"
#include "wire/limits.h"
#include "wire/subjects.h"

namespace labwall {
namespace {

constexpr Milliseconds kLimit{20'000};
constexpr PixelSize kScreen{1920, 1080};

class LabClientTest : public ::testing::Test {
 protected:
  LabClientTest()
      : client_(LabClient::Create(clock_, {.decode_threads = 2, .wake = [this] { ++wakes_; }, .picture_memory = {}})) {
    auto connection = Connection::Open({broker_.url(), "test", [this](BusEvent event, const std::string& detail) {
                                          client_->OnBusEvent(event == BusEvent::kConnected, detail);
                                        }});
    EXPECT_TRUE(connection);
    connection_ = std::move(*connection);
    EXPECT_TRUE(client_->Attach(*connection_));
    EXPECT_TRUE(Eventually([&] { return client_->Snapshot()->broker == BrokerState::kConnected; }, kLimit));
  }
  ~LabClientTest() override {
    client_->Detach();
    connection_.reset();
  }

  bool Sees(const SessionKey& key) const { return client_->Snapshot()->Find(key) != nullptr; }
  bool EventuallySees(const SessionKey& key) const {
    return Eventually([&] { return Sees(key); }, kLimit);
  }
  // The next frame; its planes are given back already. Empty when none comes.
  std::optional<DecodedFrame> WaitForFrame() {
    std::vector<DecodedFrame> frames;
    const auto take_one = [&] {
      std::ignore = client_->TakeFrames(1, frames);
      return !frames.empty();
    };
    if (!Eventually(take_one, kLimit)) return std::nullopt;
    client_->Recycle(frames);
    return frames[0];
  }
  static LeaseWish Wish(const SessionKey& key) { return {key, Rung::k320x180, 2000}; }

  std::atomic<int> wakes_{0};
  ManualClock clock_;
  TestBroker broker_;
  std::unique_ptr<LabClient> client_;
  std::unique_ptr<Connection> connection_;
};

TEST_F(LabClientTest, HearsOfEveryStation) {
  const ScriptedStation first(broker_.url(), MakeStation("pc-1", {"c1:ada"}));
  const ScriptedStation second(broker_.url(), MakeStation("pc-2", {"c1:bob"}));
  EXPECT_TRUE(EventuallySees(MakeSession("pc-1", "c1", "ada").key));
  EXPECT_TRUE(EventuallySees(MakeSession("pc-2", "c1", "bob").key));
  EXPECT_GT(wakes_, 0);
}

TEST_F(LabClientTest, HelloBringsTheStationsThatWereThereBefore) {
  const ScriptedStation station(broker_.url(), MakeStation("pc-1", {"c1:ada"}));
  const auto later = LabClient::Create(clock_, {});
  ASSERT_TRUE(later->Attach(*connection_));
  const SessionKey key = MakeSession("pc-1", "c1", "ada").key;
  EXPECT_TRUE(Eventually([&] { return later->Snapshot()->Find(key) != nullptr; }, kLimit));
  later->Detach();
}

TEST_F(LabClientTest, ForgetsAStationThatLeaves) {
  ScriptedStation station(broker_.url(), MakeStation("pc-1", {"c1:ada"}));
  ASSERT_TRUE(EventuallySees(MakeSession("pc-1", "c1", "ada").key));
  station.Leave();
  EXPECT_TRUE(Eventually([&] { return client_->Snapshot()->stations.empty(); }, kLimit));
}

TEST_F(LabClientTest, SaysThatASilentStationDoesNotAnswer) {
  const ScriptedStation station(broker_.url(), MakeStation("pc-1", {"c1:ada"}));
  const SessionKey key = MakeSession("pc-1", "c1", "ada").key;
  ASSERT_TRUE(EventuallySees(key));
  // Nobody can wake a thread that waits for a clock that is turned by hand, so a lease does.
  clock_.Advance(wire::kStationSilentAfter);
  client_->SetLeases({Wish(key)});
  EXPECT_TRUE(Eventually([&] { return !client_->Snapshot()->stations[0].answering; }, kLimit));
  EXPECT_TRUE(Sees(key));
  client_->Refresh();
  EXPECT_TRUE(Eventually([&] { return client_->Snapshot()->stations[0].answering; }, kLimit));
}

TEST_F(LabClientTest, LeasesAndReceivesFrames) {
  ScriptedStation station(broker_.url(), MakeStation("pc-1", {"c1:ada"}));
  ScriptedStation other(broker_.url(), MakeStation("pc-2", {"c1:bob"}));
  station.AnswerLeasesWithFrames(true);
  const SessionKey key = MakeSession("pc-1", "c1", "ada").key;
  client_->SetLeases({Wish(key)});
  const auto frame = WaitForFrame();
  ASSERT_TRUE(frame);
  EXPECT_EQ(*frame->key, key);
  EXPECT_EQ(frame->rung, Rung::k320x180);
  EXPECT_EQ(frame->planes.size, (PixelSize{320, 180}));
  ASSERT_FALSE(station.leases().empty());
  EXPECT_EQ(station.leases()[0].entries.size(), 1u);
  EXPECT_TRUE(other.leases().empty());

  EXPECT_EQ(client_->stats().frames_decoded, 1u);
  EXPECT_GT(client_->stats().frame_bytes, 0u);

  client_->SetLeases({});
  EXPECT_TRUE(Eventually([&] { return station.leases().back().entries.empty(); }, kLimit));
}

TEST_F(LabClientTest, KeepsFramesComingWhenTheRungChanges) {
  ScriptedStation station(broker_.url(), MakeStation("pc-1", {"c1:ada"}));
  station.AnswerLeasesWithFrames(true);
  const SessionKey key = MakeSession("pc-1", "c1", "ada").key;
  client_->SetLeases({Wish(key)});
  ASSERT_TRUE(WaitForFrame());
  client_->SetLeases({{key, Rung::k640x360, 2000}});
  EXPECT_TRUE(Eventually(
      [&] {
        std::vector<DecodedFrame> frames;
        std::ignore = client_->TakeFrames(1, frames);
        client_->Recycle(frames);
        return !frames.empty() && frames[0].picture == PixelSize{640, 360};
      },
      kLimit));
}

TEST_F(LabClientTest, ReceivesFramesOfAWallThatIsTooLargeToListenToStationByStation) {
  ScriptedStation station(broker_.url(), MakeStation("pc-1", {"c1:ada"}));
  station.AnswerLeasesWithFrames(true);
  std::vector<LeaseWish> wishes = {Wish(MakeSession("pc-1", "c1", "ada").key)};
  for (size_t i = 0; i < LeaseKeeper::kMaxStationFeeds; ++i) {
    wishes.push_back(Wish(MakeSession("absent-" + std::to_string(i), "c1", "bob").key));
  }
  client_->SetLeases(wishes);
  const auto frame = WaitForFrame();
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->key->station, "pc-1");
}

TEST_F(LabClientTest, CountsBadFramesAndShowsTheNextGoodOne) {
  ScriptedStation station(broker_.url(), MakeStation("pc-1", {"c1:ada", "c2:bob"}));
  const SessionKey key = MakeSession("pc-1", "c1", "ada").key;
  const SessionKey other_key = MakeSession("pc-1", "c2", "bob").key;
  const std::string good = MakeJpeg({320, 180});
  client_->SetLeases({Wish(key)});
  ASSERT_TRUE(Eventually([&] { return !station.leases().empty(); }, kLimit));

  station.PublishRaw(wire::FrameSubject("pc-1", "c1", Rung::k320x180), good);  // no headers
  station.SendFrame({key, Rung::k320x180, 1, 1, kScreen, {}}, "garbage");
  ASSERT_TRUE(Eventually([&] { return client_->stats().frames_bad == 2; }, kLimit));
  station.SendFrame({other_key, Rung::k320x180, 1, 1, kScreen, {}}, good);
  SessionKey earlier = key;
  earlier.started_us -= 1;
  station.SendFrame({earlier, Rung::k320x180, 1, 1, kScreen, {}}, good);
  ASSERT_TRUE(Eventually([&] { return client_->stats().frames_unwanted == 2; }, kLimit));
  station.SendFrame({key, Rung::k320x180, 2, 1, kScreen, {}}, good);
  const auto frame = WaitForFrame();
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->sequence, 2u);
  EXPECT_EQ(client_->stats().frames_received, 5u);
}

TEST_F(LabClientTest, SaysAtOnceThatAFrameWasLost) {
  ScriptedStation station(broker_.url(), MakeStation("pc-1", {"c1:ada"}));
  const SessionKey key = MakeSession("pc-1", "c1", "ada").key;
  const std::string picture = MakeJpeg({320, 180});
  const std::string part = MakeJpeg({64, 64});
  client_->SetLeases({Wish(key)});
  ASSERT_TRUE(Eventually([&] { return station.leases().size() == 1; }, kLimit));
  station.SendFrame({key, Rung::k320x180, 10, 1, kScreen, {}}, picture);
  station.SendFrame({key, Rung::k320x180, 11, 1, kScreen, PixelPoint{16, 16}}, part);
  ASSERT_TRUE(WaitForFrame());
  // No hand of the clock moves: nothing but the gap is a reason for another lease.
  station.SendFrame({key, Rung::k320x180, 13, 1, kScreen, PixelPoint{16, 16}}, part);
  ASSERT_TRUE(Eventually([&] { return station.leases().size() == 2; }, kLimit));
  EXPECT_EQ(station.leases()[1].entries.at(0).have_sequence, 0u);
  EXPECT_EQ(client_->stats().frames_lost, 1u);
  EXPECT_EQ(client_->stats().wholes_asked, 1u);
  EXPECT_EQ(client_->stats().parts_received, 2u);

  clock_.Advance(LeaseKeeper::kLostInterval);
  station.SendFrame({key, Rung::k320x180, 14, 1, kScreen, {}}, picture);
  ASSERT_TRUE(Eventually([&] { return client_->stats().frames_decoded == 3; }, kLimit));
  std::vector<DecodedFrame> frames;
  std::ignore = client_->TakeFrames(SIZE_MAX, frames);
  client_->Recycle(frames);
  client_->AskWhole(key);
  ASSERT_TRUE(Eventually([&] { return station.leases().size() == 3; }, kLimit));
}

TEST_F(LabClientTest, ALeaseThatIsSentAgainSaysWhatIsThere) {
  ScriptedStation station(broker_.url(), MakeStation("pc-1", {"c1:ada"}));
  const SessionKey key = MakeSession("pc-1", "c1", "ada").key;
  client_->SetLeases({Wish(key)});
  ASSERT_TRUE(Eventually([&] { return station.leases().size() == 1; }, kLimit));
  EXPECT_EQ(station.leases()[0].entries.at(0).have_sequence, 0u);
  station.SendFrame({key, Rung::k320x180, 10, 1, kScreen, {}}, MakeJpeg({320, 180}));
  ASSERT_TRUE(WaitForFrame());
  client_->OnBusEvent(false, "gone");
  client_->OnBusEvent(true, "back");
  ASSERT_TRUE(Eventually([&] { return station.leases().size() == 2; }, kLimit));
  EXPECT_EQ(station.leases()[1].entries.at(0).have_sequence, 10u);
}

TEST_F(LabClientTest, CountsBadMessagesAndHearsTheNextGoodOne) {
  ScriptedStation station(broker_.url(), MakeStation("pc-1", {"c1:ada"}));
  ASSERT_TRUE(EventuallySees(MakeSession("pc-1", "c1", "ada").key));
  station.PublishRaw(wire::StateSubject("pc-1"), "\xff\xff garbage");
  station.PublishRaw(wire::StateSubject("pc-1"), wire::Encode({MakeStation("pc-2", {}), false}));
  ASSERT_TRUE(Eventually([&] { return client_->stats().messages_bad == 2; }, kLimit));
  EXPECT_TRUE(Sees(MakeSession("pc-1", "c1", "ada").key));
  station.Update(MakeStation("pc-1", {"c9:eve"}));
  EXPECT_TRUE(EventuallySees(MakeSession("pc-1", "c9", "eve").key));
}

TEST_F(LabClientTest, LeasesAgainFromAnAgentThatHasStartedAgain) {
  auto station = std::make_unique<ScriptedStation>(broker_.url(), MakeStation("pc-1", {"c1:ada"}));
  client_->SetLeases({Wish(MakeSession("pc-1", "c1", "ada").key)});
  ASSERT_TRUE(Eventually([&] { return !station->leases().empty(); }, kLimit));
  station.reset();
  clock_.Advance(std::chrono::seconds(1));  // far from the time of the next renewal
  const ScriptedStation restarted(broker_.url(), MakeStation("pc-1", {"c1:ada"}));
  EXPECT_TRUE(Eventually([&] { return !restarted.leases().empty(); }, kLimit));
}

TEST_F(LabClientTest, SendsItsLeasesAgainOnANewConnection) {
  // A listener that says nothing, so that nothing but the new connection is a reason to send them again.
  const auto listener = ConnectOrDie(broker_.url(), "listener");
  std::atomic<int> leases{0};
  const auto subscription = listener->Subscribe(wire::WatchSubject("pc-1"), [&](const BusMessage&) { ++leases; });
  ASSERT_TRUE(subscription);
  ASSERT_TRUE(listener->Flush(kLimit));
  client_->SetLeases({Wish(MakeSession("pc-1", "c1", "ada").key)});
  ASSERT_TRUE(Eventually([&] { return leases == 1; }, kLimit));
  client_->OnBusEvent(false, "gone");
  client_->OnBusEvent(true, "back");
  EXPECT_TRUE(Eventually([&] { return leases == 2; }, kLimit));
}

TEST_F(LabClientTest, LeasesAgainAfterTheBrokerCameBack) {
  ScriptedStation station(broker_.url(), MakeStation("pc-1", {"c1:ada"}));
  station.AnswerLeasesWithFrames(true);
  const SessionKey key = MakeSession("pc-1", "c1", "ada").key;
  client_->SetLeases({Wish(key)});
  ASSERT_TRUE(WaitForFrame());
  ASSERT_TRUE(EventuallySees(key));
  std::atomic<bool> was_lost{false};
  broker_.Crash();
  ASSERT_TRUE(Eventually(
      [&] {
        const auto snapshot = client_->Snapshot();
        if (snapshot->broker == BrokerState::kLost) was_lost = true;
        return was_lost && snapshot->broker == BrokerState::kConnected;
      },
      kLimit));
  EXPECT_TRUE(Sees(key));
  // The lease may have been sent before the station was back; its next word brings it again.
  const size_t leases_before = station.leases().size();
  const uint64_t decoded_before = client_->stats().frames_decoded;
  EXPECT_TRUE(Eventually(
      [&] {
        clock_.Advance(std::chrono::seconds(1));
        station.PublishState();
        return station.leases().size() > leases_before;
      },
      kLimit));
  EXPECT_TRUE(Eventually([&] { return client_->stats().frames_decoded > decoded_before; }, kLimit));
}

TEST_F(LabClientTest, EndsItsLeasesWhenItLetsGoOfTheConnection) {
  ScriptedStation station(broker_.url(), MakeStation("pc-1", {"c1:ada"}));
  client_->SetLeases({Wish(MakeSession("pc-1", "c1", "ada").key)});
  ASSERT_TRUE(Eventually([&] { return !station.leases().empty(); }, kLimit));
  client_->Detach();
  EXPECT_TRUE(Eventually([&] { return station.leases().back().entries.empty(); }, kLimit));
  client_->SetLeases({Wish(MakeSession("pc-1", "c1", "ada").key)});
  client_->Refresh();
  client_->Detach();
}

}  // namespace
}  // namespace labwall
