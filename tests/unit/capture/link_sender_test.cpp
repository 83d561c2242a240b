// SPDX-License-Identifier: Apache-2.0
#include "capture/link_sender.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <string>

#include "base/unique_fd.h"

namespace labwall {
namespace {

class LinkSenderTest : public testing::Test {
 protected:
  LinkSenderTest() {
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    ours_ = UniqueFd(ends[0]);
    agents_ = UniqueFd(ends[1]);
  }
  // Reads what is there into the reader.
  void Receive() {
    std::array<char, 65'536> bytes;
    const ssize_t got = ::recv(agents_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (got > 0) reader_.Append({bytes.data(), static_cast<size_t>(got)});
  }

  UniqueFd ours_;
  UniqueFd agents_;
  LinkReader reader_;
};

TEST_F(LinkSenderTest, MessagesArriveInOrder) {
  LinkSender sender(ours_.get());
  sender.Queue(CaptureReady{{640, 480}});
  sender.Queue(CapturePong{5});
  EXPECT_TRUE(sender.pending());
  EXPECT_TRUE(sender.Flush());
  EXPECT_FALSE(sender.pending());
  Receive();
  EXPECT_TRUE(std::holds_alternative<CaptureReady>(**reader_.NextHelperMessage()));
  EXPECT_EQ(std::get<CapturePong>(**reader_.NextHelperMessage()).number, 5u);
}

TEST_F(LinkSenderTest, AnAgentThatDoesNotReadIsNotWaitedForAndLosesNothingQueued) {
  LinkSender sender(ours_.get());
  const std::string jpeg(1 << 20, 'j');
  sender.Queue(CaptureFrame{Rung::kNative, 1, {640, 480}, jpeg});
  EXPECT_TRUE(sender.Flush());
  EXPECT_TRUE(sender.pending());
  std::optional<HelperMessage> arrived;
  while (!arrived) {
    Receive();
    EXPECT_TRUE(sender.Flush());
    auto message = reader_.NextHelperMessage();
    ASSERT_TRUE(message);
    arrived = std::move(*message);
  }
  EXPECT_EQ(std::get<CaptureFrame>(*arrived).jpeg, jpeg);
  EXPECT_FALSE(sender.pending());
}

TEST_F(LinkSenderTest, PongsForAnAgentThatOnlyAsksAreDroppedInTheEnd) {
  LinkSender sender(ours_.get());
  const std::string jpeg(1 << 20, 'j');
  for (int i = 0; i < 9; ++i) sender.Queue(CaptureFrame{Rung::kNative, 1, {640, 480}, jpeg});
  for (uint64_t i = 0; i < 1'000; ++i) sender.Queue(CapturePong{i});
  sender.Queue(CaptureTrouble{"the end"});
  // The frames and the last words come; the pongs don't.
  int frames = 0;
  for (bool ended = false; !ended;) {
    ASSERT_TRUE(sender.Flush());
    Receive();
    for (;;) {
      auto message = reader_.NextHelperMessage();
      ASSERT_TRUE(message);
      if (!*message) break;
      EXPECT_FALSE(std::holds_alternative<CapturePong>(**message));
      frames += std::holds_alternative<CaptureFrame>(**message) ? 1 : 0;
      ended = ended || std::holds_alternative<CaptureTrouble>(**message);
    }
  }
  EXPECT_EQ(frames, 9);
}

TEST_F(LinkSenderTest, SaysWhenTheAgentIsGone) {
  LinkSender sender(ours_.get());
  agents_.Reset();
  sender.Queue(CapturePong{1});
  EXPECT_FALSE(sender.Flush());
}

TEST_F(LinkSenderTest, LastWordsGiveUpOnAnAgentThatNeverReads) {
  LinkSender sender(ours_.get());
  sender.Queue(CaptureFrame{Rung::kNative, 1, {640, 480}, std::string(1 << 20, 'j')});
  sender.FlushFor(Milliseconds(30));
  EXPECT_TRUE(sender.pending());
}

}  // namespace
}  // namespace labwall
