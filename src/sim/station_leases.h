// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "capture/capture_link.h"
#include "model/session_key.h"
#include "wire/messages.h"

namespace labwall {

// What all consoles together want to see of one practice station. Threads: one owner.
class StationLeases {
 public:
  // More consoles than this on one station are refused until a lease ends.
  static constexpr size_t kMaxConsoles = 64;

  // Takes a console's lease in place of its earlier one. Gives the entries that this console did not have before: each
  // of them is owed a frame at once.
  [[nodiscard]] Result<std::vector<wire::WatchEntry>> Put(const wire::WatchLease& lease, MonotonicTime now);
  // Forgets what has run out; true when that was anything.
  bool Expire(MonotonicTime now);
  [[nodiscard]] std::optional<MonotonicTime> NextExpiry() const;
  // Each rung that anybody wants of this session, at the highest rate that anybody wants.
  [[nodiscard]] std::vector<WantedRung> WantedOf(const SessionKey& key) const;

 private:
  struct Lease {
    MonotonicTime until;
    std::vector<wire::WatchEntry> entries;
  };
  std::map<std::string, Lease> by_console_;
};

}  // namespace labwall
