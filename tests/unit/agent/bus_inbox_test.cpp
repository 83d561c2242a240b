// SPDX-License-Identifier: Apache-2.0
// Over a real broker.
#include "agent/bus_inbox.h"

#include <gtest/gtest.h>

#include <mutex>

#include "bus/broker_process.h"
#include "support/eventually.h"
#include "support/program.h"
#include "wire/messages.h"
#include "wire/subjects.h"

namespace labwall {
namespace {

constexpr Milliseconds kLimit{20'000};

class BusInboxTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto broker = BrokerProcess::Start(BrokerOptions{scratch_ / "broker", 0});
    ASSERT_TRUE(broker) << broker.error().message;
    broker_ = std::move(*broker);
    ConnectionOptions options;
    options.url = broker_->url();
    options.name = "test";
    options.on_event = [this](BusEvent event, const std::string& detail) { inbox_.OnEvent(event, detail); };
    auto connection = Connection::Open(std::move(options));
    ASSERT_TRUE(connection) << connection.error().message;
    connection_ = std::move(*connection);
    ASSERT_TRUE(connection_->WaitConnected(Clock::System().Now() + kLimit));
    ASSERT_TRUE(inbox_.Subscribe(*connection_));
    ASSERT_TRUE(connection_->Flush(kLimit));
  }
  void TearDown() override {
    inbox_.Unsubscribe();
    connection_.reset();
  }

  bool WaitReadable() {
    pollfd fd{inbox_.fd(), POLLIN, 0};
    return ::poll(&fd, 1, static_cast<int>(kLimit.count())) == 1;
  }

  ScratchDirectory scratch_;
  std::unique_ptr<BrokerProcess> broker_;
  BusInbox inbox_{Clock::System(), "s1"};
  std::unique_ptr<Connection> connection_;
};

TEST_F(BusInboxTest, BringsEverythingToTheLoop) {
  ASSERT_TRUE(Eventually([&] { return inbox_.TakeStateWanted(); }, kLimit)) << "a new connection wants the state";
  ASSERT_TRUE(connection_->Publish(std::string(wire::kHelloSubject), ""));
  EXPECT_TRUE(Eventually([&] { return inbox_.TakeStateWanted(); }, kLimit));

  inbox_.Clear();
  ASSERT_TRUE(connection_->Publish(wire::WatchSubject("s1"), "lease"));
  ASSERT_TRUE(WaitReadable());
  EXPECT_EQ(inbox_.TakeLease(), "lease");

  inbox_.Clear();
  ASSERT_TRUE(connection_->PublishRequest(wire::CommandSubject("s1"), "answer.here", "command"));
  ASSERT_TRUE(WaitReadable());
  const auto command = inbox_.TakeCommand();
  ASSERT_TRUE(command);
  EXPECT_EQ(command->payload, "command");
  EXPECT_EQ(command->reply_to, "answer.here");
  EXPECT_FALSE(inbox_.TakeCommand());

  inbox_.Clear();
  ASSERT_TRUE(connection_->Publish(wire::WordSubject("s1", 7), "word"));
  ASSERT_TRUE(WaitReadable());
  const auto word = inbox_.TakeWord();
  ASSERT_TRUE(word);
  EXPECT_EQ(word->number, 7U);
  EXPECT_EQ(word->payload, "word");
  EXPECT_FALSE(word->nobody);
}

TEST_F(BusInboxTest, BringsTheBrokersWordThatNobodyIsThereToSayOne) {
  inbox_.Clear();
  ASSERT_TRUE(connection_->PublishRequest("nobody.listens", wire::WordSubject("s1", 8), "accepted"));
  ASSERT_TRUE(WaitReadable());
  std::optional<BusInbox::Word> word;
  ASSERT_TRUE(Eventually([&] { return (word = inbox_.TakeWord()).has_value(); }, kLimit));
  EXPECT_EQ(word->number, 8U);
  EXPECT_TRUE(word->nobody);
}

TEST_F(BusInboxTest, WordsThatNoneCanBeAreNotKept) {
  ASSERT_TRUE(connection_->Publish("lw.v1.station.s1.word.x", "word"));
  ASSERT_TRUE(connection_->Publish(wire::WordSubject("s1", 1), std::string(BusInbox::kMaxWordBytes + 1, 'x')));
  ASSERT_TRUE(connection_->Publish(wire::WordSubject("s2", 2), "word"));
  ASSERT_TRUE(connection_->Publish(wire::WordSubject("s1", 3), "word"));
  std::optional<BusInbox::Word> word;
  ASSERT_TRUE(Eventually([&] { return (word = inbox_.TakeWord()).has_value(); }, kLimit));
  EXPECT_EQ(word->number, 3U);
}

TEST_F(BusInboxTest, HearsNothingOfOtherStations) {
  ASSERT_TRUE(connection_->Publish(wire::WatchSubject("s2"), "not mine"));
  ASSERT_TRUE(connection_->Publish(wire::WatchSubject("s1"), "mine"));
  ASSERT_TRUE(Eventually(
      [&] {
        const auto lease = inbox_.TakeLease();
        EXPECT_NE(lease, "not mine");
        return lease == "mine";
      },
      kLimit));
}

TEST_F(BusInboxTest, ACommandTooManyIsRejectedAtOnce) {
  std::mutex mutex;
  std::vector<std::string> answers;
  const std::string inbox = connection_->NewInbox();
  auto subscription = connection_->Subscribe(inbox, [&](const BusMessage& message) {
    const std::lock_guard<std::mutex> lock(mutex);
    answers.emplace_back(message.payload());
  });
  ASSERT_TRUE(subscription);
  for (size_t i = 0; i < BusInbox::kMaxCommands + 1; ++i) {
    ASSERT_TRUE(connection_->PublishRequest(wire::CommandSubject("s1"), inbox, "command"));
  }
  ASSERT_TRUE(Eventually(
      [&] {
        const std::lock_guard<std::mutex> lock(mutex);
        return !answers.empty();
      },
      kLimit));
  const std::lock_guard<std::mutex> lock(mutex);
  const auto reply = wire::DecodeCommandReply(answers[0]);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_TRUE(std::holds_alternative<wire::CommandRejected>(reply->answer));
}

TEST_F(BusInboxTest, AHugeLeaseIsNotKept) {
  ASSERT_TRUE(connection_->Publish(wire::WatchSubject("s1"), std::string(BusInbox::kMaxLeaseBytes + 1, 'x')));
  ASSERT_TRUE(connection_->Publish(wire::WatchSubject("s1"), "small"));
  ASSERT_TRUE(WaitReadable());
  std::optional<std::string> lease;
  ASSERT_TRUE(Eventually([&] { return (lease = inbox_.TakeLease()).has_value(); }, kLimit));
  EXPECT_EQ(lease, "small");
}

}  // namespace
}  // namespace labwall
