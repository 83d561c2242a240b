// SPDX-License-Identifier: Apache-2.0
#include "agent/lease_table.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "wire/limits.h"

namespace labwall {

Result<LeaseTable::Begun> LeaseTable::Apply(const wire::WatchLease& lease) {
  if (lease.entries.empty() || lease.valid_for.count() <= 0) {
    consoles_.erase(lease.console_id);
    return Begun{};
  }
  if (!consoles_.contains(lease.console_id) && consoles_.size() >= kMaxConsoles) {
    return Fail(ErrorCode::kResourceExhausted, "too many consoles (" + std::to_string(kMaxConsoles) +
                                                   ") watch this station; close one that is not needed");
  }
  Lease& kept = consoles_[lease.console_id];
  std::set<std::tuple<std::string, int64_t, Rung>> before;
  if (kept.expires_at > clock_.Now()) {
    for (const wire::WatchEntry& entry : kept.entries) before.emplace(entry.session_id, entry.started_us, entry.rung);
  }
  kept.expires_at = clock_.Now() + std::min<Milliseconds>(lease.valid_for, wire::kMaxLease);
  kept.entries = lease.entries;
  if (kept.entries.size() > wire::kMaxWatchEntries) kept.entries.resize(wire::kMaxWatchEntries);
  Begun begun;
  for (const wire::WatchEntry& entry : kept.entries) {
    if (!before.contains({entry.session_id, entry.started_us, entry.rung})) {
      begun[{entry.session_id, entry.started_us}].push_back(entry.rung);
    }
  }
  return begun;
}

bool LeaseTable::Expire() {
  const MonotonicTime now = clock_.Now();
  return std::erase_if(consoles_, [now](const auto& console) { return console.second.expires_at <= now; }) > 0;
}

std::optional<MonotonicTime> LeaseTable::NextExpiry() const {
  std::optional<MonotonicTime> next;
  for (const auto& [id, lease] : consoles_) {
    if (!next || lease.expires_at < *next) next = lease.expires_at;
  }
  return next;
}

std::map<LeaseTable::SessionStart, std::vector<WantedRung>> LeaseTable::Wanted() const {
  std::map<SessionStart, std::map<Rung, int>> fastest;
  for (const auto& [id, lease] : consoles_) {
    for (const wire::WatchEntry& entry : lease.entries) {
      if (entry.max_milli_fps <= 0) continue;
      int& milli_fps = fastest[{entry.session_id, entry.started_us}][entry.rung];
      milli_fps = std::max(milli_fps, std::min(entry.max_milli_fps, wire::kMaxMilliFps));
    }
  }
  std::map<SessionStart, std::vector<WantedRung>> wanted;
  for (const auto& [session, rungs] : fastest) {
    for (const auto& [rung, milli_fps] : rungs) wanted[session].push_back(WantedRung{rung, milli_fps});
  }
  return wanted;
}

}  // namespace labwall
