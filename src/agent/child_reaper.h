// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <poll.h>

#include <vector>

#include "base/subprocess.h"

namespace labwall {

// Ends children without waiting for them: a killed process can take its time to go (a file system that hangs), and the
// agent's loop must not. Threads: one.
class ChildReaper {
 public:
  // Kills it now and forgets it once it has ended.
  void End(Subprocess child);
  void AppendPollFds(std::vector<pollfd>& fds) const;
  // Forgets those that have ended.
  void Process();
  [[nodiscard]] size_t count() const { return dying_.size(); }

 private:
  std::vector<Subprocess> dying_;
};

}  // namespace labwall
