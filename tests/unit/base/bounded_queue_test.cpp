// SPDX-License-Identifier: Apache-2.0
#include "base/bounded_queue.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

namespace labwall {
namespace {

std::chrono::steady_clock::time_point Soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(40); }

TEST(BoundedQueueTest, RefusesWhenFullAndLeavesTheValueAlone) {
  BoundedQueue<std::unique_ptr<int>> queue(1);
  ASSERT_TRUE(queue.TryPush(std::make_unique<int>(1)));
  auto second = std::make_unique<int>(2);
  EXPECT_FALSE(queue.TryPush(std::move(second)));
  ASSERT_NE(second, nullptr);  // NOLINT: untouched is what is promised
  EXPECT_EQ(**queue.TryPop(), 1);
  EXPECT_TRUE(queue.TryPush(std::move(second)));
}

TEST(BoundedQueueTest, HandsOutInOrderAndThenNothing) {
  BoundedQueue<int> queue(3);
  for (int i = 1; i <= 3; ++i) ASSERT_TRUE(queue.TryPush(int{i}));
  for (int i = 1; i <= 3; ++i) EXPECT_EQ(queue.TryPop(), i);
  EXPECT_EQ(queue.TryPop(), std::nullopt);
}

TEST(BoundedQueueTest, ClosedStillHandsOutWhatItHolds) {
  BoundedQueue<int> queue(3);
  ASSERT_TRUE(queue.TryPush(1));
  queue.Close();
  EXPECT_TRUE(queue.closed());
  EXPECT_FALSE(queue.TryPush(2));
  EXPECT_EQ(queue.Pop(), 1);
  EXPECT_EQ(queue.Pop(), std::nullopt);
  EXPECT_EQ(queue.PopUntil(Soon()), std::nullopt);
}

TEST(BoundedQueueTest, WaitingEndsAtTheDeadline) {
  BoundedQueue<int> queue(1);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
  EXPECT_EQ(queue.PopUntil(deadline), std::nullopt);
  EXPECT_GE(std::chrono::steady_clock::now(), deadline - std::chrono::milliseconds(1));
}

TEST(BoundedQueueTest, CloseWakesEveryWaitingConsumer) {
  BoundedQueue<int> queue(1);
  std::vector<std::thread> consumers;
  for (int i = 0; i < 4; ++i) {
    consumers.emplace_back([&queue] { EXPECT_EQ(queue.Pop(), std::nullopt); });
  }
  queue.Close();
  for (std::thread& consumer : consumers) consumer.join();
}

TEST(BoundedQueueTest, LosesNothingBetweenManyThreads) {
  constexpr int kEach = 2000;
  BoundedQueue<int> queue(8);
  std::atomic<int64_t> sum{0};
  std::vector<std::thread> producers;
  std::vector<std::thread> consumers;
  for (int i = 0; i < 3; ++i) {
    consumers.emplace_back([&] {
      while (const std::optional<int> value = queue.Pop()) sum += *value;
    });
    producers.emplace_back([&queue] {
      for (int value = 1; value <= kEach; ++value) {
        while (!queue.TryPush(int{value})) std::this_thread::yield();
      }
    });
  }
  for (std::thread& producer : producers) producer.join();
  queue.Close();
  for (std::thread& consumer : consumers) consumer.join();
  EXPECT_EQ(sum, int64_t{3} * kEach * (kEach + 1) / 2);
}

}  // namespace
}  // namespace labwall
