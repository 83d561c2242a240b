// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/unique_fd.h"

namespace labwall {

// An eventfd: Signal() from any thread (also from a signal handler) makes fd() readable until Clear(). Many signals
// before one Clear() are one. For waking a poll() loop.
class WakeEvent {
 public:
  WakeEvent();
  void Signal() const;
  void Clear() const;
  [[nodiscard]] int fd() const { return fd_.get(); }

 private:
  UniqueFd fd_;
};

}  // namespace labwall
