// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

namespace labwall {
namespace {

class MachineClock final : public Clock {
 public:
  MonotonicTime Now() const override { return std::chrono::steady_clock::now(); }
  int64_t UnixMicros() const override {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
};

}  // namespace

const Clock& Clock::System() {
  static const MachineClock clock;
  return clock;
}

}  // namespace labwall
