// SPDX-License-Identifier: Apache-2.0
#include "bus/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>

#include <atomic>
#include <filesystem>
#include <future>
#include <thread>

#include "base/bounded_queue.h"
#include "base/subprocess.h"
#include "bus/broker_process.h"
#include "scratch_directory.h"

namespace labwall {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

MonotonicTime Soon() { return Clock::System().Now() + std::chrono::seconds(40); }

struct Received {
  std::string subject;
  std::string reply_to;
  std::string payload;
  std::string colour;  // the header "Colour"
  bool no_responders = false;
};

// A handler that keeps what it gets.
class Mailbox {
 public:
  MessageHandler Handler() {
    return [this](const BusMessage& message) {
      std::ignore = messages_.TryPush({std::string(message.subject()), std::string(message.reply_to()),
                                       std::string(message.payload()), std::string(message.header("Colour")),
                                       message.no_responders()});
    };
  }
  std::optional<Received> Next() { return messages_.PopUntil(Soon()); }

 private:
  BoundedQueue<Received> messages_{1024};
};

// A connection and what it says of itself.
class Link {
 public:
  explicit Link(const std::string& url) {
    auto opened = Connection::Open({url, "test", [this](BusEvent event, const std::string& detail) {
                                      std::ignore = events_.TryPush({event, detail});
                                    }});
    if (opened) connection_ = std::move(*opened);
  }
  Connection* operator->() const { return connection_.get(); }
  // The detail of the next event of this kind; empty at the deadline.
  std::string Await(BusEvent wanted) {
    while (const auto event = events_.PopUntil(Soon())) {
      if (event->first == wanted) return event->second;
    }
    return {};
  }

 private:
  BoundedQueue<std::pair<BusEvent, std::string>> events_{64};
  std::unique_ptr<Connection> connection_;  // last: its events end first
};

class ConnectionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto broker = BrokerProcess::Start({scratch_.path(), 0});
    ASSERT_TRUE(broker) << broker.error().message;
    broker_ = std::move(*broker);
  }

  const ScratchDirectory scratch_;
  std::unique_ptr<BrokerProcess> broker_;
};

TEST_F(ConnectionTest, DeliversPayloadReplySubjectAndHeaders) {
  Link link(broker_->url());
  ASSERT_TRUE(link->WaitConnected(Soon()));
  Mailbox mailbox;
  const auto subscription = link->Subscribe("t.*", mailbox.Handler());
  ASSERT_TRUE(subscription);
  const std::string binary("a\0b\xff", 4);
  ASSERT_TRUE(link->Publish("t.one", binary, {{"Colour", "blue"}, {"Other", "x"}}));
  ASSERT_TRUE(link->PublishRequest("t.two", "t.answer", ""));
  auto message = mailbox.Next();
  ASSERT_TRUE(message);
  EXPECT_EQ(message->subject, "t.one");
  EXPECT_EQ(message->payload, binary);
  EXPECT_EQ(message->colour, "blue");
  EXPECT_EQ(message->reply_to, "");
  message = mailbox.Next();
  ASSERT_TRUE(message);
  EXPECT_EQ(message->subject, "t.two");
  EXPECT_EQ(message->reply_to, "t.answer");
  EXPECT_EQ(message->payload, "");
  EXPECT_EQ(message->colour, "");
  EXPECT_FALSE(message->no_responders);
}

TEST_F(ConnectionTest, SaysThatNobodyServesASubject) {
  Link link(broker_->url());
  ASSERT_TRUE(link->WaitConnected(Soon()));
  Mailbox mailbox;
  const std::string inbox = link->NewInbox();
  const auto subscription = link->Subscribe(inbox, mailbox.Handler());
  ASSERT_TRUE(link->PublishRequest("t.nobody", inbox, "x"));
  const auto message = mailbox.Next();
  ASSERT_TRUE(message);
  EXPECT_TRUE(message->no_responders);
}

TEST_F(ConnectionTest, BringsEveryReplyToARequest) {
  Link server(broker_->url());
  Link client(broker_->url());
  ASSERT_TRUE(server->WaitConnected(Soon()));
  ASSERT_TRUE(client->WaitConnected(Soon()));
  const auto service = server->Subscribe("t.service", [&server](const BusMessage& request) {
    for (const char* answer : {"accepted", "one", "two"}) {
      std::ignore = server->Publish(std::string(request.reply_to()), answer);
    }
  });
  ASSERT_TRUE(server->Flush(std::chrono::seconds(30)));
  Mailbox mailbox;
  const std::string inbox = client->NewInbox();
  EXPECT_NE(inbox, client->NewInbox());
  const auto subscription = client->Subscribe(inbox, mailbox.Handler());
  ASSERT_TRUE(client->PublishRequest("t.service", inbox, "x"));
  for (const char* answer : {"accepted", "one", "two"}) EXPECT_EQ(mailbox.Next().value_or(Received{}).payload, answer);
}

TEST_F(ConnectionTest, SaysThatTheCredentialIsRefusedAndKeepsTrying) {
  const std::string address = broker_->url().substr(broker_->url().find('@') + 1);
  Link link("nats://mallory:guess@" + address);
  const std::string detail = link.Await(BusEvent::kLost);
  EXPECT_EQ(detail, "the broker at " + address + " refused this credential");
  EXPECT_THAT(detail, Not(HasSubstr("guess")));
  EXPECT_FALSE(link->connected());
  EXPECT_FALSE(link->WaitConnected(Clock::System().Now() + std::chrono::milliseconds(50)));
}

TEST_F(ConnectionTest, KeepsItsSubscriptionsWhenTheBrokerIsKilledAndComesBack) {
  Link link(broker_->url());
  ASSERT_NE(link.Await(BusEvent::kConnected), "");
  Mailbox mailbox;
  const auto subscription = link->Subscribe("t.kept", mailbox.Handler());
  for (int round = 0; round < 3; ++round) {
    ASSERT_EQ(::kill(broker_->pid(), SIGKILL), 0);
    ASSERT_NE(link.Await(BusEvent::kLost), "");
    ASSERT_NE(link.Await(BusEvent::kConnected), "");
    ASSERT_TRUE(link->Publish("t.kept", std::to_string(round)));
    EXPECT_EQ(mailbox.Next().value_or(Received{}).payload, std::to_string(round));
  }
}

TEST_F(ConnectionTest, NoticesABrokerThatHangs) {
  Link link(broker_->url());
  ASSERT_NE(link.Await(BusEvent::kConnected), "");
  const int pid = broker_->pid();
  ASSERT_EQ(::kill(pid, SIGSTOP), 0);
  EXPECT_THAT(link.Await(BusEvent::kLost), HasSubstr("stopped answering"));
  EXPECT_EQ(link->Publish("t.x", "x").error().code, ErrorCode::kUnavailable);
  ASSERT_EQ(::kill(pid, SIGCONT), 0);
  EXPECT_NE(link.Await(BusEvent::kConnected), "");
}

TEST_F(ConnectionTest, RefusesAMessageThatTheBrokerWouldHangUpOn) {
  Link link(broker_->url());
  ASSERT_TRUE(link->WaitConnected(Soon()));
  Mailbox mailbox;
  const auto subscription = link->Subscribe("t.size", mailbox.Handler());
  EXPECT_EQ(link->Publish("t.size", std::string(2 << 20, 'x')).error().code, ErrorCode::kResourceExhausted);
  EXPECT_EQ(link->Publish("t.size", std::string(1 << 20, 'x'), {{"Colour", std::string(1 << 20, 'x')}}).error().code,
            ErrorCode::kResourceExhausted);
  ASSERT_TRUE(link->Publish("t.size", std::string(1 << 20, 'x'), {{"Colour", "red"}}));
  const auto message = mailbox.Next();
  ASSERT_TRUE(message);
  EXPECT_EQ(message->payload.size(), size_t{1} << 20);
  EXPECT_TRUE(link->connected());
}

TEST_F(ConnectionTest, DeliversToThousandsOfSubscriptionsInOrderWithAFewThreads) {
  constexpr int kSubscriptions = 2'000;
  constexpr int kRounds = 5;
  const auto threads = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/task"), std::filesystem::directory_iterator());
  };
  Link link(broker_->url());
  ASSERT_TRUE(link->WaitConnected(Soon()));
  const auto threads_before = threads();
  std::vector<int> received(kSubscriptions);
  std::atomic<int> in_order{0};
  std::promise<void> all;
  std::vector<std::unique_ptr<Subscription>> subscriptions;
  for (int i = 0; i < kSubscriptions; ++i) {
    auto made = link->Subscribe("t.many." + std::to_string(i), [&, i](const BusMessage& message) {
      if (message.payload() != std::to_string(received[i]++)) return;
      if (++in_order == kSubscriptions * kRounds) all.set_value();
    });
    ASSERT_TRUE(made);
    subscriptions.push_back(std::move(*made));
  }
  for (int round = 0; round < kRounds; ++round) {
    for (int i = 0; i < kSubscriptions; ++i) {
      ASSERT_TRUE(link->Publish("t.many." + std::to_string(i), std::to_string(round)));
    }
  }
  EXPECT_EQ(all.get_future().wait_until(Soon()), std::future_status::ready) << in_order << " arrived in order";
  EXPECT_LE(threads() - threads_before, 8);
}

TEST_F(ConnectionTest, NeverRunsAHandlerAfterItsSubscriptionIsGone) {
  Link sender(broker_->url());
  Link link(broker_->url());
  ASSERT_TRUE(sender->WaitConnected(Soon()));
  ASSERT_TRUE(link->WaitConnected(Soon()));
  std::atomic<bool> done{false};
  std::thread traffic([&] {
    while (!done) {
      for (int i = 0; i < 50; ++i) std::ignore = sender->Publish("t.traffic", "x");
      std::ignore = sender->Flush(std::chrono::seconds(10));
    }
  });
  for (int round = 0; round < 100; ++round) {
    // Freed at once after the subscription: a late handler is a use after free, and counts itself before.
    auto gone = std::make_unique<std::atomic<bool>>(false);
    std::atomic<int> late{0};
    std::promise<void> first;
    std::atomic<int> count{0};
    auto subscription = link->Subscribe("t.traffic", [&late, &first, &count, gone = gone.get()](const BusMessage&) {
      if (count++ == 0) first.set_value();
      if (*gone) ++late;
    });
    if (!subscription || first.get_future().wait_until(Soon()) != std::future_status::ready) {
      ADD_FAILURE() << "no message arrived";
      break;
    }
    subscription->reset();
    *gone = true;
    gone.reset();
    EXPECT_EQ(late, 0);
  }
  done = true;
  traffic.join();
}

TEST_F(ConnectionTest, SubscriptionsMayComeAndGoWhileTheBrokerDies) {
  Link sender(broker_->url());
  Link link(broker_->url());
  ASSERT_NE(link.Await(BusEvent::kConnected), "");
  ASSERT_TRUE(sender->WaitConnected(Soon()));
  std::atomic<bool> done{false};
  std::thread traffic([&] {
    while (!done) {
      for (int i = 0; i < 50; ++i) std::ignore = sender->Publish("t.traffic", "x");
      if (!sender->Flush(std::chrono::seconds(10))) std::ignore = sender->WaitConnected(Soon());
    }
  });
  std::thread changes([&] {
    while (!done) {
      const auto first = link->Subscribe("t.traffic", [](const BusMessage&) {});
      const auto second = link->Subscribe("t.*", [](const BusMessage&) {});
      std::ignore = link->Flush(std::chrono::seconds(10));
    }
  });
  for (int round = 0; round < 5; ++round) {
    EXPECT_EQ(::kill(broker_->pid(), SIGKILL), 0);
    EXPECT_NE(link.Await(BusEvent::kLost), "");
    EXPECT_NE(link.Await(BusEvent::kConnected), "");
  }
  done = true;
  changes.join();
  traffic.join();
}

TEST_F(ConnectionTest, SubscriptionMayOutliveItsConnection) {
  Mailbox mailbox;
  std::unique_ptr<Subscription> subscription;
  {
    Link link(broker_->url());
    ASSERT_TRUE(link->WaitConnected(Soon()));
    auto made = link->Subscribe("t.x", mailbox.Handler());
    ASSERT_TRUE(made);
    subscription = std::move(*made);
  }
  subscription.reset();
}

// A port that was free a moment ago.
int FreePort() {
  const UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

TEST(ConnectionWithoutBrokerTest, ConnectsOnceTheBrokerComes) {
  const std::string port = std::to_string(FreePort());
  Link link("nats://127.0.0.1:" + port);
  EXPECT_EQ(link.Await(BusEvent::kLost),
            "the broker at 127.0.0.1:" + port + " can't be reached; is nats-server running there?");
  EXPECT_EQ(link->Publish("t.early", "never to arrive").error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(link->PublishRequest("t.early", "t.r", "never").error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(link->Flush(std::chrono::seconds(1)).error().code, ErrorCode::kUnavailable);
  Mailbox mailbox;
  const auto subscription = link->Subscribe("t.early", mailbox.Handler());
  ASSERT_TRUE(subscription);

  const ScratchDirectory scratch;
  SubprocessOptions options;
  options.argv = {"/usr/sbin/nats-server", "-a", "127.0.0.1", "-p", port, "-l", scratch.path() + "/log"};
  const auto server = Subprocess::Start(options);
  ASSERT_TRUE(server) << server.error().message;
  ASSERT_NE(link.Await(BusEvent::kConnected), "");
  EXPECT_TRUE(link->connected());
  ASSERT_TRUE(link->Publish("t.early", "in time"));
  EXPECT_EQ(mailbox.Next().value_or(Received{}).payload, "in time");
}

TEST(ConnectionWithoutBrokerTest, EndsWhileItStillTries) {
  Link link("nats://127.0.0.1:" + std::to_string(FreePort()));
  EXPECT_FALSE(link->connected());
}

TEST(ConnectionWithoutBrokerTest, RefusesAUrlThatMakesNoSense) {
  const auto opened = Connection::Open({"http://a:secret@b", "test", nullptr});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(opened.error().message, Not(HasSubstr("secret")));
}

TEST(ConnectionWithoutBrokerTest, RefusesASubjectThatIsNone) {
  Link link("nats://127.0.0.1:" + std::to_string(FreePort()));
  EXPECT_FALSE(link->Subscribe("", [](const BusMessage&) {}));
  EXPECT_FALSE(link->Subscribe("a b", [](const BusMessage&) {}));
}

}  // namespace
}  // namespace labwall
