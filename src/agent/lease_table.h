// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "capture/capture_link.h"
#include "wire/messages.h"

namespace labwall {

// What the consoles want to see of this station, and until when. Each rung is captured once, as often as the keenest
// console asks for. Pure: time comes from the caller's clock. Threads: one.
class LeaseTable {
 public:
  static constexpr size_t kMaxConsoles = 64;

  explicit LeaseTable(const Clock& clock) : clock_(clock) {}

  using SessionStart = std::pair<std::string, int64_t>;  // id and start
  // A console that begins to watch needs a frame even if another has long been served.
  using Begun = std::map<SessionStart, std::vector<Rung>>;

  // Replaces the console's lease; one without entries ends it. Gives what this console did not watch before.
  // kResourceExhausted when there are too many consoles.
  Result<Begun> Apply(const wire::WatchLease& lease);
  // Forgets what has run out. True when there was something.
  bool Expire();
  [[nodiscard]] std::optional<MonotonicTime> NextExpiry() const;
  // What is wanted, by session: the rungs in order. Sessions that nobody watches are left out.
  [[nodiscard]] std::map<SessionStart, std::vector<WantedRung>> Wanted() const;
  [[nodiscard]] size_t console_count() const { return consoles_.size(); }

 private:
  struct Lease {
    MonotonicTime expires_at;
    std::vector<wire::WatchEntry> entries;
  };

  const Clock& clock_;
  std::map<std::string, Lease> consoles_;
};

}  // namespace labwall
