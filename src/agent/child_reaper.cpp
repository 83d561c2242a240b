// SPDX-License-Identifier: Apache-2.0
#include "agent/child_reaper.h"

#include <signal.h>

#include <utility>

namespace labwall {

void ChildReaper::End(Subprocess child) {
  child.Signal(SIGKILL);
  if (child.Running()) dying_.push_back(std::move(child));
}

void ChildReaper::AppendPollFds(std::vector<pollfd>& fds) const {
  for (const Subprocess& child : dying_) fds.push_back(pollfd{child.pidfd(), POLLIN, 0});
}

void ChildReaper::Process() {
  std::erase_if(dying_, [](Subprocess& child) { return !child.Running(); });
}

}  // namespace labwall
