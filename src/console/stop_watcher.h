// SPDX-License-Identifier: Apache-2.0
// StopWatcher tells the event loop when it is time to end: on SIGINT or SIGTERM, or when the process that it should not
// outlive is gone.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <functional>
#include <thread>

#include "base/stop_signals.h"
#include "base/unique_fd.h"
#include "base/wake_event.h"

namespace labwall {

// Threads: stopped() from any. Its own thread waits for the signals, and ends with this object.
class StopWatcher {
 public:
  // `exit_with` 0 is nobody. on_stop runs once, on the watcher's thread, after stopped() has become true.
  StopWatcher(StopSignals& signals, pid_t exit_with, std::function<void()> on_stop);
  ~StopWatcher();
  StopWatcher(const StopWatcher&) = delete;
  StopWatcher& operator=(const StopWatcher&) = delete;

  [[nodiscard]] bool stopped() const { return stopped_.load(); }

 private:
  void Watch();

  StopSignals& signals_;
  const std::function<void()> on_stop_;
  UniqueFd process_;  // of the process to end with
  WakeEvent end_;
  std::atomic<bool> stopped_{false};
  std::thread thread_;
};

}  // namespace labwall
