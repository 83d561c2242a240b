// SPDX-License-Identifier: Apache-2.0
#include "capture/cpu_budget.h"

#include <algorithm>
#include <cassert>
#include <ctime>
#include <utility>

namespace labwall {
namespace {

using Nanoseconds = std::chrono::nanoseconds;

constexpr double kFull = static_cast<double>(Nanoseconds(CpuBudget::kBurst).count());

}  // namespace

CpuBudget::CpuBudget(double share, const Clock& clock, std::function<CpuTime()> used)
    : share_(share),
      clock_(clock),
      used_(std::move(used)),
      saved_ns_(kFull),
      counted_at_(clock.Now()),
      counted_(used_()) {
  assert(share > 0);
}

CpuBudget::CpuTime CpuBudget::UsedByThisProcess() {
  timespec used{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + Nanoseconds(used.tv_nsec);
}

MonotonicTime CpuBudget::NextStart() {
  const MonotonicTime now = clock_.Now();
  const CpuTime used = used_();
  const double passed_ns = static_cast<double>(Nanoseconds(now - counted_at_).count());
  saved_ns_ = std::min(kFull, saved_ns_ + passed_ns * share_) - static_cast<double>((used - counted_).count());
  counted_at_ = now;
  counted_ = used;
  if (saved_ns_ >= 0) return now;
  return now + Nanoseconds(static_cast<int64_t>(-saved_ns_ / share_) + 1);
}

}  // namespace labwall
