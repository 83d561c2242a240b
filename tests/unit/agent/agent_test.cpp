// SPDX-License-Identifier: Apache-2.0
// labwall-agent on real sessions, spoken to over a real broker as a console does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/mutex.h"
#include "bus/broker_process.h"
#include "bus/connection.h"
#include "support/eventually.h"
#include "support/real_lab.h"
#include "wire/frame_headers.h"
#include "wire/messages.h"
#include "wire/subjects.h"

namespace labwall {
namespace {

constexpr Milliseconds kLimit{30'000};
constexpr const char* kStation = "test-station";

// The least of a console.
class Console {
 public:
  bool Connect(const std::string& url) {
    auto connection = Connection::Open(ConnectionOptions{url, "test console", nullptr});
    if (!connection) return false;
    connection_ = std::move(*connection);
    Subscribe(wire::StateSubject(kStation), [this](const BusMessage& message) {
      auto state = wire::DecodeStationState(kStation, message.payload());
      MutexLock lock(mutex_);
      EXPECT_TRUE(state) << state.error().message;
      if (state) state_ = std::move(*state);
    });
    Subscribe(std::string(wire::kAllFramesSubject), [this](const BusMessage& message) {
      auto info = wire::DecodeFrame(message.subject(), [&](std::string_view name) { return message.header(name); });
      MutexLock lock(mutex_);
      EXPECT_TRUE(info) << info.error().message;
      EXPECT_EQ(message.payload().substr(0, 2), "\xFF\xD8");
      if (info) frames_.push_back(*info);
    });
    Subscribe("test.replies", [this](const BusMessage& message) {
      auto reply = wire::DecodeCommandReply(message.payload());
      MutexLock lock(mutex_);
      EXPECT_TRUE(reply) << reply.error().message;
      if (!reply) return;
      if (std::holds_alternative<wire::CommandAccepted>(reply->answer)) {
        EXPECT_TRUE(connection_->Publish(std::string(message.reply_to()),
                                         wire::Encode(wire::CommandWord{reply->command_id, true})));
      }
      replies_.push_back(std::move(*reply));
    });
    return connection_->WaitConnected(Clock::System().Now() + kLimit);
  }

  // Until the station's state fulfils this.
  bool WaitState(const std::function<bool(const wire::StationStateMessage&)>& holds) {
    return Eventually(
        [&] {
          MutexLock lock(mutex_);
          return state_ && holds(*state_);
        },
        kLimit);
  }
  Station station() {
    MutexLock lock(mutex_);
    return state_ ? state_->station : Station{};
  }
  bool Watch(const std::vector<Session>& sessions) {
    wire::WatchLease lease{"console", std::chrono::seconds(20), {}};
    for (const Session& session : sessions) {
      lease.entries.push_back({session.key.session_id, session.key.started_us, Rung::k320x180, 5000});
    }
    return connection_->Publish(wire::WatchSubject(kStation), wire::Encode(lease)).has_value();
  }
  // The frames of this session so far.
  std::vector<wire::FrameInfo> FramesOf(const SessionKey& key) {
    MutexLock lock(mutex_);
    std::vector<wire::FrameInfo> frames;
    for (const wire::FrameInfo& frame : frames_) {
      if (frame.key == key) frames.push_back(frame);
    }
    return frames;
  }
  bool LogOff(std::vector<SessionKey> targets) {
    wire::CommandRequest request{"command-1", Action::kLogOff, std::move(targets), std::nullopt, kLimit};
    return connection_->PublishRequest(wire::CommandSubject(kStation), "test.replies", wire::Encode(request))
        .has_value();
  }
  std::vector<Outcome> Outcomes() {
    MutexLock lock(mutex_);
    std::vector<Outcome> outcomes;
    for (const wire::CommandReply& reply : replies_) {
      if (const auto* const outcome = std::get_if<Outcome>(&reply.answer)) outcomes.push_back(*outcome);
    }
    return outcomes;
  }

 private:
  void Subscribe(const std::string& subject, MessageHandler handler) {
    auto subscription = connection_->Subscribe(subject, std::move(handler));
    ASSERT_TRUE(subscription) << subscription.error().message;
    subscriptions_.push_back(std::move(*subscription));
  }

  Mutex mutex_;
  std::optional<wire::StationStateMessage> state_ GUARDED_BY(mutex_);
  std::vector<wire::FrameInfo> frames_ GUARDED_BY(mutex_);
  std::vector<wire::CommandReply> replies_ GUARDED_BY(mutex_);
  std::unique_ptr<Connection> connection_;
  std::vector<std::unique_ptr<Subscription>> subscriptions_;
};

class AgentTest : public ::testing::Test {
 protected:
  void SetUp() override {
    LABWALL_NEEDS_REAL_SESSIONS();
    lab_.emplace(2, std::vector<std::string>{"--console"});
    ASSERT_EQ(lab_->problem(), "");
    auto broker = BrokerProcess::Start(BrokerOptions{scratch_ / "broker", 0});
    ASSERT_TRUE(broker) << broker.error().message;
    broker_ = std::move(*broker);
    ASSERT_TRUE(console_.Connect(broker_->url()));
    SubprocessOptions options;
    options.argv = {OurProgram("labwall-agent"), "--station", kStation, "--room", "Library"};
    options.environment = EnvironmentWith({{"LABWALL_CONNECT", broker_->url()}});
    auto agent = Subprocess::Start(options);
    ASSERT_TRUE(agent) << agent.error().message;
    agent_.emplace(std::move(*agent));
    // The text session's missing picture, too, is known only after a look.
    ASSERT_TRUE(console_.WaitState([](const wire::StationStateMessage& state) {
      int known = 0;
      for (const Session& session : state.station.sessions) known += session.picture != PictureState::kUnknown ? 1 : 0;
      return known == 3;
    }));
  }

  Session SessionOf(const std::string& user) {
    for (const Session& session : console_.station().sessions) {
      if (session.user == user) return session;
    }
    ADD_FAILURE() << "no session of " << user;
    return {};
  }

  ScratchDirectory scratch_;
  std::optional<RealLab> lab_;
  std::unique_ptr<BrokerProcess> broker_;
  Console console_;
  std::optional<Subprocess> agent_;
};

TEST_F(AgentTest, DescribesTheMachinesSessions) {
  EXPECT_EQ(console_.station().room, "Library");
  const Session amara = SessionOf("labwall-lab-1");
  EXPECT_EQ(amara.display_name, "Amara Okafor");
  EXPECT_EQ(amara.type, SessionType::kX11);
  EXPECT_EQ(amara.picture, PictureState::kAvailable);
  EXPECT_TRUE(amara.monitored);
  const Session text = SessionOf("labwall-lab-tty");
  EXPECT_EQ(text.type, SessionType::kTty);
  EXPECT_EQ(text.picture, PictureState::kNoDisplay);
  EXPECT_FALSE(text.picture_detail.empty());
}

TEST_F(AgentTest, SendsFramesOfWhatIsLeasedInOrder) {
  const Session amara = SessionOf("labwall-lab-1");
  ASSERT_TRUE(console_.Watch({amara}));
  ASSERT_TRUE(Eventually([&] { return console_.FramesOf(amara.key).size() >= 3; }, kLimit));
  const auto frames = console_.FramesOf(amara.key);
  for (size_t i = 0; i < frames.size(); ++i) {
    EXPECT_EQ(frames[i].sequence, frames[0].sequence + i);
    if (i == 0) EXPECT_EQ(frames[i].part, std::nullopt);
    EXPECT_EQ(frames[i].source, (PixelSize{1280, 720}));
  }
  EXPECT_TRUE(console_.FramesOf(SessionOf("labwall-lab-2").key).empty());
}

TEST_F(AgentTest, AConsoleThatMissedAPartGetsAWholeFrame) {
  const Session amara = SessionOf("labwall-lab-1");
  ASSERT_TRUE(console_.Watch({amara}));
  const auto wholes = [&] {
    const auto frames = console_.FramesOf(amara.key);
    return std::ranges::count_if(frames, [](const wire::FrameInfo& frame) { return !frame.part; });
  };
  // The session's clock and terminal are less than half of its screen.
  ASSERT_TRUE(Eventually([&] { return console_.FramesOf(amara.key).size() >= 8; }, kLimit));
  EXPECT_EQ(wholes(), 1);
  // This console's leases say that it has nothing.
  ASSERT_TRUE(console_.Watch({amara}));
  EXPECT_TRUE(Eventually([&] { return wholes() == 2; }, kLimit));
}

TEST_F(AgentTest, LogsOffExactlyTheSessionsThatAreNamed) {
  const Session amara = SessionOf("labwall-lab-1");
  const Session text = SessionOf("labwall-lab-tty");
  ASSERT_TRUE(console_.Watch({amara}));
  ASSERT_TRUE(Eventually([&] { return !console_.FramesOf(amara.key).empty(); }, kLimit));
  SessionKey earlier = SessionOf("labwall-lab-2").key;
  earlier.started_us -= 1;
  ASSERT_TRUE(console_.LogOff({amara.key, text.key, earlier}));
  ASSERT_TRUE(Eventually([&] { return console_.Outcomes().size() == 3; }, kLimit));
  for (const Outcome& outcome : console_.Outcomes()) {
    EXPECT_EQ(outcome.code, outcome.key == earlier ? OutcomeCode::kAlreadyGone : OutcomeCode::kDone) << outcome.detail;
  }
  EXPECT_THAT(RealLab::LoggedOnUsers(), ::testing::ElementsAre("labwall-lab-2"));
  EXPECT_TRUE(console_.WaitState([](const auto& state) { return state.station.sessions.size() == 1; }));
}

TEST_F(AgentTest, ShowsAnXServerThatWasKilledAndCameBack) {
  const Session amara = SessionOf("labwall-lab-1");
  ASSERT_TRUE(console_.Watch({amara}));
  ASSERT_TRUE(Eventually([&] { return !console_.FramesOf(amara.key).empty(); }, kLimit));
  ASSERT_EQ(::kill(lab_->Sessions().at(0).x_pid, SIGKILL), 0);
  ASSERT_TRUE(console_.WaitState([&](const auto& state) {
    for (const Session& session : state.station.sessions) {
      if (session.key == amara.key) return session.picture == PictureState::kUnresponsive;
    }
    return false;
  }));
  const size_t before = console_.FramesOf(amara.key).size();
  EXPECT_TRUE(Eventually(
      [&] {
        EXPECT_TRUE(console_.Watch({amara}));
        return console_.FramesOf(amara.key).size() > before;
      },
      kLimit));
}

TEST_F(AgentTest, SaysThatItLeaves) {
  agent_->Signal(SIGTERM);
  EXPECT_TRUE(console_.WaitState([](const auto& state) { return state.leaving; }));
  EXPECT_TRUE(agent_->WaitUntil(Clock::System().Now() + kLimit));
  EXPECT_EQ(agent_->wait_status(), 0);
}

}  // namespace
}  // namespace labwall
