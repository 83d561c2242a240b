// SPDX-License-Identifier: Apache-2.0
// The program labwall-sim on a real broker; the test is the console.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <map>
#include <memory>
#include <set>

#include "base/bounded_queue.h"
#include "base/subprocess.h"
#include "bus/broker_process.h"
#include "bus/connection.h"
#include "codec/jpeg.h"
#include "support/eventually.h"
#include "support/program.h"
#include "wire/frame_headers.h"
#include "wire/messages.h"
#include "wire/subjects.h"

namespace labwall {
namespace {

constexpr Milliseconds kLimit{20'000};

MonotonicTime Deadline() { return Clock::System().Now() + kLimit * SlowdownFactor(); }

struct Frame {
  wire::FrameInfo info;
  std::string jpeg;
};

class LabwallSimTest : public testing::Test {
 protected:
  void SetUp() override {
    auto broker = BrokerProcess::Start({.directory = scratch_.path()});
    ASSERT_TRUE(broker) << broker.error().message;
    broker_ = std::move(*broker);
    auto connection = Connection::Open({.url = broker_->url(), .name = "test", .on_event = {}});
    ASSERT_TRUE(connection);
    connection_ = std::move(*connection);
    ASSERT_TRUE(connection_->WaitConnected(Deadline()));
    Listen(std::string(wire::kAllStatesSubject), [this](const BusMessage& message) {
      const std::string station(*wire::StationOfSubject(message.subject()));
      auto state = wire::DecodeStationState(station, message.payload());
      EXPECT_TRUE(state) << (state ? "" : state.error().message);
      if (state) (void)states_.TryPush(std::move(*state));
    });
    Listen(std::string(wire::kAllFramesSubject), [this](const BusMessage& message) {
      auto info = wire::DecodeFrame(message.subject(), [&](std::string_view name) { return message.header(name); });
      EXPECT_TRUE(info) << (info ? "" : info.error().message);
      if (info) (void)frames_.TryPush({std::move(*info), std::string(message.payload())});
    });
    ASSERT_TRUE(connection_->Flush(kLimit));
  }
  void TearDown() override { subscriptions_.clear(); }

  void Listen(const std::string& subject, MessageHandler handler) {
    auto subscription = connection_->Subscribe(subject, std::move(handler));
    ASSERT_TRUE(subscription);
    subscriptions_.push_back(std::move(*subscription));
  }
  void StartSim(std::vector<std::string> arguments) {
    SubprocessOptions options;
    options.argv = {OurProgram("labwall-sim"), "--connect", broker_->url(), "--size", "640x360"};
    options.argv.insert(options.argv.end(), arguments.begin(), arguments.end());
    auto sim = Subprocess::Start(options);
    ASSERT_TRUE(sim) << sim.error().message;
    sim_.emplace(std::move(*sim));
  }
  // Reads states until this holds for what is known of all stations.
  template <typename Predicate>
  bool WaitForLab(Predicate holds) {
    const MonotonicTime deadline = Deadline();
    for (;;) {
      if (holds(lab_)) return true;
      auto state = states_.PopUntil(deadline);
      if (!state) return false;
      if (state->leaving) {
        lab_.erase(state->station.id);
      } else {
        lab_[state->station.id] = state->station;
      }
    }
  }
  bool WaitForStations(size_t count) {
    return WaitForLab([count](const auto& lab) { return lab.size() == count; });
  }
  void Lease(const Session& session, Rung rung, int milli_fps) {
    const wire::WatchLease lease{
        "test", Milliseconds(60'000), {{session.key.session_id, session.key.started_us, rung, milli_fps}}};
    EXPECT_TRUE(connection_->Publish(wire::WatchSubject(session.key.station), wire::Encode(lease)));
  }
  // Sends a command and collects the outcomes of this many targets; fewer when they don't come, or when it is
  // withdrawn.
  std::vector<Outcome> LogOff(const std::string& station, std::vector<SessionKey> targets, bool go_on = true) {
    const size_t count = targets.size();
    BoundedQueue<wire::CommandReply> replies(64);
    const std::string inbox = connection_->NewInbox();
    const auto subscription = connection_->Subscribe(inbox, [&](const BusMessage& message) {
      auto reply = wire::DecodeCommandReply(message.payload());
      EXPECT_TRUE(reply) << (reply ? "" : reply.error().message);
      if (!reply) return;
      if (std::holds_alternative<wire::CommandAccepted>(reply->answer)) {
        EXPECT_TRUE(connection_->Publish(std::string(message.reply_to()),
                                         wire::Encode(wire::CommandWord{reply->command_id, go_on})));
      }
      (void)replies.TryPush(std::move(*reply));
    });
    EXPECT_TRUE(subscription);
    EXPECT_TRUE(connection_->PublishRequest(
        wire::CommandSubject(station), inbox,
        wire::Encode(wire::CommandRequest{"cmd-7", Action::kLogOff, std::move(targets), std::nullopt, kLimit})));
    std::vector<Outcome> outcomes;
    bool accepted = false;
    const MonotonicTime deadline = Deadline();
    while (outcomes.size() < count) {
      auto reply = replies.PopUntil(deadline);
      if (!reply) break;
      EXPECT_EQ(reply->command_id, "cmd-7");
      accepted = accepted || std::holds_alternative<wire::CommandAccepted>(reply->answer);
      if (const auto* outcome = std::get_if<Outcome>(&reply->answer)) outcomes.push_back(*outcome);
      if (accepted && !go_on) break;
    }
    EXPECT_TRUE(accepted);
    return outcomes;
  }

  const ScratchDirectory scratch_;
  std::unique_ptr<BrokerProcess> broker_;
  BoundedQueue<wire::StationStateMessage> states_{10'000};
  BoundedQueue<Frame> frames_{10'000};
  std::unique_ptr<Connection> connection_;
  std::vector<std::unique_ptr<Subscription>> subscriptions_;
  std::map<std::string, Station> lab_;
  std::optional<Subprocess> sim_;
};

TEST_F(LabwallSimTest, StationsAnnounceThemselvesAndAnswerHello) {
  StartSim({"--stations", "3", "--sessions-per-station", "2", "--room", "B12", "--prefix", "pc"});
  ASSERT_TRUE(WaitForStations(3));
  ASSERT_TRUE(lab_.contains("pc-02"));
  EXPECT_EQ(lab_["pc-02"].room, "B12");
  EXPECT_EQ(lab_["pc-02"].sessions.size(), 2u);
  lab_.clear();
  ASSERT_TRUE(connection_->Publish(std::string(wire::kHelloSubject), ""));
  EXPECT_TRUE(WaitForStations(3));
}

TEST_F(LabwallSimTest, SendsLeasedFramesThatChangeAndNothingElse) {
  StartSim({"--stations", "2", "--fps", "20"});
  ASSERT_TRUE(WaitForStations(2));
  EXPECT_FALSE(frames_.TryPop()) << "a frame that nobody leased";
  const Session session = lab_["practice-01"].sessions.at(0);
  Lease(session, Rung::k320x180, 20'000);
  std::set<std::string> pictures;
  JpegDecoder decoder;
  uint64_t sequence = 0;
  for (int i = 0; i < 5; ++i) {
    const auto frame = frames_.PopUntil(Deadline());
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->info.key, session.key);
    EXPECT_EQ(frame->info.rung, Rung::k320x180);
    EXPECT_EQ(frame->info.source, (PixelSize{640, 360}));
    if (i > 0) EXPECT_EQ(frame->info.sequence, sequence + 1);
    sequence = frame->info.sequence;
    const auto size = decoder.Inspect(frame->jpeg, BoxOf(Rung::k320x180), 1 << 20);
    ASSERT_TRUE(size) << size.error().message;
    if (i == 0) EXPECT_EQ(frame->info.part, std::nullopt);
    if (!frame->info.part) EXPECT_EQ(*size, (PixelSize{320, 180}));
    pictures.insert(frame->jpeg);
  }
  EXPECT_EQ(pictures.size(), 5u);
}

TEST_F(LabwallSimTest, ALogOffEndsExactlyThatSession) {
  StartSim({"--stations", "1", "--sessions-per-station", "3"});
  ASSERT_TRUE(WaitForStations(1));
  const std::vector<Session> before = lab_["practice-01"].sessions;
  ASSERT_EQ(before.size(), 3u);
  const std::vector<Outcome> outcomes = LogOff("practice-01", {before[1].key});
  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(outcomes[0].code, OutcomeCode::kDone);
  EXPECT_EQ(outcomes[0].key, before[1].key);
  ASSERT_TRUE(WaitForLab([](auto& lab) { return lab["practice-01"].sessions.size() == 2; }));
  EXPECT_EQ(lab_["practice-01"].sessions.at(0).key, before[0].key);
  EXPECT_EQ(lab_["practice-01"].sessions.at(1).key, before[2].key);
  const std::vector<Outcome> again = LogOff("practice-01", {before[1].key});
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].code, OutcomeCode::kAlreadyGone);
}

TEST_F(LabwallSimTest, AWithdrawnLogOffTouchesNobody) {
  StartSim({"--stations", "1", "--sessions-per-station", "2"});
  ASSERT_TRUE(WaitForStations(1));
  const std::vector<Session> before = lab_["practice-01"].sessions;
  EXPECT_TRUE(LogOff("practice-01", {before[0].key}, false).empty());
  // A second command is answered after the first one's word.
  EXPECT_EQ(LogOff("practice-01", {before[1].key}).size(), 1u);
  ASSERT_TRUE(WaitForLab([](auto& lab) { return lab["practice-01"].sessions.size() == 1; }));
  EXPECT_EQ(lab_["practice-01"].sessions[0].key, before[0].key);
  EXPECT_EQ(lab_["practice-01"].sessions[0].state, SessionState::kActive);
}

TEST_F(LabwallSimTest, HasPeopleWhoseLogOffIsRefused) {
  StartSim({"--stations", "3", "--refuse", "2"});
  ASSERT_TRUE(WaitForStations(3));
  for (const char* station : {"practice-01", "practice-02", "practice-03"}) {
    const auto outcomes = LogOff(station, {lab_[station].sessions.at(0).key});
    ASSERT_EQ(outcomes.size(), 1u);
    EXPECT_EQ(outcomes[0].code, station == std::string("practice-03") ? OutcomeCode::kDone : OutcomeCode::kRefused);
  }
}

TEST_F(LabwallSimTest, DoesNotSpeakForStationsOfOthers) {
  StartSim({"--stations", "1"});
  ASSERT_TRUE(WaitForStations(1));
  BoundedQueue<bool> replies(4);
  const std::string inbox = connection_->NewInbox();
  const auto subscription = connection_->Subscribe(
      inbox, [&replies](const BusMessage& message) { (void)replies.TryPush(message.no_responders()); });
  ASSERT_TRUE(subscription);
  ASSERT_TRUE(connection_->PublishRequest(wire::CommandSubject("somebody-elses"), inbox, "anything"));
  EXPECT_EQ(replies.PopUntil(Deadline()), true);
}

TEST_F(LabwallSimTest, NonsenseIsIgnored) {
  StartSim({"--stations", "1"});
  ASSERT_TRUE(WaitForStations(1));
  for (const std::string& subject :
       {wire::WatchSubject("practice-01"), wire::CommandSubject("practice-01"), wire::WordSubject("practice-01", 1),
        wire::WatchSubject("nobody"), std::string(wire::kHelloSubject)}) {
    ASSERT_TRUE(connection_->Publish(subject, std::string(1'000, '\xFF')));
  }
  lab_.clear();
  EXPECT_TRUE(WaitForStations(1));
  EXPECT_TRUE(sim_->Running());
}

TEST_F(LabwallSimTest, GarbageFramesArriveAndNoneIsGood) {
  StartSim({"--stations", "1", "--fps", "30", "--garbage-frames"});
  ASSERT_TRUE(WaitForStations(1));
  Lease(lab_["practice-01"].sessions.at(0), Rung::k320x180, 30'000);
  JpegDecoder decoder;
  Planes planes({320, 180});
  for (int i = 0; i < 12; ++i) {
    const auto frame = frames_.PopUntil(Deadline());
    ASSERT_TRUE(frame);
    EXPECT_FALSE(decoder.Decode(frame->jpeg, planes.view()));
  }
}

TEST_F(LabwallSimTest, ComesBackAfterTheBrokerWasKilled) {
  StartSim({"--stations", "2"});
  ASSERT_TRUE(WaitForStations(2));
  const int killed = broker_->pid();
  ASSERT_EQ(::kill(killed, SIGKILL), 0);
  ASSERT_TRUE(Eventually([&] { return broker_->pid() != killed; }, kLimit));
  ASSERT_TRUE(connection_->WaitConnected(Deadline()));
  lab_.clear();
  while (states_.TryPop()) {
  }
  EXPECT_TRUE(WaitForStations(2));
}

TEST_F(LabwallSimTest, SaysGoodbyeOnSigterm) {
  StartSim({"--stations", "2"});
  ASSERT_TRUE(WaitForStations(2));
  sim_->Signal(SIGTERM);
  EXPECT_TRUE(WaitForStations(0));
  ASSERT_TRUE(sim_->WaitUntil(Deadline()));
  EXPECT_EQ(WEXITSTATUS(sim_->wait_status()), 0);
}

TEST_F(LabwallSimTest, EndsWithTheProcessItWasTiedTo) {
  auto other = Subprocess::Start({.argv = {"sleep", "600"}});
  ASSERT_TRUE(other);
  StartSim({"--stations", "1", "--exit-with", std::to_string(other->pid())});
  ASSERT_TRUE(WaitForStations(1));
  other->Signal(SIGKILL);
  EXPECT_TRUE(WaitForStations(0));
  EXPECT_TRUE(sim_->WaitUntil(Deadline()));
}

TEST_F(LabwallSimTest, AThousandSessionsAreServed) {
  StartSim({"--stations", "100", "--sessions-per-station", "10", "--fps", "1"});
  ASSERT_TRUE(WaitForStations(100));
  size_t with_picture = 0;
  for (const auto& [id, station] : lab_) {
    wire::WatchLease lease{"test", Milliseconds(60'000), {}};
    for (const Session& session : station.sessions) {
      if (session.picture != PictureState::kAvailable) continue;
      ++with_picture;
      lease.entries.push_back({session.key.session_id, session.key.started_us, Rung::k160x90, 1'000});
    }
    ASSERT_TRUE(connection_->Publish(wire::WatchSubject(id), wire::Encode(lease)));
  }
  std::set<SessionKey> seen;
  const MonotonicTime deadline = Deadline();
  while (seen.size() < with_picture) {
    const auto frame = frames_.PopUntil(deadline);
    ASSERT_TRUE(frame) << seen.size() << " of " << with_picture << " sessions have sent a frame";
    seen.insert(frame->info.key);
  }
}

TEST(LabwallSimAloneTest, ExplainsItselfAndRefusesNonsense) {
  const ProgramResult help = RunProgram({OurProgram("labwall-sim"), "--help"});
  EXPECT_EQ(help.exit_status, 0);
  EXPECT_NE(help.output.find("--garbage-frames"), std::string::npos);
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"--stations", "0"},
                                                    {"--size", "big"},
                                                    {"--size", "10x10"},
                                                    {"--prefix", "a.b"},
                                                    {"--frobnicate"}}) {
    std::vector<std::string> argv{OurProgram("labwall-sim")};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    EXPECT_EQ(RunProgram(argv).exit_status, 2) << arguments[0];
  }
}

TEST(LabwallSimAloneTest, SaysThatThereIsNoBroker) {
  const ScratchDirectory empty;
  const ProgramResult result =
      RunProgram({OurProgram("labwall-sim")}, {{"XDG_RUNTIME_DIR", empty.path()}, {"LABWALL_CONNECT", ""}});
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_FALSE(result.errors.empty());
}

}  // namespace
}  // namespace labwall
