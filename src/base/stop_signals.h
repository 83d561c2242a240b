// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/unique_fd.h"

namespace labwall {

// Turns SIGINT and SIGTERM into a readable descriptor, and ignores SIGPIPE. Make it first thing in main(), before any
// thread starts, so that every thread inherits the blocked signals. Children started with Subprocess get them
// unblocked.
class StopSignals {
 public:
  StopSignals();
  [[nodiscard]] int fd() const { return fd_.get(); }
  // True once a signal has arrived; stays true.
  [[nodiscard]] bool Arrived();
  // Until it is called with false, the signals end the program at once, as if this object were not there: for stretches
  // of work that may be left at any time. Call it on the thread that made this object, and start no thread meanwhile.
  void EndAtOnce(bool at_once);

 private:
  UniqueFd fd_;
  bool arrived_ = false;
};

}  // namespace labwall
