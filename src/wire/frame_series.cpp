// SPDX-License-Identifier: Apache-2.0
#include "wire/frame_series.h"

#include <algorithm>

namespace labwall::wire {

uint64_t FrameSeries::Next(bool whole) {
  const MonotonicTime now = clock_.Now();
  last_ = last_ == 0 ? static_cast<uint64_t>(std::max<int64_t>(clock_.UnixMicros(), 1)) : last_ + 1;
  sent_at_ = now;
  if (whole) whole_at_ = now;
  return last_;
}

bool FrameSeries::OwesWhole(uint64_t have_sequence) {
  // With none sent yet, the first is on its way and whole.
  if (last_ == 0 || have_sequence == last_) return false;
  const MonotonicTime now = clock_.Now();
  if (have_sequence != 0 && now - sent_at_ < kUnderWay) return false;
  if (whole_at_ != MonotonicTime::min() && now - whole_at_ < kWholeInterval) return false;
  whole_at_ = now;
  return true;
}

}  // namespace labwall::wire
