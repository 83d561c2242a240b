// SPDX-License-Identifier: Apache-2.0
// The program labwall-capture against a real X server; the test is its agent.
#include <gtest/gtest.h>
#include <linux/ioprio.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <sstream>

#include "base/unique_fd.h"
#include "capture/capture_link.h"
#include "codec/jpeg.h"
#include "support/eventually.h"
#include "support/program.h"
#include "x_server.h"

namespace labwall {
namespace {

constexpr Milliseconds kLimit{20'000};

// One labwall-capture and the agent's end of its link.
class Capture {
 public:
  static std::optional<Capture> Start(const std::string& display) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return std::nullopt;
    const UniqueFd theirs(ends[1]);
    SubprocessOptions options;
    options.argv = {OurProgram("labwall-capture")};
    options.environment = EnvironmentWith({{"DISPLAY", display}});
    options.environment->insert_or_assign("DISPLAY", display);
    options.fd3 = theirs.get();
    Result<Subprocess> process = Subprocess::Start(options);
    UniqueFd ours(ends[0]);
    if (!process) {
      ADD_FAILURE() << process.error().message;
      return std::nullopt;
    }
    return Capture(std::move(*process), std::move(ours));
  }

  void Send(const AgentMessage& message) {
    const std::string bytes = EncodeLink(message);
    EXPECT_EQ(::send(link_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  }
  // The next message; empty when none comes in time or the program has closed the link.
  std::optional<HelperMessage> Receive(Milliseconds limit = kLimit * SlowdownFactor()) {
    const MonotonicTime deadline = Clock::System().Now() + limit;
    for (;;) {
      auto message = reader_.NextHelperMessage();
      if (!message) {
        ADD_FAILURE() << message.error().message;
        return std::nullopt;
      }
      if (*message) return std::move(**message);
      const auto left = std::chrono::duration_cast<Milliseconds>(deadline - Clock::System().Now()).count();
      pollfd readable{link_.get(), POLLIN, 0};
      if (left <= 0 || ::poll(&readable, 1, static_cast<int>(left)) <= 0) return std::nullopt;
      std::array<char, 65'536> bytes;
      const ssize_t got = ::recv(link_.get(), bytes.data(), bytes.size(), 0);
      if (got <= 0) return std::nullopt;
      reader_.Append({bytes.data(), static_cast<size_t>(got)});
    }
  }
  // The next message of this kind, others thrown away.
  template <typename Kind>
  std::optional<Kind> ReceiveA() {
    while (auto message = Receive()) {
      if (auto* kind = std::get_if<Kind>(&*message)) return std::move(*kind);
    }
    return std::nullopt;
  }
  void CloseLink() { link_.Reset(); }
  // The exit status; -1 when it does not end, or not by itself.
  int WaitForEnd() {
    if (!process_.WaitUntil(Clock::System().Now() + kLimit * SlowdownFactor())) return -1;
    return WIFEXITED(process_.wait_status()) ? WEXITSTATUS(process_.wait_status()) : -1;
  }
  Subprocess& process() { return process_; }

 private:
  Capture(Subprocess process, UniqueFd link) : process_(std::move(process)), link_(std::move(link)) {}

  Subprocess process_;
  UniqueFd link_;
  LinkReader reader_;
};

// The grey of a picture's middle.
int MiddleOf(const CaptureFrame& frame) {
  JpegDecoder decoder;
  const auto size = decoder.Inspect(frame.jpeg, BoxOf(frame.rung), 1 << 20);
  if (!size) return -1;
  Planes planes(*size);
  if (!decoder.Decode(frame.jpeg, planes.view())) return -1;
  const PlanesView view = std::as_const(planes).view();
  return view.y[size->height / 2 * view.y_stride_bytes + size->width / 2];
}

class LabwallCaptureTest : public testing::Test {
 protected:
  void SetUp() override {
    server_ = XServer::StartXvfb("640x400x24");
    ASSERT_TRUE(server_);
    server_->Paint(0, 0, 640, 400, 0x404040);
    capture_ = Capture::Start(server_->display());
    ASSERT_TRUE(capture_);
  }

  std::unique_ptr<XServer> server_;
  std::optional<Capture> capture_;
};

TEST_F(LabwallCaptureTest, SaysReadyAndAnswersPings) {
  const auto ready = capture_->ReceiveA<CaptureReady>();
  ASSERT_TRUE(ready);
  EXPECT_EQ(ready->source, (PixelSize{640, 400}));
  capture_->Send(CapturePing{42});
  const auto pong = capture_->ReceiveA<CapturePong>();
  ASSERT_TRUE(pong);
  EXPECT_EQ(pong->number, 42u);
}

TEST_F(LabwallCaptureTest, SendsAFrameAtOnceThenNoneWhileIdleThenEachChange) {
  capture_->Send(CaptureWant{{{Rung::k320x180, 20'000}}});
  const auto first = capture_->ReceiveA<CaptureFrame>();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->rung, Rung::k320x180);
  EXPECT_EQ(first->source, (PixelSize{640, 400}));
  EXPECT_NEAR(MiddleOf(*first), 0x40, 3);

  // Idle for longer than the slow look's interval.
  const auto unasked = capture_->Receive(Milliseconds(2'600));
  EXPECT_FALSE(unasked) << "a frame of a screen that did not change";

  for (const unsigned grey : {0x80u, 0xC0u}) {
    server_->Paint(0, 0, 640, 400, grey * 0x010101);
    const auto next = capture_->ReceiveA<CaptureFrame>();
    ASSERT_TRUE(next);
    EXPECT_NEAR(MiddleOf(*next), static_cast<int>(grey), 3);
    EXPECT_GT(next->captured_us, first->captured_us);
  }
}

TEST_F(LabwallCaptureTest, AStillScreenIsNotGrabbedAfterItHasReportedAChange) {
  capture_->Send(CaptureWant{{{Rung::k320x180, 20'000}, {Rung::k160x90, 20'000}}});
  ASSERT_TRUE(capture_->ReceiveA<CaptureFrame>());
  ASSERT_TRUE(capture_->ReceiveA<CaptureFrame>());
  server_->Paint(0, 0, 640, 400, 0xC0C0C0);
  ASSERT_TRUE(capture_->ReceiveA<CaptureFrame>());
  ASSERT_TRUE(capture_->ReceiveA<CaptureFrame>());
  const auto silence = capture_->Receive(Milliseconds(4'500));
  EXPECT_FALSE(silence);
  capture_->Send(CapturePing{1});
  const auto pong = capture_->ReceiveA<CapturePong>();
  ASSERT_TRUE(pong);
  EXPECT_EQ(pong->grabs, 2u) << "one at the beginning and one for the change, two rungs or not";
  EXPECT_EQ(pong->frames, 4u);
}

TEST_F(LabwallCaptureTest, ASmallChangeIsSentAsAPart) {
  capture_->Send(CaptureWant{{{Rung::kNative, 20'000}}});
  const auto whole = capture_->ReceiveA<CaptureFrame>();
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->part, std::nullopt);
  server_->Paint(321, 205, 2, 20, 0xFFFFFF);
  const auto part = capture_->ReceiveA<CaptureFrame>();
  ASSERT_TRUE(part);
  EXPECT_EQ(part->part, (PixelPoint{320, 192}));
  JpegDecoder decoder;
  EXPECT_EQ(decoder.Inspect(part->jpeg, kNativeBox, 1 << 20).value_or(PixelSize{}), (PixelSize{16, 48}));
  capture_->Send(CaptureRenew{{Rung::kNative}});
  const auto renewed = capture_->ReceiveA<CaptureFrame>();
  ASSERT_TRUE(renewed);
  EXPECT_EQ(renewed->part, std::nullopt);
}

TEST_F(LabwallCaptureTest, LeavesTheProcessorAndTheDiskToOthersFirst) {
  ASSERT_TRUE(capture_->ReceiveA<CaptureReady>());
  const int pid = capture_->process().pid();
  const std::string stat = ReadFile("/proc/" + std::to_string(pid) + "/stat");
  // Field 19; the second is the name in brackets, which may hold anything.
  std::istringstream fields(stat.substr(stat.rfind(')') + 2));
  std::string field;
  for (int i = 3; i <= 19; ++i) fields >> field;
  EXPECT_EQ(field, "10");
  const auto priority = ::syscall(SYS_ioprio_get, IOPRIO_WHO_PROCESS, pid);
  ASSERT_GE(priority, 0) << std::strerror(errno);
  EXPECT_EQ(IOPRIO_PRIO_CLASS(priority), IOPRIO_CLASS_IDLE);
}

TEST_F(LabwallCaptureTest, SendsEveryWantedRungAndANewOneWithoutAChange) {
  capture_->Send(CaptureWant{{{Rung::k160x90, 1'000}, {Rung::kNative, 1'000}}});
  const auto native = capture_->ReceiveA<CaptureFrame>();
  const auto small = capture_->ReceiveA<CaptureFrame>();
  ASSERT_TRUE(native && small);
  EXPECT_EQ(native->rung, Rung::kNative);
  EXPECT_EQ(small->rung, Rung::k160x90);
  capture_->Send(CaptureWant{{{Rung::k160x90, 1'000}, {Rung::k320x180, 1'000}}});
  const auto added = capture_->ReceiveA<CaptureFrame>();
  ASSERT_TRUE(added);
  EXPECT_EQ(added->rung, Rung::k320x180);
}

TEST_F(LabwallCaptureTest, EndsWithWordsWhenTheXServerIsKilled) {
  ASSERT_TRUE(capture_->ReceiveA<CaptureReady>());
  server_->Kill();
  const auto trouble = capture_->ReceiveA<CaptureTrouble>();
  ASSERT_TRUE(trouble);
  EXPECT_NE(trouble->words.find("X server"), std::string::npos) << trouble->words;
  EXPECT_EQ(capture_->WaitForEnd(), 3);
}

TEST_F(LabwallCaptureTest, EndsWithWordsWhenTheXServerIsKilledWhileItIsWatched) {
  capture_->Send(CaptureWant{{{Rung::kNative, 60'000}}});
  ASSERT_TRUE(capture_->ReceiveA<CaptureFrame>());
  server_->Kill();
  ASSERT_TRUE(capture_->ReceiveA<CaptureTrouble>());
  EXPECT_EQ(capture_->WaitForEnd(), 3);
}

TEST_F(LabwallCaptureTest, EndsInPeaceWhenTheAgentClosesTheLink) {
  ASSERT_TRUE(capture_->ReceiveA<CaptureReady>());
  capture_->CloseLink();
  EXPECT_EQ(capture_->WaitForEnd(), 0);
}

TEST_F(LabwallCaptureTest, EndsInPeaceOnSigterm) {
  ASSERT_TRUE(capture_->ReceiveA<CaptureReady>());
  capture_->process().Signal(SIGTERM);
  EXPECT_EQ(capture_->WaitForEnd(), 0);
}

TEST(LabwallCaptureAloneTest, SaysWhyItCannotOpenTheDisplay) {
  auto capture = Capture::Start(":29999");
  ASSERT_TRUE(capture);
  const auto trouble = capture->ReceiveA<CaptureTrouble>();
  ASSERT_TRUE(trouble);
  EXPECT_NE(trouble->words.find(":29999"), std::string::npos) << trouble->words;
  EXPECT_EQ(capture->WaitForEnd(), 1);
}

TEST(LabwallCaptureAloneTest, ExplainsItselfToPeople) {
  const ProgramResult help = RunProgram({OurProgram("labwall-capture"), "--help"});
  EXPECT_EQ(help.exit_status, 0);
  EXPECT_NE(help.output.find("labwall-agent"), std::string::npos);
  EXPECT_EQ(RunProgram({OurProgram("labwall-capture"), "--frobnicate"}).exit_status, 2);
  const ProgramResult by_hand = RunProgram({OurProgram("labwall-capture")});
  EXPECT_EQ(by_hand.exit_status, 2);
  EXPECT_NE(by_hand.errors.find("not by hand"), std::string::npos);
}

}  // namespace
}  // namespace labwall
