// SPDX-License-Identifier: Apache-2.0
#include "lab/frame_mailbox.h"

#include <gtest/gtest.h>

#include <thread>

namespace labwall {
namespace {

std::unique_ptr<const EncodedFrame> FrameNumber(uint64_t sequence) {
  auto frame = std::make_unique<EncodedFrame>();
  frame->info.sequence = sequence;
  return frame;
}

TEST(FrameMailboxTest, GivesWhatWasPublishedOnce) {
  FrameMailbox mailbox;
  EXPECT_EQ(mailbox.Take(), nullptr);
  EXPECT_FALSE(mailbox.Publish(FrameNumber(7)));
  EXPECT_TRUE(mailbox.waiting());
  const auto frame = mailbox.Take();
  ASSERT_NE(frame, nullptr);
  EXPECT_EQ(frame->info.sequence, 7u);
  EXPECT_FALSE(mailbox.waiting());
  EXPECT_EQ(mailbox.Take(), nullptr);
  EXPECT_EQ(mailbox.dropped_count(), 0u);
}

TEST(FrameMailboxTest, KeepsTheNewestAndCountsTheOthers) {
  FrameMailbox mailbox;
  EXPECT_FALSE(mailbox.Publish(FrameNumber(1)));
  EXPECT_TRUE(mailbox.Publish(FrameNumber(2)));
  EXPECT_TRUE(mailbox.Publish(FrameNumber(3)));
  EXPECT_EQ(mailbox.Take()->info.sequence, 3u);
  EXPECT_EQ(mailbox.dropped_count(), 2u);
}

TEST(FrameMailboxTest, LosesAndDoublesNothingBetweenThreads) {
  constexpr uint64_t kFrames = 20'000;
  FrameMailbox mailbox;
  std::thread publisher([&] {
    for (uint64_t i = 1; i <= kFrames; ++i) mailbox.Publish(FrameNumber(i));
  });
  uint64_t taken = 0;
  uint64_t newest = 0;
  while (newest != kFrames) {
    if (const auto frame = mailbox.Take()) {
      EXPECT_GT(frame->info.sequence, newest);
      newest = frame->info.sequence;
      ++taken;
    }
  }
  publisher.join();
  EXPECT_EQ(taken + mailbox.dropped_count(), kFrames);
}

}  // namespace
}  // namespace labwall
