// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/clock.h"

namespace labwall::wire {

// FrameSeries numbers the frames that a station sends of one session at one rung, and decides when a console is owed a
// whole one. Sequences grow by one with each frame, whole or part; they begin at the clock's microseconds, so that a
// series begun anew, by an agent that was started again, goes on above the earlier one. A part builds on all frames
// back to the last whole one: a console that has missed any says so in its lease. Threads: one owner.
class FrameSeries {
 public:
  // A frame that was sent less than this ago may still be under way to the console whose lease does not name it.
  static constexpr Milliseconds kUnderWay{1'000};
  // A console that still needs a whole frame gets another one no sooner than this.
  static constexpr Milliseconds kWholeInterval{250};

  explicit FrameSeries(const Clock& clock) : clock_(clock) {}

  // The sequence of a frame that is sent now.
  uint64_t Next(bool whole);
  // A console has this much, as WatchEntry::have_sequence. True when a whole frame should be made for it now.
  [[nodiscard]] bool OwesWhole(uint64_t have_sequence);

 private:
  const Clock& clock_;
  uint64_t last_ = 0;  // 0: none sent yet
  MonotonicTime sent_at_{};
  MonotonicTime whole_at_ = MonotonicTime::min();  // sent, or asked for
};

}  // namespace labwall::wire
