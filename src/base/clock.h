// SPDX-License-Identifier: Apache-2.0
// Where time comes from. Code that decides by time takes a const Clock&, so that its tests turn the hands themselves.
#pragma once

#include <atomic>
#include <chrono>

namespace labwall {

using MonotonicTime = std::chrono::steady_clock::time_point;
using Milliseconds = std::chrono::milliseconds;

class Clock {
 public:
  virtual ~Clock() = default;
  // Never goes back; for intervals and deadlines.
  [[nodiscard]] virtual MonotonicTime Now() const = 0;
  // Microseconds since the Unix epoch, for what leaves this process.
  [[nodiscard]] virtual int64_t UnixMicros() const = 0;

  // The machine's clock.
  [[nodiscard]] static const Clock& System();
};

// A clock for tests: stands still until Advance(). Threads: all methods from any thread.
class ManualClock final : public Clock {
 public:
  [[nodiscard]] MonotonicTime Now() const override { return MonotonicTime(std::chrono::microseconds(micros_.load())); }
  [[nodiscard]] int64_t UnixMicros() const override { return kEpochMicros + micros_.load(); }
  void Advance(std::chrono::microseconds by) { micros_ += by.count(); }

 private:
  static constexpr int64_t kEpochMicros = 1'700'000'000'000'000;
  std::atomic<int64_t> micros_{1'000'000'000};
};

}  // namespace labwall
