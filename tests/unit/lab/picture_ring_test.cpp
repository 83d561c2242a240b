// SPDX-License-Identifier: Apache-2.0
#include "lab/picture_ring.h"

#include <gtest/gtest.h>

#include <deque>
#include <random>

#include "lab/picture_memory.h"

namespace labwall {
namespace {

constexpr size_t kUnit = PictureRing::kAlignment;

class PictureRingTest : public ::testing::Test {
 protected:
  // Where in the memory, in units; -1: no room.
  int Reserve(size_t units) {
    const auto block = ring_.Reserve(units * kUnit);
    if (!block) return -1;
    last_ = block->id;
    return static_cast<int>((block->data - memory_) / kUnit);
  }

  alignas(kUnit) uint8_t memory_[10 * kUnit] = {};
  PictureRing ring_{memory_, 5};
  uint64_t last_ = 0;
};

TEST_F(PictureRingTest, ReservesOneAfterTheOtherUntilItIsFull) {
  EXPECT_EQ(Reserve(4), 0);
  EXPECT_EQ(Reserve(4), 4);
  EXPECT_EQ(Reserve(3), -1);
  EXPECT_EQ(Reserve(2), 8);
  EXPECT_EQ(Reserve(1), -1);
}

TEST_F(PictureRingTest, BeginsEveryBlockOnItsOwnCacheLine) {
  EXPECT_TRUE(ring_.Reserve(1));
  EXPECT_EQ(Reserve(1), 1);
}

TEST_F(PictureRingTest, GoesAroundWhenTheOldestAreReleased) {
  ASSERT_EQ(Reserve(4), 0);
  const uint64_t first = last_;
  ASSERT_EQ(Reserve(4), 4);
  const uint64_t second = last_;
  ring_.Release(first);
  EXPECT_EQ(Reserve(5), -1) << "two units at the end and four at the start are no five";
  EXPECT_EQ(Reserve(4), 0) << "what is left at the end is too small";
  EXPECT_EQ(Reserve(1), -1) << "full to the brim";
  ring_.Release(second);
  EXPECT_EQ(Reserve(6), 4);
}

TEST_F(PictureRingTest, FreesWhatIsReleasedOutOfOrderOnceTheOldestIs) {
  ASSERT_EQ(Reserve(4), 0);
  const uint64_t first = last_;
  ASSERT_EQ(Reserve(4), 4);
  const uint64_t second = last_;
  ASSERT_EQ(Reserve(2), 8);
  ring_.Release(second);
  EXPECT_EQ(Reserve(1), -1);
  ring_.Release(first);
  EXPECT_EQ(Reserve(8), 0);
}

TEST_F(PictureRingTest, BeginsAtTheStartAgainWhenEmpty) {
  ASSERT_EQ(Reserve(3), 0);
  ring_.Release(last_);
  EXPECT_EQ(Reserve(10), 0);
}

TEST_F(PictureRingTest, RefusesMoreThanItHasAndMoreBlocksThanItCounts) {
  EXPECT_EQ(Reserve(11), -1);
  EXPECT_FALSE(ring_.Reserve(0));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Reserve(1), i);
  EXPECT_EQ(Reserve(1), -1);
}

TEST_F(PictureRingTest, UsesOnlyWholeLinesOfMemoryThatBeginsAnywhere) {
  PictureRing odd({memory_ + 1, 3 * kUnit}, 5);
  EXPECT_EQ(odd.capacity_bytes(), 2 * kUnit);
  EXPECT_EQ(odd.Reserve(1)->data, memory_ + kUnit);
  PictureRing none({}, 5);
  EXPECT_FALSE(none.Reserve(1));
}

TEST(PictureRingRandomTest, NeverGivesOutTheSameByteTwice) {
  std::minstd_rand random(1);
  std::vector<uint8_t> memory(1 << 16);
  PictureRing ring(memory, 64);
  struct Held {
    PictureRing::Block block;
    size_t size;
  };
  std::deque<Held> held;
  int reserved = 0;
  for (int i = 0; i < 50'000; ++i) {
    const size_t size = 1 + random() % (random() % 8 == 0 ? 40'000 : 3'000);
    if (const auto block = ring.Reserve(size)) {
      ASSERT_GE(block->data, memory.data());
      ASSERT_LE(block->data + size, memory.data() + memory.size());
      for (const Held& other : held) {
        ASSERT_TRUE(block->data + size <= other.block.data || other.block.data + other.size <= block->data);
      }
      held.push_back({*block, size});
      ++reserved;
    } else {
      ASSERT_FALSE(held.empty()) << "an empty ring refused " << size;
      // Mostly the oldest, as uploads end.
      const size_t which = std::min<size_t>(random() % 3 == 0 ? random() % held.size() : 0, held.size() - 1);
      ring.Release(held[which].block.id);
      held.erase(held.begin() + static_cast<ptrdiff_t>(which));
    }
  }
  EXPECT_GT(reserved, 10'000);
}

TEST(PictureMemoryTest, GivesAPictureThatIsTooLargeForTheRingMemoryOfItsOwn) {
  std::vector<uint8_t> given(4096);
  PictureMemory memory(given);
  const auto is_given = [&](const uint8_t* data) { return data >= given.data() && data < given.data() + given.size(); };
  const auto small = memory.Reserve(1000);
  ASSERT_TRUE(small);
  EXPECT_TRUE(is_given(small->data));
  std::vector<uint64_t> large;
  for (size_t i = 0; i < PictureMemory::kMaxLarge; ++i) {
    const auto block = memory.Reserve(5000);
    ASSERT_TRUE(block);
    EXPECT_FALSE(is_given(block->data));
    block->data[4999] = 1;
    large.push_back(block->id);
  }
  EXPECT_FALSE(memory.Reserve(5000)) << "so many at a time are enough";
  memory.Release(large[1]);
  EXPECT_TRUE(memory.Reserve(5000));
  memory.Release(small->id);
}

TEST(PictureMemoryTest, HasItsOwnWhenNoneIsGiven) {
  PictureMemory memory({});
  const auto block = memory.Reserve(PictureMemory::kOwnBytes / 2);
  ASSERT_TRUE(block);
  block->data[PictureMemory::kOwnBytes / 2 - 1] = 1;
}

}  // namespace
}  // namespace labwall
