// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>

#include "base/clock.h"

namespace labwall {

// CpuBudget keeps a process's CPU time below a share of one core in the long run: a token bucket whose tokens are CPU
// time. Work is put off while the bucket is empty and never left out, and a full bucket pays for a first frame or a
// short burst at once. Threads: one owner.
class CpuBudget {
 public:
  using CpuTime = std::chrono::nanoseconds;
  // What a full bucket holds.
  static constexpr Milliseconds kBurst{250};

  // `share` of one core, above 0. `used` gives the CPU time that was used so far and never less than before.
  CpuBudget(double share, const Clock& clock, std::function<CpuTime()> used);
  // This process's CPU time, of all its threads (CLOCK_PROCESS_CPUTIME_ID).
  [[nodiscard]] static CpuTime UsedByThisProcess();

  // When work may next begin: now, or later.
  [[nodiscard]] MonotonicTime NextStart();

 private:
  const double share_;
  const Clock& clock_;
  const std::function<CpuTime()> used_;
  double saved_ns_;  // negative: owed
  MonotonicTime counted_at_;
  CpuTime counted_;
};

}  // namespace labwall
