// SPDX-License-Identifier: Apache-2.0
#include "agent/capture_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include "support/eventually.h"
#include "support/program.h"

namespace labwall {
namespace {

using ::testing::HasSubstr;

const std::vector<WantedRung> kWanted = {{Rung::k320x180, 2000}};

// Time stands still unless a test moves it, so nothing times out because the machine is slow.
class CaptureProcessTest : public ::testing::Test {
 protected:
  void SetUp() override {
    SubprocessOptions options;
    options.argv = {"/bin/sleep", "600"};
    options.environment = std::map<std::string, std::string>{{"DISPLAY", ":4711"}};
    auto leader = Subprocess::Start(options);
    ASSERT_TRUE(leader) << leader.error().message;
    leader_.emplace(std::move(*leader));
  }

  // A capture of a session whose helper behaves in this manner.
  std::unique_ptr<CaptureProcess> Make(const std::string& manner, SessionType type = SessionType::kX11) {
    const std::string program = scratch_ / ("stub-" + manner);
    EXPECT_EQ(::symlink((OurProgram("../tests/stub_capture")).c_str(), program.c_str()), 0);
    session_.id = "no-such-session";
    session_.uid = ::geteuid();
    session_.gid = ::getegid();
    session_.user = "me";
    session_.home = "/";
    session_.leader = leader_->pid();
    session_.type = type;
    CaptureProcessOptions options;
    options.capture_program = program;
    options.agent_program = OurProgram("labwall-agent");
    options.on_frame = [this](CaptureFrame&& frame) { frames_.push_back(std::move(frame)); };
    options.on_picture = [this] { ++picture_changes_; };
    return std::make_unique<CaptureProcess>(clock_, reaper_, std::move(options), session_);
  }

  // One turn of the agent's loop.
  void Turn(CaptureProcess& capture) {
    std::vector<pollfd> fds;
    capture.AppendPollFds(fds);
    reaper_.AppendPollFds(fds);
    ::poll(fds.data(), fds.size(), 10);
    capture.Process();
    reaper_.Process();
  }
  template <typename Predicate>
  bool RunUntil(CaptureProcess& capture, Predicate holds) {
    return Eventually(
        [&] {
          Turn(capture);
          return holds();
        },
        std::chrono::seconds(30));
  }

  ManualClock clock_;
  ChildReaper reaper_;
  ScratchDirectory scratch_;
  SessionRecord session_;
  std::optional<Subprocess> leader_;
  std::vector<CaptureFrame> frames_;
  int picture_changes_ = 0;
};

TEST_F(CaptureProcessTest, AnUnwatchedSessionHasAPictureButNoCapture) {
  const auto capture = Make("good");
  ASSERT_TRUE(RunUntil(*capture, [&] { return capture->picture().state == PictureState::kAvailable; }));
  EXPECT_EQ(picture_changes_, 1);
  for (int i = 0; i < 5; ++i) Turn(*capture);
  EXPECT_EQ(capture->child_pid(), 0);
  EXPECT_EQ(capture->NextDeadline(), std::nullopt);
}

TEST_F(CaptureProcessTest, AWatchedSessionGivesFramesOfItsDisplay) {
  const auto capture = Make("good");
  capture->Want(kWanted);
  ASSERT_TRUE(RunUntil(*capture, [&] { return !frames_.empty(); }));
  EXPECT_EQ(frames_[0].rung, Rung::k320x180);
  EXPECT_EQ(frames_[0].jpeg, ":4711");
  EXPECT_EQ(capture->picture().state, PictureState::kAvailable);
  capture->Want({{Rung::k320x180, 2000}, {Rung::k640x360, 2000}});
  EXPECT_TRUE(RunUntil(*capture, [&] { return frames_.back().rung == Rung::k640x360; }));
}

TEST_F(CaptureProcessTest, ARungIsRenewedOnRequestIfItIsWanted) {
  const auto capture = Make("good");
  capture->Want({{Rung::k320x180, 2000}, {Rung::k640x360, 2000}});
  ASSERT_TRUE(RunUntil(*capture, [&] { return frames_.size() == 2; }));
  capture->Renew({Rung::kNative});
  frames_.clear();
  capture->Renew({Rung::k640x360});
  ASSERT_TRUE(RunUntil(*capture, [&] { return frames_.size() == 1; }));
  EXPECT_EQ(frames_[0].rung, Rung::k640x360);
  EXPECT_EQ(frames_[0].jpeg, "renewed");
}

TEST_F(CaptureProcessTest, PartsOfOneLookCountOnceAndALostPartIsMadeUpForByAWholeFrame) {
  const auto capture = Make("parts");
  capture->Want(kWanted);
  // Four looks may come at once: the whole frame and three looks of three parts. The fourth is one too many.
  ASSERT_TRUE(RunUntil(*capture, [&] { return frames_.size() == 10; }));
  EXPECT_EQ(frames_[0].part, std::nullopt);
  for (size_t i = 1; i < 10; ++i) EXPECT_NE(frames_[i].part, std::nullopt);
  for (int turn = 0; turn < 20; ++turn) Turn(*capture);
  EXPECT_EQ(frames_.size(), 10u);
  // At two a second and half of that on top, one more is allowed after a third of a second.
  clock_.Advance(Milliseconds(330));
  for (int turn = 0; turn < 5; ++turn) Turn(*capture);
  EXPECT_EQ(frames_.size(), 10u);
  EXPECT_LE(*capture->NextDeadline() - clock_.Now(), Milliseconds(10));
  clock_.Advance(Milliseconds(10));
  ASSERT_TRUE(RunUntil(*capture, [&] { return frames_.size() == 11; }));
  EXPECT_EQ(frames_[10].jpeg, "renewed");
}

TEST_F(CaptureProcessTest, APartOutsideOfItsPictureIsNotPassedOnAndMadeUpFor) {
  const auto capture = Make("outside");
  capture->Want(kWanted);
  ASSERT_TRUE(RunUntil(*capture, [&] { return frames_.size() == 2; }));
  EXPECT_EQ(frames_[0].jpeg, "whole");
  EXPECT_EQ(frames_[1].jpeg, "renewed");
}

TEST_F(CaptureProcessTest, TheChildIsKeptForAWhileAfterTheLastWatcherLeft) {
  const auto capture = Make("good");
  capture->Want(kWanted);
  ASSERT_TRUE(RunUntil(*capture, [&] { return !frames_.empty(); }));
  const pid_t child = capture->child_pid();
  capture->Want({});
  Turn(*capture);
  EXPECT_EQ(capture->child_pid(), child);
  capture->Want(kWanted);
  EXPECT_EQ(capture->child_pid(), child);
  capture->Want({});
  // Answers its pings meanwhile.
  for (int i = 0; i < 10; ++i) {
    clock_.Advance(std::chrono::seconds(1));
    for (int turn = 0; turn < 5; ++turn) Turn(*capture);
  }
  ASSERT_TRUE(RunUntil(*capture, [&] { return capture->child_pid() == 0; }));
  EXPECT_EQ(capture->picture().state, PictureState::kAvailable);
}

TEST_F(CaptureProcessTest, AHelperThatHangsIsReplaced) {
  const auto capture = Make("mute");
  capture->Want(kWanted);
  ASSERT_TRUE(RunUntil(*capture, [&] { return capture->child_pid() != 0; }));
  const pid_t hung = capture->child_pid();
  clock_.Advance(CaptureChild::kFirstSilenceLimit - Milliseconds(1));
  Turn(*capture);
  EXPECT_EQ(capture->child_pid(), hung);
  clock_.Advance(Milliseconds(1));
  Turn(*capture);
  EXPECT_EQ(capture->child_pid(), 0);
  EXPECT_EQ(capture->picture(), (Picture{PictureState::kUnresponsive, "the X server does not answer"}));
  EXPECT_EQ(capture->NextDeadline(), clock_.Now() + CaptureProcess::kFirstRetry);
  ASSERT_TRUE(RunUntil(*capture, [&] { return reaper_.count() == 0; }));
  EXPECT_NE(::kill(hung, 0), 0) << "it must be gone";
  clock_.Advance(CaptureProcess::kFirstRetry);
  EXPECT_TRUE(RunUntil(*capture, [&] { return capture->child_pid() != 0; }));
}

TEST_F(CaptureProcessTest, AHelperThatStopsAnsweringIsReplaced) {
  const auto capture = Make("good");
  capture->Want(kWanted);
  ASSERT_TRUE(RunUntil(*capture, [&] { return !frames_.empty(); }));
  const pid_t child = capture->child_pid();
  // Let the first ping be answered and the next one be due, unanswered by a stopped process.
  for (int turn = 0; turn < 20; ++turn) Turn(*capture);
  ASSERT_EQ(::kill(child, SIGSTOP), 0);
  clock_.Advance(CaptureChild::kPingInterval);
  Turn(*capture);
  clock_.Advance(CaptureChild::kFirstSilenceLimit);
  Turn(*capture);
  EXPECT_EQ(capture->child_pid(), 0);
  EXPECT_EQ(capture->picture().state, PictureState::kUnresponsive);
  clock_.Advance(CaptureProcess::kFirstRetry);
  ASSERT_TRUE(RunUntil(*capture, [&] { return capture->picture().state == PictureState::kAvailable; }));
}

TEST_F(CaptureProcessTest, AHelperThatCrashesIsStartedAgainEverMoreSlowly) {
  const auto capture = Make("crash");
  capture->Want(kWanted);
  Milliseconds expected = CaptureProcess::kFirstRetry;
  for (int i = 0; i < 6; ++i) {
    // The clock stands still, so only another start and another end bring the next, longer wait.
    ASSERT_TRUE(RunUntil(*capture, [&] { return capture->NextDeadline() == clock_.Now() + expected; })) << i;
    EXPECT_THAT(capture->picture().detail, HasSubstr("ended unexpectedly"));
    clock_.Advance(expected);
    expected = std::min(expected * 2, CaptureProcess::kLastRetry);
  }
}

TEST_F(CaptureProcessTest, TheHelpersOwnWordsAreShown) {
  const auto capture = Make("trouble");
  capture->Want(kWanted);
  ASSERT_TRUE(RunUntil(*capture, [&] { return capture->picture().state == PictureState::kUnresponsive; }));
  EXPECT_EQ(capture->picture().detail, "no luck with :4711");
}

TEST_F(CaptureProcessTest, AHelperThatTalksNonsenseIsEnded) {
  const auto capture = Make("garbage");
  capture->Want(kWanted);
  ASSERT_TRUE(RunUntil(*capture, [&] { return capture->picture().state == PictureState::kUnresponsive; }));
  EXPECT_THAT(capture->picture().detail, HasSubstr("nonsense"));
  EXPECT_EQ(capture->child_pid(), 0);
}

TEST_F(CaptureProcessTest, AFloodIsCutToWhatWasAskedFor) {
  const auto capture = Make("flood");
  capture->Want(kWanted);
  ASSERT_TRUE(RunUntil(*capture, [&] { return !frames_.empty(); }));
  // It has answered a ping after all its frames: they are all through.
  for (int turn = 0; turn < 100; ++turn) Turn(*capture);
  EXPECT_LE(frames_.size(), 4U) << "the stub answers a renewal with one frame more, when the rate allows it";
  EXPECT_NE(capture->child_pid(), 0);
}

TEST_F(CaptureProcessTest, AHelperThatSendsATooLargeFrameIsEndedAndTheFrameIsNotPassedOn) {
  const auto capture = Make("huge");
  capture->Want(kWanted);
  ASSERT_TRUE(RunUntil(*capture, [&] { return capture->picture().state == PictureState::kUnresponsive; }));
  EXPECT_THAT(capture->picture().detail, HasSubstr("nonsense"));
  EXPECT_EQ(capture->child_pid(), 0);
  EXPECT_TRUE(frames_.empty());
}

TEST_F(CaptureProcessTest, NothingOfOursIsInASessionThatIsBeingEnded) {
  const auto capture = Make("good");
  capture->Want(kWanted);
  ASSERT_TRUE(RunUntil(*capture, [&] { return capture->child_pid() != 0; }));
  capture->SetEnding(true);
  EXPECT_EQ(capture->child_pid(), 0);
  clock_.Advance(std::chrono::minutes(1));
  for (int turn = 0; turn < 5; ++turn) Turn(*capture);
  EXPECT_EQ(capture->child_pid(), 0);
  capture->SetEnding(false);
  frames_.clear();
  EXPECT_TRUE(RunUntil(*capture, [&] { return !frames_.empty(); }));
}

TEST_F(CaptureProcessTest, ASessionWithoutADisplaySaysSo) {
  leader_->Stop(std::chrono::seconds(5));
  const auto capture = Make("good", SessionType::kTty);
  ASSERT_TRUE(RunUntil(*capture, [&] { return capture->picture().state == PictureState::kNoDisplay; }));
  EXPECT_EQ(capture->picture().detail, "a text session");
}

TEST_F(CaptureProcessTest, ADisplayThatComesLateIsFound) {
  leader_->Stop(std::chrono::seconds(5));
  const auto capture = Make("good");
  capture->Want(kWanted);
  ASSERT_TRUE(RunUntil(*capture, [&] { return capture->picture().state == PictureState::kNoDisplay; }));
  SetUp();
  session_.leader = leader_->pid();
  capture->Update(session_);
  EXPECT_TRUE(RunUntil(*capture, [&] { return !frames_.empty(); }));
}

TEST_F(CaptureProcessTest, WaylandIsNotSupportedYet) {
  const auto capture = Make("good", SessionType::kWayland);
  capture->Want(kWanted);
  for (int turn = 0; turn < 5; ++turn) Turn(*capture);
  EXPECT_EQ(capture->picture().state, PictureState::kUnsupported);
  EXPECT_EQ(capture->child_pid(), 0);
}

TEST_F(CaptureProcessTest, AMissingProgramIsNamed) {
  const auto capture = Make("good");
  ASSERT_EQ(::unlink((scratch_ / "stub-good").c_str()), 0);
  capture->Want(kWanted);
  ASSERT_TRUE(RunUntil(*capture, [&] { return capture->picture().state == PictureState::kUnresponsive; }));
  EXPECT_THAT(capture->picture().detail, HasSubstr("stub-good"));
}

}  // namespace
}  // namespace labwall
