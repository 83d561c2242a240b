// SPDX-License-Identifier: Apache-2.0
#include "capture/capture_loop.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <cstring>
#include <memory>
#include <thread>
#include <utility>

#include "base/mutex.h"
#include "base/wake_event.h"

namespace labwall {
namespace {

constexpr Milliseconds kDeadline{20'000};

// A screen of one grey that the test's thread sets.
class GreyScreen final : public FrameSource {
 public:
  int event_fd() const override { return wake_.fd(); }
  bool DrainChanges() override {
    wake_.Clear();
    {
      MutexLock lock(mutex_);
      size_ = next_size_;
    }
    return has_changed_.exchange(false);
  }
  Result<ScreenGrab> Grab(GrabExtent extent) override {
    ++grabs_;
    if (extent == GrabExtent::kWhole) ++whole_grabs_;
    if (broken_) return Fail(ErrorCode::kUnavailable, "the screen is broken");
    const bool all = extent == GrabExtent::kWhole || planes_.size() != size_ || reported_.exchange(false);
    changed_.clear();
    if (!all) return ScreenGrab{std::as_const(planes_).view(), changed_};
    changed_.push_back(WholeOf(size_));
    planes_.Resize(size_);
    const MutablePlanesView view = planes_.view();
    const size_t luma = static_cast<size_t>(size_.width) * size_.height;
    std::memset(view.y, level_, luma);
    std::memset(view.u, 128, luma / 4);
    std::memset(view.v, 128, luma / 4);
    if (const uint8_t next = next_level_.exchange(0); next != 0) Change(next);
    return ScreenGrab{std::as_const(planes_).view(), changed_};
  }
  PixelSize size() const override { return size_; }

  // Changes without a word, as some drivers do.
  void ChangeSilently(uint8_t level) { level_ = level; }
  void Change(uint8_t level) {
    level_ = level;
    reported_ = true;
    has_changed_ = true;
    wake_.Signal();
  }
  // Changes right after the next grab, before it returns.
  void ChangeDuringNextGrab(uint8_t level) { next_level_ = level; }
  // A report of something that is not to be seen.
  void Flicker() { Change(level_); }
  // Waits for the loop to have heard of the last change.
  bool WaitUntilNoticed() const {
    const MonotonicTime deadline = Clock::System().Now() + kDeadline;
    while (has_changed_) {
      if (Clock::System().Now() > deadline) return false;
      std::this_thread::yield();
    }
    return true;
  }
  void Resize(PixelSize size) {
    {
      MutexLock lock(mutex_);
      next_size_ = size;
    }
    has_changed_ = true;
    wake_.Signal();
  }
  void Break() { broken_ = true; }
  int grabs() const { return grabs_; }
  int whole_grabs() const { return whole_grabs_; }

 private:
  WakeEvent wake_;
  std::atomic<bool> has_changed_ = false;
  std::atomic<bool> reported_ = false;
  std::atomic<bool> broken_ = false;
  std::atomic<uint8_t> level_ = 50;
  std::atomic<uint8_t> next_level_ = 0;
  std::atomic<int> grabs_ = 0;
  std::atomic<int> whole_grabs_ = 0;
  Mutex mutex_;
  PixelSize next_size_ GUARDED_BY(mutex_){640, 360};
  PixelSize size_{640, 360};
  Planes planes_;
  std::vector<PixelRect> changed_;
};

int LevelOf(const CaptureFrame& frame) {
  JpegDecoder decoder;
  const auto size = decoder.Inspect(frame.jpeg, kNativeBox, kMaxJpegBytes);
  if (!size) return -1;
  Planes planes(*size);
  return decoder.Decode(frame.jpeg, planes.view()) ? std::as_const(planes).view().y[0] : -1;
}

// The loop on a thread of its own; the test is the agent.
class CaptureLoopTest : public testing::Test {
 protected:
  CaptureLoopTest() {
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    helpers_ = UniqueFd(ends[0]);
    // As little as the kernel gives, so that a slow agent is soon felt.
    const int little = 1;
    EXPECT_EQ(::setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &little, sizeof little), 0);
    agents_ = UniqueFd(ends[1]);
    loop_ = std::thread([this] {
      LinkSender sender(helpers_.get());
      CpuBudget budget(0.05, clock_, [this] { return std::chrono::nanoseconds(used_cpu_ns_.load()); });
      end_ = CaptureLoop(screen_, helpers_.get(), sender, budget, clock_).Run(stop_.fd());
      helpers_.Reset();
    });
  }
  ~CaptureLoopTest() override { Stop(); }
  void Stop() {
    stop_.Signal();
    if (loop_.joinable()) loop_.join();
  }
  Result<> WaitForEnd() {
    loop_.join();
    return end_;
  }

  void SendBytes(std::string_view bytes) {
    EXPECT_EQ(::send(agents_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  }
  void Send(const AgentMessage& message) { SendBytes(EncodeLink(message)); }
  std::optional<HelperMessage> Receive() {
    const MonotonicTime deadline = Clock::System().Now() + kDeadline;
    for (;;) {
      auto message = reader_.NextHelperMessage();
      if (!message) return std::nullopt;
      if (*message) return std::move(**message);
      const auto left = std::chrono::duration_cast<Milliseconds>(deadline - Clock::System().Now()).count();
      pollfd readable{agents_.get(), POLLIN, 0};
      if (left <= 0 || ::poll(&readable, 1, static_cast<int>(left)) <= 0) return std::nullopt;
      std::array<char, 65'536> bytes;
      const ssize_t got = ::recv(agents_.get(), bytes.data(), bytes.size(), 0);
      if (got <= 0) return std::nullopt;
      reader_.Append({bytes.data(), static_cast<size_t>(got)});
    }
  }
  // Everything that the loop had to say before it answered a ping, which it does after all it has to do.
  std::vector<HelperMessage> Settle() {
    std::vector<HelperMessage> said;
    // Two rounds: what the first one woke the loop for is done by the second.
    for (int round = 0; round < 2; ++round) {
      Send(CapturePing{++pings_});
      for (;;) {
        auto message = Receive();
        if (!message) {
          ADD_FAILURE() << "no answer to a ping";
          return said;
        }
        if (const auto* pong = std::get_if<CapturePong>(&*message)) {
          pong_ = *pong;
          break;
        }
        said.push_back(std::move(*message));
      }
    }
    return said;
  }
  size_t FramesUntilSettled() {
    size_t frames = 0;
    for (const HelperMessage& message : Settle()) frames += std::holds_alternative<CaptureFrame>(message) ? 1 : 0;
    return frames;
  }

  ManualClock clock_;
  GreyScreen screen_;
  WakeEvent stop_;
  UniqueFd helpers_;
  UniqueFd agents_;
  LinkReader reader_;
  uint64_t pings_ = 0;
  CapturePong pong_;
  std::atomic<int64_t> used_cpu_ns_ = 0;
  Result<> end_;
  std::thread loop_;
};

TEST_F(CaptureLoopTest, SaysReadyFirstAndLooksAtNothingUntilAsked) {
  const auto first = Receive();
  ASSERT_TRUE(first);
  EXPECT_EQ(std::get<CaptureReady>(*first).source, (PixelSize{640, 360}));
  screen_.Change(80);
  EXPECT_EQ(FramesUntilSettled(), 0u);
  EXPECT_EQ(screen_.grabs(), 0);
}

TEST_F(CaptureLoopTest, SendsTheFirstFrameAtOnceAndThenOnlyChanges) {
  Send(CaptureWant{{{Rung::k320x180, 2'000}}});
  EXPECT_EQ(FramesUntilSettled(), 1u);
  EXPECT_EQ(FramesUntilSettled(), 0u);
  EXPECT_EQ(screen_.grabs(), 1);
  screen_.Change(90);
  EXPECT_EQ(FramesUntilSettled(), 0u) << "before the rate allows it";
  clock_.Advance(Milliseconds(500));
  EXPECT_EQ(FramesUntilSettled(), 1u);
  EXPECT_EQ(screen_.grabs(), 2);
}

TEST_F(CaptureLoopTest, StopsLookingWhenNothingIsWantedAnyMore) {
  Send(CaptureWant{{{Rung::k320x180, 10'000}}});
  EXPECT_EQ(FramesUntilSettled(), 1u);
  Send(CaptureWant{});
  clock_.Advance(std::chrono::seconds(30));
  screen_.Change(200);
  EXPECT_EQ(FramesUntilSettled(), 0u);
  EXPECT_EQ(screen_.grabs(), 1);
}

TEST_F(CaptureLoopTest, FindsChangesThatNobodyReportsByLookingNowAndThen) {
  Send(CaptureWant{{{Rung::k320x180, 10'000}}});
  EXPECT_EQ(FramesUntilSettled(), 1u);
  for (int round = 1; round <= 3; ++round) {
    screen_.ChangeSilently(static_cast<uint8_t>(100 + round * 20));
    clock_.Advance(DamageTrust::kFirstVerify - Milliseconds(1));
    EXPECT_EQ(FramesUntilSettled(), 0u);
    clock_.Advance(Milliseconds(1));
    EXPECT_EQ(FramesUntilSettled(), 1u) << "it goes on being verified, round " << round;
    EXPECT_EQ(screen_.grabs(), round + 1);
    EXPECT_EQ(screen_.whole_grabs(), screen_.grabs()) << "reports say nothing of where it has changed";
  }
  // Reports of other changes don't make up for it.
  clock_.Advance(Milliseconds(100));
  screen_.Change(20);
  EXPECT_EQ(FramesUntilSettled(), 1u);
  screen_.ChangeSilently(220);
  clock_.Advance(DamageTrust::kFirstVerify);
  EXPECT_EQ(FramesUntilSettled(), 1u);
}

TEST_F(CaptureLoopTest, AScreenThatReportsItsChangesIsNeverLookedAtWhileItIsStill) {
  Send(CaptureWant{{{Rung::k320x180, 10'000}}});
  EXPECT_EQ(FramesUntilSettled(), 1u);
  clock_.Advance(Milliseconds(500));
  screen_.Change(90);
  EXPECT_EQ(FramesUntilSettled(), 1u);
  for (int hour = 0; hour < 3; ++hour) {
    clock_.Advance(std::chrono::hours(1));
    EXPECT_EQ(FramesUntilSettled(), 0u);
  }
  EXPECT_EQ(screen_.grabs(), 2);
  EXPECT_EQ(pong_.grabs, 2u);
  EXPECT_EQ(pong_.frames, 2u);
}

TEST_F(CaptureLoopTest, AReportWithoutChangedPixelsProvesNothing) {
  Send(CaptureWant{{{Rung::k320x180, 10'000}}});
  EXPECT_EQ(FramesUntilSettled(), 1u);
  clock_.Advance(Milliseconds(500));
  screen_.Flicker();
  EXPECT_EQ(FramesUntilSettled(), 0u);
  EXPECT_EQ(screen_.grabs(), 2);
  clock_.Advance(DamageTrust::kFirstVerify);
  EXPECT_EQ(FramesUntilSettled(), 0u);
  EXPECT_EQ(screen_.grabs(), 3);
}

TEST_F(CaptureLoopTest, OneGrabServesRungsThatAreDueAtDifferentTimes) {
  Send(CaptureWant{{{Rung::k640x360, 10'000}, {Rung::k320x180, 2'000}, {Rung::k160x90, 1'000}}});
  EXPECT_EQ(FramesUntilSettled(), 3u);
  clock_.Advance(Milliseconds(100));
  screen_.Change(90);
  EXPECT_EQ(FramesUntilSettled(), 1u);
  clock_.Advance(Milliseconds(400));
  EXPECT_EQ(FramesUntilSettled(), 1u);
  clock_.Advance(Milliseconds(500));
  EXPECT_EQ(FramesUntilSettled(), 1u);
  EXPECT_EQ(screen_.grabs(), 2);
}

TEST_F(CaptureLoopTest, ANewRungOfAStillScreenIsServedFromTheLastGrab) {
  Send(CaptureWant{{{Rung::k320x180, 2'000}}});
  EXPECT_EQ(FramesUntilSettled(), 1u);
  Send(CaptureWant{{{Rung::k320x180, 2'000}, {Rung::k640x360, 2'000}}});
  EXPECT_EQ(FramesUntilSettled(), 1u);
  Send(CaptureRenew{{Rung::k320x180, Rung::kNative}});
  EXPECT_EQ(FramesUntilSettled(), 1u) << "only what is wanted is renewed";
  EXPECT_EQ(screen_.grabs(), 1);
}

TEST_F(CaptureLoopTest, AChangeDuringAGrabIsNotLost) {
  Send(CaptureWant{{{Rung::k320x180, 10'000}}});
  EXPECT_EQ(FramesUntilSettled(), 1u);
  clock_.Advance(Milliseconds(500));
  screen_.ChangeDuringNextGrab(180);
  screen_.Change(90);
  EXPECT_EQ(FramesUntilSettled(), 1u);
  clock_.Advance(Milliseconds(100));
  EXPECT_EQ(FramesUntilSettled(), 1u);
  EXPECT_EQ(screen_.grabs(), 3);
}

TEST_F(CaptureLoopTest, AnEmptyBudgetPutsLooksOffAndLosesNone) {
  Send(CaptureWant{{{Rung::k320x180, 10'000}}});
  EXPECT_EQ(FramesUntilSettled(), 1u);
  // As much as is saved, and 10 ms more, which are worth 200 ms at 5 %.
  used_cpu_ns_ = std::chrono::nanoseconds(CpuBudget::kBurst + Milliseconds(10)).count();
  screen_.Change(90);
  EXPECT_EQ(FramesUntilSettled(), 0u);
  clock_.Advance(Milliseconds(190));
  EXPECT_EQ(FramesUntilSettled(), 0u);
  clock_.Advance(Milliseconds(11));
  EXPECT_EQ(FramesUntilSettled(), 1u);
}

TEST_F(CaptureLoopTest, SaysReadyAgainWhenTheScreenChangesSize) {
  Settle();
  screen_.Resize({800, 600});
  bool said = false;
  for (const HelperMessage& message : Settle()) {
    if (const auto* ready = std::get_if<CaptureReady>(&message)) said = ready->source == PixelSize{800, 600};
  }
  EXPECT_TRUE(said);
}

TEST_F(CaptureLoopTest, ASlowAgentGetsTheNewestPictureAndFewInBetween) {
  Send(CaptureWant{{{Rung::kNative, 60'000}}});
  Settle();
  // Nothing is read now, and the socket holds only a frame or a few.
  for (uint8_t level = 60; level < 160; ++level) {
    clock_.Advance(Milliseconds(20));
    screen_.Change(level);
    ASSERT_TRUE(screen_.WaitUntilNoticed());
  }
  EXPECT_LT(screen_.grabs(), 20);
  int newest = 0;
  for (const HelperMessage& message : Settle()) {
    if (const auto* frame = std::get_if<CaptureFrame>(&message)) newest = LevelOf(*frame);
  }
  EXPECT_NEAR(newest, 159, 2);
}

TEST_F(CaptureLoopTest, ABrokenScreenIsToldAndEndsTheLoop) {
  Settle();
  screen_.Break();
  Send(CaptureWant{{{Rung::k160x90, 1'000}}});
  const auto message = Receive();
  ASSERT_TRUE(message);
  EXPECT_EQ(std::get<CaptureTrouble>(*message).words, "the screen is broken");
  EXPECT_FALSE(WaitForEnd());
}

TEST_F(CaptureLoopTest, EndsInPeaceWhenTheAgentCloses) {
  Settle();
  agents_.Reset();
  EXPECT_TRUE(WaitForEnd());
}

TEST_F(CaptureLoopTest, EndsWhenTheAgentTalksNonsense) {
  SendBytes("this is not how agents talk");
  EXPECT_FALSE(WaitForEnd());
}

TEST_F(CaptureLoopTest, EndsWhenAskedToStop) {
  stop_.Signal();
  EXPECT_TRUE(WaitForEnd());
}

}  // namespace
}  // namespace labwall
