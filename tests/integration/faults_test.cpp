// SPDX-License-Identifier: Apache-2.0
// Parts die, hang and change in the middle; the others go on, and the wall is right again soon after the part is back.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <atomic>

#include "bus/connection.h"
#include "support/eventually.h"
#include "support/real_lab.h"
#include "support/watching_wall.h"
#include "wire/subjects.h"

namespace labwall {
namespace {

// How soon the wall must be right again after a part is back.
constexpr auto kRightAgain = std::chrono::seconds(5);
constexpr auto kLong = std::chrono::seconds(30);

int64_t NowMicros() { return Clock::System().UnixMicros(); }

class FaultsTest : public testing::Test {
 protected:
  void SetUp() override {
    LABWALL_NEEDS_REAL_SESSIONS();
    lab_ = std::make_unique<RealLab>(3);
    ASSERT_EQ(lab_->problem(), "");
    ASSERT_TRUE(station_.Start());
    wall_ = std::make_unique<WatchingWall>(station_.url());
    ASSERT_TRUE(ShowsWithin(lab_->Sessions(), 0, kLong)) << wall_->Describe();
  }
  void TearDown() override { wall_.reset(); }

  bool ShowsWithin(const std::vector<LabSession>& sessions, int64_t since_us, Milliseconds limit) {
    return UpdatedUntil([&] { return wall_->Shows(sessions, since_us); }, limit);
  }
  template <typename Predicate>
  bool UpdatedUntil(Predicate holds, Milliseconds limit) {
    return Eventually(
        [&] {
          wall_->Update();
          return holds();
        },
        limit);
  }
  std::vector<LabSession> SessionsBut(const std::string& user) const {
    std::vector<LabSession> sessions = lab_->Sessions();
    std::erase_if(sessions, [&](const LabSession& session) { return session.user == user; });
    return sessions;
  }
  // The helper that captures this display.
  int HelperOf(const std::string& display) {
    for (const int pid : Descendants(station_.agent()->pid(), "labwall-capture")) {
      const std::string environment = ReadFile("/proc/" + std::to_string(pid) + "/environ");
      if (environment.find("DISPLAY=" + display + std::string(1, '\0')) != std::string::npos) return pid;
    }
    return 0;
  }

  std::string KeyOf(const std::string& user) const {
    const std::optional<Session> session = wall_->FindUser(user);
    return session ? session->key.ToString() : std::string();
  }
  // The agent takes commands in their order: what came before this one has been dealt with when it is done.
  void ExpectOnlyTheNextIsLoggedOff() {
    const ProgramResult off = station_.Ctl({"logoff", KeyOf("labwall-lab-3"), "--yes", "--json"});
    EXPECT_EQ(off.exit_status, 0) << off.output << off.errors;
    EXPECT_EQ(RealLab::LoggedOnUsers(), (std::set<std::string>{"labwall-lab-1", "labwall-lab-2"}));
  }

  std::unique_ptr<RealLab> lab_;
  RealStation station_;
  std::unique_ptr<WatchingWall> wall_;
};

TEST_F(FaultsTest, TheBrokerIsKilled) {
  const int before = station_.BrokerPid();
  ASSERT_GT(before, 0);
  ASSERT_EQ(::kill(before, SIGKILL), 0);
  ASSERT_TRUE(Eventually([&] { return station_.BrokerPid() > 0 && station_.BrokerPid() != before; }, kLong));
  EXPECT_TRUE(ShowsWithin(lab_->Sessions(), NowMicros(), kRightAgain)) << wall_->Describe();
  EXPECT_TRUE(station_.agent()->Running());
}

TEST_F(FaultsTest, TheAgentIsKilled) {
  const std::vector<int> helpers = Descendants(station_.agent()->pid(), "labwall-capture");
  EXPECT_EQ(helpers.size(), 3u);
  station_.KillAgent();
  // Its helpers end with it.
  EXPECT_TRUE(Eventually(
      [&] { return std::none_of(helpers.begin(), helpers.end(), [](int pid) { return ::kill(pid, 0) == 0; }); },
      kLong));
  EXPECT_EQ(RealLab::LoggedOnUsers().size(), 3u);
  const int64_t since = NowMicros();
  ASSERT_TRUE(station_.StartAgent());
  EXPECT_TRUE(ShowsWithin(lab_->Sessions(), since, kRightAgain)) << wall_->Describe();
}

TEST_F(FaultsTest, ACommandWhileTheAgentIsAwayIsUnreachable) {
  station_.KillAgent();
  const std::optional<Session> session = wall_->FindUser("labwall-lab-1");
  ASSERT_TRUE(session);
  const ProgramResult off = station_.Ctl({"logoff", session->key.ToString(), "--yes", "--json"});
  EXPECT_EQ(off.exit_status, 1) << off.output << off.errors;
  EXPECT_NE(off.output.find("Unreachable"), std::string::npos) << off.output;
  EXPECT_EQ(RealLab::LoggedOnUsers().size(), 3u);
}

TEST_F(FaultsTest, ACommandThatAHungAgentReadsTooLateTouchesNobody) {
  station_.agent()->Signal(SIGSTOP);
  const ProgramResult off = station_.Ctl({"logoff", KeyOf("labwall-lab-1"), "--yes", "--json"});
  EXPECT_EQ(off.exit_status, 1) << off.output << off.errors;
  EXPECT_NE(off.output.find("TimedOut"), std::string::npos) << off.output;
  EXPECT_NE(off.output.find("nothing was touched"), std::string::npos) << off.output;
  station_.agent()->Signal(SIGCONT);
  ExpectOnlyTheNextIsLoggedOff();
}

TEST_F(FaultsTest, ACommandToAHungAgentIsCancelled) {
  station_.agent()->Signal(SIGSTOP);
  SubprocessOptions options;
  options.argv = {OurProgram("labwallctl"), "logoff", KeyOf("labwall-lab-1"), "--yes", "--json"};
  options.environment = EnvironmentWith(station_.environment());
  ScratchDirectory scratch;
  const UniqueFd out(::open((scratch / "out").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
  options.stdout_fd = out.get();
  std::atomic<int> asked{0};
  const auto listener = Connection::Open({station_.url(), "listener", nullptr});
  ASSERT_TRUE(listener && (*listener)->WaitConnected(std::chrono::steady_clock::now() + kLong));
  const std::string station = wall_->FindUser("labwall-lab-1")->key.station;
  const auto requests = (*listener)->Subscribe(wire::CommandSubject(station), [&](const BusMessage&) { ++asked; });
  ASSERT_TRUE(requests && (*listener)->Flush(kLong));
  Result<Subprocess> program = Subprocess::Start(options);
  ASSERT_TRUE(program) << program.error().message;
  ASSERT_TRUE(Eventually([&] { return asked == 1; }, kLong));
  program->Signal(SIGINT);
  ASSERT_TRUE(program->WaitUntil(std::chrono::steady_clock::now() + kLong));
  EXPECT_EQ(WEXITSTATUS(program->wait_status()), 1);
  EXPECT_NE(ReadFile(scratch / "out").find("Cancelled"), std::string::npos) << ReadFile(scratch / "out");
  station_.agent()->Signal(SIGCONT);
  ExpectOnlyTheNextIsLoggedOff();
}

TEST_F(FaultsTest, ACaptureHelperIsKilled) {
  const LabSession victim = lab_->Sessions().at(1);
  const int helper = HelperOf(victim.display);
  ASSERT_GT(helper, 0);
  const int64_t since = NowMicros();
  ASSERT_EQ(::kill(helper, SIGKILL), 0);
  EXPECT_TRUE(ShowsWithin(lab_->Sessions(), since, kRightAgain)) << wall_->Describe();
  EXPECT_NE(HelperOf(victim.display), helper);
  EXPECT_EQ(RealLab::LoggedOnUsers().size(), 3u);
}

TEST_F(FaultsTest, ACaptureHelperHangs) {
  const LabSession victim = lab_->Sessions().at(1);
  const int helper = HelperOf(victim.display);
  ASSERT_GT(helper, 0);
  ASSERT_EQ(::kill(helper, SIGSTOP), 0);
  const int64_t since = NowMicros();
  EXPECT_TRUE(ShowsWithin(SessionsBut(victim.user), since, kRightAgain)) << wall_->Describe();
  ASSERT_TRUE(Eventually([&] { return ::kill(helper, 0) != 0; }, kLong)) << "the hung helper was not ended";
  EXPECT_TRUE(ShowsWithin(lab_->Sessions(), NowMicros(), kRightAgain)) << wall_->Describe();
}

// A hung helper holds no log off up.
TEST_F(FaultsTest, ASessionWhoseHelperHangsIsLoggedOff) {
  const LabSession victim = lab_->Sessions().at(0);
  const int helper = HelperOf(victim.display);
  ASSERT_GT(helper, 0);
  ASSERT_EQ(::kill(helper, SIGSTOP), 0);
  const ProgramResult off = station_.Ctl({"logoff", "--user", victim.user, "--yes", "--json"});
  EXPECT_EQ(off.exit_status, 0) << off.output << off.errors;
  EXPECT_EQ(RealLab::LoggedOnUsers().count(victim.user), 0u);
}

TEST_F(FaultsTest, AnXServerIsKilled) {
  const LabSession victim = lab_->Sessions().at(2);
  ASSERT_EQ(::kill(victim.x_pid, SIGKILL), 0);
  const int64_t killed = NowMicros();
  EXPECT_TRUE(ShowsWithin(SessionsBut(victim.user), killed, kRightAgain)) << wall_->Describe();
  // The session starts a new one by itself.
  ASSERT_TRUE(Eventually(
      [&] {
        const std::vector<LabSession> sessions = lab_->Sessions();
        return sessions.size() == 3 && sessions[2].x_pid > 0 && sessions[2].x_pid != victim.x_pid;
      },
      kLong));
  EXPECT_TRUE(ShowsWithin(lab_->Sessions(), NowMicros(), kRightAgain)) << wall_->Describe();
  EXPECT_EQ(RealLab::LoggedOnUsers().size(), 3u);
}

TEST_F(FaultsTest, ASessionEndsWhileItIsWatched) {
  const LabSession victim = lab_->Sessions().at(0);
  ASSERT_EQ(RunProgram({"loginctl", "terminate-session", victim.session_id}).exit_status, 0);
  EXPECT_TRUE(UpdatedUntil([&] { return !wall_->FindUser(victim.user); }, kRightAgain)) << wall_->Describe();
  EXPECT_TRUE(ShowsWithin(SessionsBut(victim.user), NowMicros(), kRightAgain)) << wall_->Describe();
  EXPECT_TRUE(station_.agent()->Running());
}

TEST_F(FaultsTest, TheResolutionChanges) {
  const LabSession session = lab_->Sessions().at(0);
  // Xvfb can make its screen smaller, but has no second mode: xrandr says that it dislikes that, and does it.
  (void)RunProgram({"xrandr", "--display", session.display, "--fb", "800x600"},
                   {{"XAUTHORITY", "/home/" + session.user + "/.Xauthority"}});
  EXPECT_TRUE(UpdatedUntil(
      [&] {
        const ShownPicture* const picture = wall_->PictureOf(session.user);
        return picture != nullptr && picture->frame().source == PixelSize{800, 600};
      },
      kRightAgain))
      << wall_->Describe();
}

TEST_F(FaultsTest, LogindIsStartedAgain) {
  ASSERT_EQ(RunProgram({SourceFile("tests/lab/lab"), "restart-logind"}).exit_status, 0);
  EXPECT_TRUE(ShowsWithin(lab_->Sessions(), NowMicros(), kRightAgain)) << wall_->Describe();
  const ProgramResult off = station_.Ctl({"logoff", "--user", "labwall-lab-1", "--yes", "--json"});
  EXPECT_EQ(off.exit_status, 0) << off.output << off.errors;
  EXPECT_EQ(RealLab::LoggedOnUsers(), (std::set<std::string>{"labwall-lab-2", "labwall-lab-3"}));
}

// A station whose every frame is broken costs the others nothing.
TEST_F(FaultsTest, AStationSendsGarbage) {
  SubprocessOptions options;
  options.argv = {OurProgram("labwall-sim"), "--stations", "4", "--fps", "10", "--garbage-frames"};
  options.environment = EnvironmentWith(station_.environment());
  Result<Subprocess> sim = Subprocess::Start(options);
  ASSERT_TRUE(sim) << sim.error().message;
  EXPECT_TRUE(UpdatedUntil([&] { return wall_->stats().frames_bad >= 10; }, kLong)) << wall_->Describe();
  EXPECT_TRUE(ShowsWithin(lab_->Sessions(), NowMicros(), kRightAgain)) << wall_->Describe();
}

}  // namespace
}  // namespace labwall
