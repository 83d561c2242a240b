// SPDX-License-Identifier: Apache-2.0
// BoundedQueue hands values from any threads to any threads. When it is full TryPush() refuses, and the caller says
// what that means; it never blocks a producer. Close() wakes every waiting consumer; what was queued is still handed
// out.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "base/mutex.h"

namespace labwall {

template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(size_t capacity) : capacity_(capacity) {}

  // False when full or closed; the value is then untouched.
  [[nodiscard]] bool TryPush(T&& value) EXCLUDES(mutex_) {
    {
      MutexLock lock(mutex_);
      if (closed_ || items_.size() >= capacity_) return false;
      items_.push_back(std::move(value));
    }
    available_.NotifyOne();
    return true;
  }
  [[nodiscard]] std::optional<T> TryPop() EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    return TakeFront();
  }
  // Empty when the queue is closed and drained.
  [[nodiscard]] std::optional<T> Pop() EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    while (items_.empty() && !closed_) available_.Wait(mutex_);
    return TakeFront();
  }
  // Empty when the queue is closed and drained, or at the deadline.
  [[nodiscard]] std::optional<T> PopUntil(std::chrono::steady_clock::time_point deadline) EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    while (items_.empty() && !closed_) {
      if (!available_.WaitUntil(mutex_, deadline)) break;
    }
    return TakeFront();
  }
  void Close() EXCLUDES(mutex_) {
    {
      MutexLock lock(mutex_);
      closed_ = true;
    }
    available_.NotifyAll();
  }
  [[nodiscard]] bool closed() const EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    return closed_;
  }

 private:
  std::optional<T> TakeFront() REQUIRES(mutex_) {
    if (items_.empty()) return std::nullopt;
    std::optional<T> front(std::move(items_.front()));
    items_.pop_front();
    return front;
  }

  const size_t capacity_;
  mutable Mutex mutex_;
  CondVar available_;
  std::deque<T> items_ GUARDED_BY(mutex_);
  bool closed_ GUARDED_BY(mutex_) = false;
};

}  // namespace labwall
