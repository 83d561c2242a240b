// SPDX-License-Identifier: Apache-2.0
#include "bus/broker_process.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/bounded_queue.h"
#include "base/subprocess.h"
#include "bus/connection.h"
#include "scratch_directory.h"

namespace labwall {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

MonotonicTime Soon() { return Clock::System().Now() + std::chrono::seconds(40); }

// For processes that are not this one's children.
UniqueFd WatchProcess(int pid) { return UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))); }

bool EndsSoon(const UniqueFd& pidfd) {
  pollfd ended{pidfd.get(), POLLIN, 0};
  return ::poll(&ended, 1, 40'000) == 1;
}

std::string PasswordOf(const std::string& url) {
  const size_t start = url.find(':', url.find("://") + 3) + 1;
  return url.substr(start, url.find('@') - start);
}

struct Link {
  BoundedQueue<std::pair<BusEvent, std::string>> events{64};
  std::unique_ptr<Connection> connection;

  explicit Link(const std::string& url) {
    auto opened = Connection::Open({url, "test", [this](BusEvent event, const std::string& detail) {
                                      auto entry = std::make_pair(event, detail);
                                      std::ignore = events.TryPush(std::move(entry));
                                    }});
    if (opened) connection = std::move(*opened);
  }
  bool Hears(BusEvent wanted) {
    while (const auto event = events.PopUntil(Soon())) {
      if (event->first == wanted) return true;
    }
    return false;
  }
};

TEST(BrokerProcessTest, AnswersAsSoonAsItIsStarted) {
  const ScratchDirectory scratch;
  const auto broker = BrokerProcess::Start({scratch.path() + "/broker", 0});
  ASSERT_TRUE(broker) << broker.error().message;
  const Link link((*broker)->url());
  ASSERT_NE(link.connection, nullptr);
  EXPECT_TRUE(link.connection->WaitConnected(Soon()));
}

TEST(BrokerProcessTest, StartsAgainOnTheSamePortWithTheSameCredential) {
  const ScratchDirectory scratch;
  const auto broker = BrokerProcess::Start({scratch.path(), 0});
  ASSERT_TRUE(broker) << broker.error().message;
  const std::string url = (*broker)->url();
  Link link(url);
  ASSERT_TRUE(link.Hears(BusEvent::kConnected));
  for (int round = 0; round < 3; ++round) {
    const int pid = (*broker)->pid();
    ASSERT_EQ(::kill(pid, SIGKILL), 0);
    ASSERT_TRUE(link.Hears(BusEvent::kLost));
    ASSERT_TRUE(link.Hears(BusEvent::kConnected));
    EXPECT_NE((*broker)->pid(), pid);
    EXPECT_EQ((*broker)->url(), url);
  }
}

TEST(BrokerProcessTest, EndsWithItsObjectAndTakesTheCredentialAlong) {
  const ScratchDirectory scratch;
  auto broker = BrokerProcess::Start({scratch.path(), 0});
  ASSERT_TRUE(broker) << broker.error().message;
  const UniqueFd server = WatchProcess((*broker)->pid());
  broker->reset();
  EXPECT_TRUE(EndsSoon(server));
  for (const auto& entry : std::filesystem::directory_iterator(scratch.path())) {
    EXPECT_EQ(entry.path().filename(), "nats-server.log");
  }
}

TEST(BrokerProcessTest, DiesWithTheProcessThatOwnsIt) {
  const ScratchDirectory scratch;
  int out[2];
  ASSERT_EQ(::pipe2(out, O_CLOEXEC), 0);
  const UniqueFd out_read(out[0]);
  UniqueFd out_write(out[1]);
  SubprocessOptions options;
  options.argv = {BROKER_OWNER, scratch.path()};
  options.stdout_fd = out_write.get();
  auto owner = Subprocess::Start(options);
  ASSERT_TRUE(owner) << owner.error().message;
  out_write.Reset();
  char text[32] = {};
  ASSERT_GT(::read(out_read.get(), text, sizeof text - 1), 0);
  const UniqueFd server = WatchProcess(std::atoi(text));
  ASSERT_TRUE(server.valid());
  owner->Signal(SIGKILL);
  EXPECT_TRUE(EndsSoon(server));
}

TEST(BrokerProcessTest, KeepsThePasswordInFilesOfItsOwnerOnly) {
  const ScratchDirectory scratch;
  const auto broker = BrokerProcess::Start({scratch.path(), 0});
  ASSERT_TRUE(broker) << broker.error().message;
  const std::string password = PasswordOf((*broker)->url());
  ASSERT_GE(password.size(), 32u);
  std::ifstream command_line("/proc/" + std::to_string((*broker)->pid()) + "/cmdline");
  const std::string command{std::istreambuf_iterator<char>(command_line), {}};
  EXPECT_THAT(command, HasSubstr("nats-server"));
  EXPECT_THAT(command, Not(HasSubstr(password)));
  bool found = false;
  for (const auto& entry : std::filesystem::directory_iterator(scratch.path())) {
    std::ifstream file(entry.path());
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    if (content.find(password) == std::string::npos) continue;
    found = true;
    struct stat status {};
    ASSERT_EQ(::stat(entry.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u) << entry.path();
  }
  EXPECT_TRUE(found);
}

TEST(BrokerProcessTest, RefusesADirectoryThatIsOpenToOthers) {
  const ScratchDirectory scratch;
  ASSERT_EQ(::chmod(scratch.path().c_str(), 0755), 0);
  const auto broker = BrokerProcess::Start({scratch.path(), 0});
  ASSERT_FALSE(broker);
  EXPECT_EQ(broker.error().code, ErrorCode::kPermissionDenied);
  EXPECT_THAT(broker.error().message, HasSubstr(scratch.path()));
}

TEST(BrokerProcessTest, SaysWhereToLookWhenItsPortIsTaken) {
  const UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(socket.get(), 1), 0);
  ASSERT_EQ(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  const ScratchDirectory scratch;
  const auto broker = BrokerProcess::Start({scratch.path(), ntohs(address.sin_port)});
  ASSERT_FALSE(broker);
  EXPECT_THAT(broker.error().message, HasSubstr("nats-server.log"));
}

}  // namespace
}  // namespace labwall
