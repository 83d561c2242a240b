// SPDX-License-Identifier: Apache-2.0
#include "lab/frame_mailbox.h"

#include <gtest/gtest.h>

#include <thread>

namespace labwall {
namespace {

constexpr bool kWhole = true;
constexpr bool kPart = false;

wire::FrameHead Head(uint64_t sequence, bool whole) {
  wire::FrameHead head;
  head.rung = Rung::k320x180;
  head.sequence = sequence;
  if (!whole) head.part = PixelPoint{16, 32};
  return head;
}

class FrameMailboxTest : public ::testing::Test {
 protected:
  void SetUp() override { mailbox_.Reset(Rung::k320x180); }
  FrameMailbox::Published Publish(uint64_t sequence, bool whole) {
    return mailbox_.Publish(Head(sequence, whole), "jpeg " + std::to_string(sequence), {});
  }
  bool Keeps(uint64_t sequence, bool whole) { return Publish(sequence, whole).kept; }
  // The sequences that wait; they are taken.
  std::vector<uint64_t> Take() {
    FrameBatch batch;
    mailbox_.Take(batch);
    std::vector<uint64_t> sequences;
    for (const EncodedFrame& frame : batch.frames) {
      sequences.push_back(frame.sequence);
      EXPECT_EQ(batch.JpegOf(frame), "jpeg " + std::to_string(frame.sequence));
    }
    mailbox_.GiveBack(batch);
    return sequences;
  }
  using Sequences = std::vector<uint64_t>;

  FrameMailbox mailbox_;
};

TEST_F(FrameMailboxTest, GivesWhatWasPublishedOnce) {
  EXPECT_EQ(Take(), Sequences{});
  EXPECT_TRUE(Keeps(7, kWhole));
  EXPECT_TRUE(mailbox_.waiting());
  EXPECT_EQ(Take(), Sequences{7});
  EXPECT_FALSE(mailbox_.waiting());
  EXPECT_EQ(Take(), Sequences{});
}

TEST_F(FrameMailboxTest, AWholeFrameReplacesAllThatWaits) {
  EXPECT_TRUE(Keeps(1, kWhole));
  EXPECT_TRUE(Keeps(2, kPart));
  const auto third = Publish(3, kWhole);
  EXPECT_TRUE(third.kept);
  EXPECT_EQ(third.dropped, 2u);
  EXPECT_EQ(Take(), Sequences{3});
}

TEST_F(FrameMailboxTest, PartsFollowTheFrameThatTheyBuildOn) {
  EXPECT_TRUE(Keeps(1, kWhole));
  EXPECT_TRUE(Keeps(2, kPart));
  EXPECT_EQ(Take(), (Sequences{1, 2}));
  EXPECT_TRUE(Keeps(3, kPart));
  EXPECT_TRUE(Keeps(4, kPart));
  EXPECT_EQ(Take(), (Sequences{3, 4}));
  EXPECT_EQ(mailbox_.have_sequence(), 4u);
}

TEST_F(FrameMailboxTest, TakesNoPartBeforeTheFirstWholeFrame) {
  const auto part = Publish(5, kPart);
  EXPECT_FALSE(part.kept);
  EXPECT_TRUE(part.missing);
  EXPECT_FALSE(part.lost) << "nothing has been there yet";
  EXPECT_EQ(mailbox_.have_sequence(), 0u);
}

TEST_F(FrameMailboxTest, DropsPartsAfterAGapUntilAWholeFrameComes) {
  EXPECT_TRUE(Keeps(10, kWhole));
  EXPECT_TRUE(Keeps(11, kPart));
  const auto after_gap = Publish(13, kPart);
  EXPECT_FALSE(after_gap.kept);
  EXPECT_TRUE(after_gap.lost);
  EXPECT_EQ(mailbox_.have_sequence(), 0u);
  EXPECT_EQ(Take(), (Sequences{10, 11})) << "what came before the gap is still good";
  const auto late = Publish(12, kPart);
  EXPECT_FALSE(late.kept) << "13 is gone already";
  EXPECT_TRUE(late.missing);
  EXPECT_FALSE(late.lost) << "that was said before";
  EXPECT_FALSE(Keeps(14, kPart));
  EXPECT_TRUE(Keeps(15, kWhole));
  EXPECT_TRUE(Keeps(16, kPart));
  EXPECT_EQ(mailbox_.have_sequence(), 16u);
}

TEST_F(FrameMailboxTest, DropsWhatComesLateOrTwice) {
  EXPECT_TRUE(Keeps(100, kWhole));
  EXPECT_TRUE(Keeps(101, kPart));
  for (const auto& published : {Publish(101, kPart), Publish(100, kWhole), Publish(101, kWhole), Publish(99, kPart)}) {
    EXPECT_FALSE(published.kept);
    EXPECT_FALSE(published.missing);
    EXPECT_EQ(published.dropped, 1u);
  }
  EXPECT_FALSE(Keeps(101 - FrameMailbox::kLateSequences, kWhole));
  EXPECT_TRUE(Keeps(102, kPart));
  EXPECT_EQ(Take(), (Sequences{100, 101, 102}));
}

TEST_F(FrameMailboxTest, AMuchLowerWholeFrameBeginsANewSeries) {
  EXPECT_TRUE(Keeps(1000, kWhole));
  EXPECT_TRUE(Keeps(1000 - FrameMailbox::kLateSequences - 1, kWhole));
  EXPECT_TRUE(Keeps(1000 - FrameMailbox::kLateSequences, kPart));
}

TEST_F(FrameMailboxTest, WhatWaitsIsBoundedInNumber) {
  uint64_t sequence = 1;
  EXPECT_TRUE(Keeps(sequence, kWhole));
  while (sequence < FrameMailbox::kMaxFrames) EXPECT_TRUE(Keeps(++sequence, kPart));
  const auto too_many = Publish(++sequence, kPart);
  EXPECT_FALSE(too_many.kept);
  EXPECT_TRUE(too_many.lost);
  EXPECT_EQ(too_many.dropped, FrameMailbox::kMaxFrames + 1);
  EXPECT_FALSE(mailbox_.waiting());
  EXPECT_TRUE(Keeps(++sequence, kWhole));
}

TEST_F(FrameMailboxTest, WhatWaitsIsBoundedInBytes) {
  const std::string half(FrameMailbox::kMaxBytes / 2, 'x');
  EXPECT_TRUE(mailbox_.Publish(Head(1, kWhole), half, {}).kept);
  EXPECT_TRUE(mailbox_.Publish(Head(2, kPart), half, {}).kept);
  EXPECT_TRUE(mailbox_.Publish(Head(3, kPart), "x", {}).lost);
  EXPECT_FALSE(mailbox_.waiting());
}

TEST_F(FrameMailboxTest, TakesOnlyItsOwnRungAndForgetsAllWhenThatChanges) {
  EXPECT_TRUE(Keeps(1, kWhole));
  mailbox_.Reset(Rung::k640x360);
  EXPECT_FALSE(mailbox_.waiting());
  EXPECT_EQ(mailbox_.have_sequence(), 0u);
  EXPECT_FALSE(Keeps(2, kWhole));
  mailbox_.Reset(Rung::k320x180);
  EXPECT_FALSE(Keeps(2, kPart));
  EXPECT_TRUE(Keeps(1, kWhole)) << "sequences of another rung mean nothing";
}

TEST_F(FrameMailboxTest, WhatBuildsOnABrokenFrameIsDropped) {
  EXPECT_TRUE(Keeps(1, kWhole));
  EXPECT_EQ(Take(), Sequences{1});
  EXPECT_TRUE(Keeps(2, kPart));
  EXPECT_TRUE(mailbox_.Break());
  EXPECT_FALSE(mailbox_.waiting());
  EXPECT_FALSE(Keeps(3, kPart));
  EXPECT_TRUE(Keeps(4, kWhole));
  EXPECT_TRUE(Keeps(5, kPart));
  EXPECT_FALSE(mailbox_.Break()) << "a whole one waits, which builds on nothing";
  EXPECT_EQ(Take(), (Sequences{4, 5}));
}

TEST_F(FrameMailboxTest, LosesAndDoublesNothingBetweenThreads) {
  constexpr uint64_t kFrames = 20'000;
  std::atomic<uint64_t> dropped{0};
  std::thread publisher([&] {
    for (uint64_t i = 1; i <= kFrames; ++i) dropped += Publish(i, kWhole).dropped;
  });
  uint64_t taken = 0;
  uint64_t newest = 0;
  while (newest != kFrames) {
    for (const uint64_t sequence : Take()) {
      EXPECT_GT(sequence, newest);
      newest = sequence;
      ++taken;
    }
  }
  publisher.join();
  EXPECT_EQ(taken + dropped, kFrames);
}

}  // namespace
}  // namespace labwall
