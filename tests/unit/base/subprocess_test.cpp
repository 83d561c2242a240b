// SPDX-License-Identifier: Apache-2.0
#include "base/subprocess.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <thread>

namespace labwall {
namespace {

using ::testing::HasSubstr;

MonotonicTime Soon() { return Clock::System().Now() + std::chrono::seconds(40); }

struct Pipe {
  UniqueFd read;
  UniqueFd write;

  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return;
    read = UniqueFd(ends[0]);
    write = UniqueFd(ends[1]);
  }
};

std::string ReadAll(const UniqueFd& fd) {
  std::string all;
  char part[512];
  for (ssize_t got = 0; (got = ::read(fd.get(), part, sizeof part)) > 0;) all.append(part, static_cast<size_t>(got));
  return all;
}

// What the program writes to its standard output until it ends.
std::string OutputOf(SubprocessOptions options) {
  Pipe out;
  options.stdout_fd = out.write.get();
  auto child = Subprocess::Start(options);
  if (!child) return child.error().message;
  out.write.Reset();
  std::string all = ReadAll(out.read);
  child->WaitUntil(Soon());
  return all;
}

bool EndsSoon(int pidfd) {
  pollfd ended{pidfd, POLLIN, 0};
  return ::poll(&ended, 1, 40'000) == 1;
}

TEST(SubprocessTest, TellsHowTheProgramEnded) {
  SubprocessOptions options;
  options.argv = {"sh", "-c", "exit 7"};
  auto child = Subprocess::Start(options);
  ASSERT_TRUE(child) << child.error().message;
  ASSERT_TRUE(child->WaitUntil(Soon()));
  EXPECT_FALSE(child->Running());
  EXPECT_EQ(child->EndInWords(), "ended with status 7");

  options.argv = {"sh", "-c", "kill -TERM $$"};
  child = Subprocess::Start(options);
  ASSERT_TRUE(child) << child.error().message;
  ASSERT_TRUE(child->WaitUntil(Soon()));
  EXPECT_EQ(child->EndInWords(), "was killed by signal 15");
}

TEST(SubprocessTest, SaysWhichProgramIsMissing) {
  SubprocessOptions options;
  options.argv = {"labwall-no-such-program"};
  const auto child = Subprocess::Start(options);
  ASSERT_FALSE(child);
  EXPECT_EQ(child.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(child.error().message, HasSubstr("labwall-no-such-program"));
}

TEST(SubprocessTest, PassesArgumentsWithoutAShell) {
  SubprocessOptions options;
  options.argv = {"printf", "%s|", "a b", "$HOME", "*", ""};
  EXPECT_EQ(OutputOf(options), "a b|$HOME|*||");
}

TEST(SubprocessTest, GivesTheEnvironmentAndDirectoryThatAreAskedFor) {
  SubprocessOptions options;
  options.argv = {"/bin/sh", "-c", "echo $COLOUR; pwd; /usr/bin/env | /usr/bin/wc -l"};
  options.environment = std::map<std::string, std::string>{{"COLOUR", "blue"}};
  options.directory = "/";
  const std::string output = OutputOf(options);
  EXPECT_THAT(output, ::testing::StartsWith("blue\n/\n"));
  EXPECT_THAT(output, ::testing::Not(HasSubstr("PATH")));
}

TEST(SubprocessTest, GivesOnlyTheDescriptorsThatAreNamed) {
  const UniqueFd inherited(::open("/dev/null", O_RDONLY));  // without O_CLOEXEC
  Pipe third;
  SubprocessOptions options;
  options.argv = {"sh", "-c", "ls /proc/$$/fd; echo hello >&3"};
  options.fd3 = third.write.get();
  EXPECT_EQ(OutputOf(options), "0\n1\n2\n3\n");
  third.write.Reset();
  EXPECT_EQ(ReadAll(third.read), "hello\n");
}

TEST(SubprocessTest, KeepsOutputAndThirdDescriptorApart) {
  Pipe out;
  Pipe third;
  SubprocessOptions options;
  options.argv = {"sh", "-c", "echo out; echo three >&3"};
  options.stdout_fd = third.write.get();
  options.fd3 = out.write.get();
  auto child = Subprocess::Start(options);
  ASSERT_TRUE(child) << child.error().message;
  out.write.Reset();
  third.write.Reset();
  EXPECT_EQ(ReadAll(third.read), "out\n");
  EXPECT_EQ(ReadAll(out.read), "three\n");
}

TEST(SubprocessTest, UnblocksSignalsInTheChild) {
  sigset_t blocked;
  sigset_t before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  SubprocessOptions options;
  options.argv = {"sleep", "infinity"};
  auto child = Subprocess::Start(options);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  ASSERT_TRUE(child) << child.error().message;
  child->Signal(SIGTERM);
  EXPECT_TRUE(child->WaitUntil(Soon()));
}

TEST(SubprocessTest, StopsAskingFirstAndKillsWhatDoesNotListen) {
  Pipe out;
  SubprocessOptions options;
  options.argv = {"sh", "-c", "trap 'exit 3' TERM; echo ready; while :; do read line; done"};
  Pipe in;
  options.stdin_fd = in.read.get();
  options.stdout_fd = out.write.get();
  auto child = Subprocess::Start(options);
  ASSERT_TRUE(child) << child.error().message;
  char ready[8];
  ASSERT_GT(::read(out.read.get(), ready, sizeof ready), 0);
  child->Stop(std::chrono::seconds(40));
  EXPECT_EQ(child->EndInWords(), "ended with status 3");

  options.argv = {"sh", "-c", "trap '' TERM; echo ready; while :; do read line; done"};
  child = Subprocess::Start(options);
  ASSERT_TRUE(child) << child.error().message;
  ASSERT_GT(::read(out.read.get(), ready, sizeof ready), 0);
  child->Stop(Milliseconds(50));
  EXPECT_FALSE(child->Running());
  EXPECT_EQ(child->EndInWords(), "was killed by signal 9");
}

TEST(SubprocessTest, WaitingEndsAtTheDeadline) {
  SubprocessOptions options;
  options.argv = {"sleep", "infinity"};
  auto child = Subprocess::Start(options);
  ASSERT_TRUE(child) << child.error().message;
  EXPECT_FALSE(child->WaitUntil(Clock::System().Now() + Milliseconds(20)));
  EXPECT_TRUE(child->Running());
}

TEST(SubprocessTest, ChildDiesWithItsObject) {
  UniqueFd watched;
  {
    SubprocessOptions options;
    options.argv = {"sleep", "infinity"};
    auto child = Subprocess::Start(options);
    ASSERT_TRUE(child) << child.error().message;
    watched = UniqueFd(::dup(child->pidfd()));
    // It has one owner, however often it is moved.
    Subprocess moved = std::move(*child);
    EXPECT_TRUE(moved.Running());
  }
  EXPECT_TRUE(EndsSoon(watched.get()));
}

TEST(SubprocessTest, ChildDiesWithTheThreadThatStartedIt) {
  UniqueFd watched;
  std::optional<Subprocess> child;
  std::thread([&] {
    SubprocessOptions options;
    options.argv = {"sleep", "infinity"};
    auto started = Subprocess::Start(options);
    if (started) child = std::move(*started);
  }).join();
  ASSERT_TRUE(child);
  EXPECT_TRUE(child->WaitUntil(Soon()));
}

TEST(SubprocessTest, ChildDiesWhenItsOwnerIsKilled) {
  Pipe out;
  SubprocessOptions options;
  options.argv = {SUBPROCESS_OWNER};
  options.stdout_fd = out.write.get();
  auto owner = Subprocess::Start(options);
  ASSERT_TRUE(owner) << owner.error().message;
  out.write.Reset();
  char text[32] = {};
  ASSERT_GT(::read(out.read.get(), text, sizeof text - 1), 0);
  const UniqueFd child(static_cast<int>(::syscall(SYS_pidfd_open, std::atoi(text), 0)));
  ASSERT_TRUE(child.valid());
  owner->Signal(SIGKILL);
  EXPECT_TRUE(EndsSoon(child.get()));
}

TEST(SubprocessTest, TakesTheChosenProcessGroup) {
  SubprocessOptions options;
  options.argv = {"sleep", "infinity"};
  options.new_process_group = true;
  const auto apart = Subprocess::Start(options);
  options.new_process_group = false;
  const auto together = Subprocess::Start(options);
  ASSERT_TRUE(apart);
  ASSERT_TRUE(together);
  EXPECT_EQ(::getpgid(apart->pid()), apart->pid());
  EXPECT_EQ(::getpgid(together->pid()), ::getpgrp());
}

}  // namespace
}  // namespace labwall
