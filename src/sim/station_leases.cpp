// SPDX-License-Identifier: Apache-2.0
#include "sim/station_leases.h"

#include <algorithm>

namespace labwall {
namespace {

bool SamePicture(const wire::WatchEntry& a, const wire::WatchEntry& b) {
  return a.session_id == b.session_id && a.started_us == b.started_us && a.rung == b.rung;
}

}  // namespace

Result<std::vector<wire::WatchEntry>> StationLeases::Put(const wire::WatchLease& lease, MonotonicTime now) {
  Expire(now);
  std::vector<wire::WatchEntry> added;
  if (lease.entries.empty()) {
    by_console_.erase(lease.console_id);
    return added;
  }
  if (!by_console_.contains(lease.console_id) && by_console_.size() >= kMaxConsoles) {
    return Fail(ErrorCode::kResourceExhausted, "too many consoles watch this station");
  }
  Lease& known = by_console_[lease.console_id];
  for (const wire::WatchEntry& entry : lease.entries) {
    const bool had = std::ranges::any_of(known.entries, [&entry](const auto& old) { return SamePicture(old, entry); });
    if (!had) added.push_back(entry);
  }
  known = {now + lease.valid_for, lease.entries};
  return added;
}

bool StationLeases::Expire(MonotonicTime now) {
  return std::erase_if(by_console_, [now](const auto& item) { return item.second.until <= now; }) > 0;
}

std::optional<MonotonicTime> StationLeases::NextExpiry() const {
  std::optional<MonotonicTime> next;
  for (const auto& [console, lease] : by_console_) {
    if (!next || lease.until < *next) next = lease.until;
  }
  return next;
}

std::vector<WantedRung> StationLeases::WantedOf(const SessionKey& key) const {
  std::vector<WantedRung> wanted;
  for (const auto& [console, lease] : by_console_) {
    for (const wire::WatchEntry& entry : lease.entries) {
      if (entry.session_id != key.session_id || entry.started_us != key.started_us) continue;
      const auto known = std::ranges::find(wanted, entry.rung, &WantedRung::rung);
      if (known == wanted.end()) {
        wanted.push_back({entry.rung, entry.max_milli_fps});
      } else {
        known->max_milli_fps = std::max(known->max_milli_fps, entry.max_milli_fps);
      }
    }
  }
  return wanted;
}

}  // namespace labwall
