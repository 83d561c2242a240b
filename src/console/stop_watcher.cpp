// SPDX-License-Identifier: Apache-2.0
#include "console/stop_watcher.h"

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "base/log.h"
#include "base/result.h"

namespace labwall {

StopWatcher::StopWatcher(StopSignals& signals, pid_t exit_with, std::function<void()> on_stop)
    : signals_(signals), on_stop_(std::move(on_stop)) {
  if (exit_with > 0) {
    // glibc 2.36 has a wrapper, earlier ones don't.
    process_ = UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, exit_with, 0)));
    if (!process_.valid() && errno == ESRCH) {
      stopped_ = true;
    } else if (!process_.valid()) {
      LogWarning("{}; labwall will not end with that process",
                 ErrnoMessage(fmt::format("watch process {}", exit_with)));
    }
  }
  thread_ = std::thread([this] { Watch(); });
}

StopWatcher::~StopWatcher() {
  end_.Signal();
  thread_.join();
}

void StopWatcher::Watch() {
  while (!stopped_) {
    // poll() passes by a descriptor of -1.
    std::array<pollfd, 3> waits = {
        pollfd{signals_.fd(), POLLIN, 0}, {process_.get(), POLLIN, 0}, {end_.fd(), POLLIN, 0}};
    if (::poll(waits.data(), waits.size(), -1) < 0) continue;
    if (waits[2].revents != 0) return;
    if (waits[1].revents != 0 || signals_.Arrived()) stopped_ = true;
  }
  on_stop_();
}

}  // namespace labwall
