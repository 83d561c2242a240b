// SPDX-License-Identifier: Apache-2.0
// Who has the last word on a command: the agent's own loop and the console's dispatcher, over a real broker. Only the
// sessions are made up, so that what was done to them is known exactly.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "agent/agent.h"
#include "base/bounded_queue.h"
#include "dispatch/dispatcher.h"
#include "session/fake/fake_control.h"
#include "session/own_session.h"
#include "support/eventually.h"
#include "unit/lab/scripted_station.h"
#include "wire/limits.h"
#include "wire/subjects.h"

namespace labwall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kStation = "pc-1";
constexpr Milliseconds kLimit{30'000};

MonotonicTime Deadline() { return Clock::System().Now() + kLimit * SlowdownFactor(); }

// Made-up sessions that the test and the agent's loop may both touch, and a way to hang that loop.
class SharedControl final : public SessionControl {
 public:
  // From here on the loop does not come back from Process().
  void Hang() {
    const std::lock_guard lock(mutex_);
    hung_ = true;
  }
  bool WaitHanging() {
    std::unique_lock lock(mutex_);
    return changed_.wait_until(lock, Deadline(), [this] { return hanging_; });
  }
  void Resume() {
    const std::lock_guard lock(mutex_);
    hung_ = false;
    changed_.notify_all();
  }
  template <typename Use>
  auto With(Use use) {
    const std::lock_guard lock(mutex_);
    return use(fake_);
  }

  void set_on_change(std::function<void()> on_change) override { fake_.set_on_change(std::move(on_change)); }
  std::vector<SessionRecord> Sessions() const override { return Locked().first.Sessions(); }
  const SessionRecord* Find(const std::string& id) const override { return Locked().first.Find(id); }
  bool current() const override { return Locked().first.current(); }
  void Terminate(const std::string& id, std::function<void(Result<>)> done) override {
    const std::lock_guard lock(mutex_);
    fake_.Terminate(id, std::move(done));
  }
  LoopWish wish() const override { return Locked().first.wish(); }
  void Process() override {
    std::unique_lock lock(mutex_);
    hanging_ = hung_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !hung_; });
    hanging_ = false;
    fake_.Process();
  }

 private:
  std::pair<const FakeControl&, std::unique_lock<std::recursive_mutex>> Locked() const {
    return {fake_, std::unique_lock(mutex_)};
  }

  mutable std::recursive_mutex mutex_;  // Process() calls back into its caller, which calls this
  std::condition_variable_any changed_;
  FakeControl fake_;
  bool hung_ = false;
  bool hanging_ = false;
};

class CommandWordTest : public testing::Test {
 protected:
  CommandWordTest() {
    auto control = std::make_unique<SharedControl>();
    control_ = control.get();
    for (int i = 0; i < 200; ++i) Seat("c" + std::to_string(i));
    AgentOptions options;
    options.connect = broker_.url();
    options.station = kStation;
    agent_ = std::make_unique<Agent>(Clock::System(), options, std::move(control));
    console_ = ConnectOrDie(broker_.url(), "console");
    dispatcher_ = Dispatcher::Create(Clock::System(), *console_, {});
    Listen(wire::StateSubject(kStation), states_);
    Listen(wire::CommandSubject(kStation), requests_);
    EXPECT_TRUE(console_->Flush(kLimit));
    loop_ = std::thread([this] { EXPECT_TRUE(agent_->Run(stop_)); });
    EXPECT_TRUE(Eventually([this] { return states_ > 0; }, kLimit)) << "the agent does not speak";
  }
  ~CommandWordTest() override { End(); }

  // Ends the agent; gives the ids of the sessions that it had ended, in order.
  std::vector<std::string> End() {
    if (loop_.joinable()) {
      control_->Resume();
      ::kill(::getpid(), SIGTERM);
      loop_.join();
      ended_ = control_->With([](FakeControl& fake) { return fake.terminated(); });
      agent_.reset();
    }
    return ended_;
  }
  void Listen(const std::string& subject, std::atomic<int>& count) {
    listening_.push_back(std::move(*console_->Subscribe(subject, [&count](const BusMessage&) { ++count; })));
  }
  void Seat(const std::string& id, int64_t started_us = 7) {
    SessionRecord record;
    record.id = id;
    record.started_us = started_us;
    record.type = SessionType::kWayland;  // nobody looks for a picture
    control_->With([&](FakeControl& fake) { fake.Put(record); });
  }
  // Makes the agent's loop turn.
  void Poke() { EXPECT_TRUE(console_->Publish(std::string(wire::kHelloSubject), "")); }
  void HangAgent() {
    control_->Hang();
    Poke();
    ASSERT_TRUE(control_->WaitHanging());
  }

  static SessionKey Key(const std::string& id) { return {kStation, BootId(), id, 7}; }
  static Command LogOff(const std::string& id) {
    Command command;
    command.action = Action::kLogOff;
    command.targets = {{Key(id), "ada", "Ada"}};
    return command;
  }
  BatchId Submit(const std::string& id) { return dispatcher_->Submit(LogOff(id)).value_or(0); }
  Outcome OutcomeOf(BatchId id) {
    const auto batch = dispatcher_->WaitFinished(id, Deadline());
    EXPECT_NE(batch, nullptr);
    return batch ? batch->targets[0].outcome : Outcome{};
  }
  // A further command has gone its whole way: whatever was asked of the agent before has been dealt with.
  void ExpectTheNextIsDone() {
    control_->Resume();
    EXPECT_EQ(OutcomeOf(Submit("c199")).code, OutcomeCode::kDone);
  }

  StopSignals stop_;  // before there are threads
  TestBroker broker_;
  SharedControl* control_ = nullptr;  // the agent's
  std::unique_ptr<Agent> agent_;
  std::unique_ptr<Connection> console_;
  std::unique_ptr<Dispatcher> dispatcher_;
  std::atomic<int> states_{0};
  std::atomic<int> requests_{0};
  std::vector<std::unique_ptr<Subscription>> listening_;
  std::thread loop_;
  std::vector<std::string> ended_;
};

TEST_F(CommandWordTest, TheAgentDoesWhatItIsToldToGoOnWith) {
  EXPECT_EQ(OutcomeOf(Submit("c1")).code, OutcomeCode::kDone);
  EXPECT_THAT(End(), ElementsAre("c1"));
}

TEST_F(CommandWordTest, CancelledBeforeTheAcceptanceTouchesNothing) {
  HangAgent();
  const BatchId id = Submit("c1");
  dispatcher_->Cancel(id);
  EXPECT_EQ(OutcomeOf(id).code, OutcomeCode::kCancelled);
  EXPECT_THAT(OutcomeOf(id).detail, HasSubstr("nothing was touched"));
  ExpectTheNextIsDone();
  EXPECT_THAT(End(), ElementsAre("c199"));
}

TEST_F(CommandWordTest, CancelledAfterTheAcceptanceChangesNothing) {
  control_->With([](FakeControl& fake) { fake.MakeStubborn("c1"); });
  const BatchId id = Submit("c1");
  ASSERT_TRUE(Eventually([&] { return dispatcher_->Batches()[0]->WaitingCount() == 0; }, kLimit));
  dispatcher_->Cancel(id);
  ASSERT_TRUE(Eventually(
      [&] { return control_->With([](FakeControl& fake) { return fake.terminated().size() == 1; }); }, kLimit));
  control_->With([](FakeControl& fake) { fake.Vanish("c1"); });
  Poke();
  EXPECT_EQ(OutcomeOf(id).code, OutcomeCode::kDone);
  EXPECT_THAT(End(), ElementsAre("c1"));
}

TEST_F(CommandWordTest, ARequestThatIsReadAfterTheConsoleGaveUpTouchesNothing) {
  HangAgent();
  const BatchId id = Submit("c1");
  EXPECT_EQ(OutcomeOf(id).code, OutcomeCode::kTimedOut);
  EXPECT_THAT(OutcomeOf(id).detail, HasSubstr("nothing was touched there, nor will be"));
  ExpectTheNextIsDone();
  EXPECT_THAT(End(), ElementsAre("c199"));
}

TEST_F(CommandWordTest, ARequestOfAConsoleThatIsGoneTouchesNothing) {
  HangAgent();
  {
    const auto connection = ConnectOrDie(broker_.url(), "a console that is closed");
    const auto dispatcher = Dispatcher::Create(Clock::System(), *connection, {});
    ASSERT_TRUE(dispatcher->Submit(LogOff("c1")));
    ASSERT_TRUE(Eventually([&] { return requests_ == 1; }, kLimit));
  }
  ExpectTheNextIsDone();
  EXPECT_THAT(End(), ElementsAre("c199"));
}

// The least of a console: what it says is up to the test.
class RawConsole {
 public:
  struct Heard {
    wire::CommandReply reply;
    std::string word_subject;
  };

  explicit RawConsole(const std::string& url) : connection_(ConnectOrDie(url, "raw console")) {}

  void LogOff(const SessionKey& key) {
    inbox_ = connection_->NewInbox();
    Listen(*connection_);
    const wire::CommandRequest request{"id-1", Action::kLogOff, {key}, std::nullopt, Milliseconds(20'000)};
    EXPECT_TRUE(connection_->PublishRequest(wire::CommandSubject(kStation), inbox_, wire::Encode(request)));
  }
  // What comes for this console is heard over another connection, too.
  void Listen(Connection& connection) {
    subscriptions_.push_back(std::move(*connection.Subscribe(inbox_, [this](const BusMessage& message) {
      const auto reply = wire::DecodeCommandReply(message.payload());
      EXPECT_TRUE(reply);
      if (reply) (void)heard_.TryPush({*reply, std::string(message.reply_to())});
    })));
    EXPECT_TRUE(connection.Flush(kLimit));
  }
  void Die() {
    subscriptions_.erase(subscriptions_.begin());
    connection_.reset();
  }
  std::optional<Heard> Next() { return heard_.PopUntil(Deadline()); }
  std::optional<Heard> NextNow() { return heard_.TryPop(); }
  void Flush() { EXPECT_TRUE(connection_->Flush(kLimit)); }
  void Say(const std::string& subject, const std::string& word) { EXPECT_TRUE(connection_->Publish(subject, word)); }

 private:
  BoundedQueue<Heard> heard_{64};
  std::string inbox_;
  std::unique_ptr<Connection> connection_;
  std::vector<std::unique_ptr<Subscription>> subscriptions_;
};

const std::string kGoOn = wire::Encode(wire::CommandWord{"id-1", true});

TEST_F(CommandWordTest, WithoutAWordNothingIsTouchedAndTheAgentSaysSo) {
  RawConsole console(broker_.url());
  console.LogOff(Key("c1"));
  const auto accepted = console.Next();
  ASSERT_TRUE(accepted);
  EXPECT_TRUE(std::holds_alternative<wire::CommandAccepted>(accepted->reply.answer));
  const auto given_up = console.Next();
  ASSERT_TRUE(given_up);
  ASSERT_TRUE(std::holds_alternative<wire::CommandRejected>(given_up->reply.answer));
  EXPECT_THAT(std::get<wire::CommandRejected>(given_up->reply.answer).reason, HasSubstr("nothing was touched"));
  console.Say(accepted->word_subject, kGoOn);
  ExpectTheNextIsDone();
  EXPECT_THAT(End(), ElementsAre("c199"));
}

TEST_F(CommandWordTest, WhenTheConsoleDiesBetweenTheAcceptanceAndTheWordNothingIsTouched) {
  RawConsole console(broker_.url());
  console.LogOff(Key("c1"));
  ASSERT_TRUE(console.Next());
  console.Listen(*console_);
  console.Die();
  const auto given_up = console.Next();
  ASSERT_TRUE(given_up);
  EXPECT_TRUE(std::holds_alternative<wire::CommandRejected>(given_up->reply.answer));
  EXPECT_THAT(End(), IsEmpty());
}

TEST_F(CommandWordTest, WordsThatAreDoubledForeignOrSenselessChangeNothing) {
  RawConsole console(broker_.url());
  console.LogOff(Key("c1"));
  const auto accepted = console.Next();
  ASSERT_TRUE(accepted);
  const auto address = wire::ParseWordSubject(accepted->word_subject);
  ASSERT_TRUE(address);
  console.Say(accepted->word_subject, "");
  console.Say(accepted->word_subject, std::string(200, '\xFF'));
  console.Say(accepted->word_subject, wire::Encode(wire::CommandWord{"id-2", true}));
  console.Say(accepted->word_subject, wire::Encode(wire::CommandWord{"id-2", false}));
  console.Say(wire::WordSubject(kStation, address->number + 1), kGoOn);
  console.Flush();
  EXPECT_EQ(OutcomeOf(Submit("c198")).code, OutcomeCode::kDone) << "by now all of these have been heard";
  EXPECT_THAT(control_->With([](FakeControl& fake) { return fake.terminated(); }), ElementsAre("c198"));
  console.Say(accepted->word_subject, kGoOn);
  console.Say(accepted->word_subject, kGoOn);
  console.Say(accepted->word_subject, wire::Encode(wire::CommandWord{"id-1", false}));
  const auto done = console.Next();
  ASSERT_TRUE(done);
  ASSERT_TRUE(std::holds_alternative<Outcome>(done->reply.answer));
  EXPECT_EQ(std::get<Outcome>(done->reply.answer).code, OutcomeCode::kDone);
  // Somebody else sits there now, with the same session id: the words were about c1 as it was.
  Seat("c1", 8);
  console.Say(accepted->word_subject, kGoOn);
  ExpectTheNextIsDone();
  EXPECT_FALSE(console.NextNow());
  EXPECT_THAT(End(), ElementsAre("c198", "c1", "c199"));
}

// Whoever is quicker, what the supervisor is told is what was done.
TEST_F(CommandWordTest, OfManyThatAreCancelledAnyTimeExactlyTheDoneOnesWereTouched) {
  std::minstd_rand random(42);
  std::set<std::string> done;
  std::set<std::string> cancelled;
  // Half of what an agent takes at a time: what was withdrawn a moment ago may still wait there for the word.
  constexpr int kAtOnce = 30;
  for (int first = 0; first < 180; first += kAtOnce) {
    std::map<std::string, BatchId> batches;
    for (int i = first; i < first + kAtOnce; ++i) {
      const std::string session = "c" + std::to_string(i);
      batches[session] = Submit(session);
      if (random() % 3 == 0) dispatcher_->Cancel(batches[session]);
    }
    for (const auto& [session, id] : batches) {
      if (random() % 2 == 0) dispatcher_->Cancel(id);
    }
    for (const auto& [session, id] : batches) {
      const Outcome outcome = OutcomeOf(id);
      EXPECT_TRUE(outcome.code == OutcomeCode::kDone || outcome.code == OutcomeCode::kCancelled)
          << session << ": " << ToString(outcome.code) << " " << outcome.detail;
      (outcome.code == OutcomeCode::kDone ? done : cancelled).insert(session);
    }
  }
  ExpectTheNextIsDone();
  done.insert("c199");
  const std::vector<std::string> ended = End();
  EXPECT_EQ(std::set<std::string>(ended.begin(), ended.end()), done);
  EXPECT_EQ(ended.size(), done.size()) << "a session was ended twice";
  EXPECT_FALSE(cancelled.empty());
}

}  // namespace
}  // namespace labwall
