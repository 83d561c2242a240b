// SPDX-License-Identifier: Apache-2.0
#include "wire/command_gate.h"

#include <gtest/gtest.h>

namespace labwall::wire {
namespace {

// Like ManualClock, but the machine can sleep: then only the calendar goes on.
class SleepyClock final : public Clock {
 public:
  [[nodiscard]] MonotonicTime Now() const override { return awake_.Now(); }
  [[nodiscard]] int64_t UnixMicros() const override { return awake_.UnixMicros() + slept_us_; }
  void Advance(Milliseconds by) { awake_.Advance(by); }
  void Sleep(std::chrono::microseconds by) { slept_us_ += by.count(); }

 private:
  ManualClock awake_;
  int64_t slept_us_ = 0;
};

class CommandGateTest : public testing::Test {
 protected:
  uint64_t Hold(const std::string& id) {
    CommandRequest request;
    request.command_id = id;
    const std::optional<uint64_t> number = gate_.Hold("inbox." + id, request);
    EXPECT_TRUE(number) << id;
    return number.value_or(0);
  }
  std::optional<CommandGate::Held> Word(uint64_t number, const std::string& id, bool go_on) {
    return gate_.OnWord(number, Encode(CommandWord{id, go_on}));
  }

  SleepyClock clock_;
  CommandGate gate_{clock_};
};

TEST_F(CommandGateTest, LetsGoOnWhatItIsToldTo) {
  const uint64_t one = Hold("one");
  const uint64_t two = Hold("two");
  const MonotonicTime accepted_at = clock_.Now();
  clock_.Advance(Milliseconds(10));
  const auto held = Word(two, "two", true);
  ASSERT_TRUE(held);
  EXPECT_EQ(held->request.command_id, "two");
  EXPECT_EQ(held->reply_to, "inbox.two");
  EXPECT_EQ(held->accepted_at, accepted_at);
  EXPECT_EQ(gate_.held_count(), 1u);
  EXPECT_TRUE(Word(one, "one", true));
  EXPECT_EQ(gate_.NextDeadline(), std::nullopt);
  EXPECT_EQ(gate_.ignored_count(), 0u);
}

TEST_F(CommandGateTest, DropsWhatIsWithdrawnForGood) {
  const uint64_t one = Hold("one");
  EXPECT_FALSE(Word(one, "one", false));
  EXPECT_EQ(gate_.held_count(), 0u);
  EXPECT_EQ(gate_.ignored_count(), 0u);
  EXPECT_FALSE(Word(one, "one", true));
  EXPECT_EQ(gate_.ignored_count(), 1u);
}

TEST_F(CommandGateTest, DropsWhatNobodyIsThereToSayTheWordOn) {
  const uint64_t one = Hold("one");
  const uint64_t two = Hold("two");
  gate_.OnNobody(one);
  gate_.OnNobody(one);
  gate_.OnNobody(99);
  EXPECT_FALSE(Word(one, "one", true));
  EXPECT_TRUE(Word(two, "two", true));
}

TEST_F(CommandGateTest, AWordCountsOnce) {
  const uint64_t one = Hold("one");
  EXPECT_TRUE(Word(one, "one", true));
  EXPECT_FALSE(Word(one, "one", true));
  EXPECT_EQ(gate_.ignored_count(), 1u);
}

TEST_F(CommandGateTest, IgnoresAndCountsWordsAboutNothingThatItHolds) {
  const uint64_t one = Hold("one");
  EXPECT_FALSE(Word(one + 1, "one", true));
  EXPECT_FALSE(Word(one, "other", true));
  EXPECT_FALSE(Word(one, "other", false));
  EXPECT_FALSE(gate_.OnWord(one, ""));
  EXPECT_FALSE(gate_.OnWord(one, "\xff\xff nonsense"));
  EXPECT_EQ(gate_.ignored_count(), 5u);
  EXPECT_TRUE(Word(one, "one", true)) << "none of them may have ended the waiting";
}

TEST_F(CommandGateTest, GivesUpWhenNoWordComes) {
  const uint64_t one = Hold("one");
  const MonotonicTime deadline = clock_.Now() + kWordLimit;
  clock_.Advance(Milliseconds(1'000));
  const uint64_t two = Hold("two");
  EXPECT_EQ(gate_.NextDeadline(), deadline);
  EXPECT_TRUE(gate_.Expire(clock_.Now()).empty());
  clock_.Advance(Milliseconds(2'000));
  const auto expired = gate_.Expire(clock_.Now());
  ASSERT_EQ(expired.size(), 1u);
  EXPECT_EQ(expired[0].request.command_id, "one");
  EXPECT_FALSE(Word(one, "one", true));
  EXPECT_TRUE(Word(two, "two", true));
}

TEST_F(CommandGateTest, AWordThatComesTooLateIsNone) {
  const uint64_t one = Hold("one");
  clock_.Advance(kWordLimit);
  EXPECT_FALSE(Word(one, "one", true));
  EXPECT_EQ(gate_.Expire(clock_.Now()).size(), 1u);
}

TEST_F(CommandGateTest, AWordFromBeforeTheMachineSleptIsTooLate) {
  const uint64_t one = Hold("one");
  clock_.Sleep(kWordLimit);
  EXPECT_FALSE(Word(one, "one", true));
  EXPECT_EQ(gate_.Expire(clock_.Now()).size(), 1u);
  EXPECT_EQ(gate_.held_count(), 0u);
}

TEST_F(CommandGateTest, GivesAllAtTheEnd) {
  (void)Hold("one");
  (void)Hold("two");
  EXPECT_EQ(gate_.Expire(MonotonicTime::max()).size(), 2u);
  EXPECT_EQ(gate_.held_count(), 0u);
}

TEST_F(CommandGateTest, HoldsABoundedNumber) {
  for (size_t i = 0; i < CommandGate::kMaxHeld; ++i) (void)Hold("id-" + std::to_string(i));
  CommandRequest request;
  request.command_id = "one-more";
  EXPECT_FALSE(gate_.Hold("inbox", request));
  EXPECT_EQ(gate_.Expire(MonotonicTime::max()).size(), CommandGate::kMaxHeld);
  EXPECT_TRUE(gate_.Hold("inbox", request));
}

}  // namespace
}  // namespace labwall::wire
