// SPDX-License-Identifier: Apache-2.0
#include "lab/lease_keeper.h"

#include <algorithm>

#include "wire/limits.h"

namespace labwall {
namespace {

bool Same(const wire::WatchEntry& a, const wire::WatchEntry& b) {
  return a.session_id == b.session_id && a.started_us == b.started_us && a.rung == b.rung &&
         a.max_milli_fps == b.max_milli_fps;
}

std::map<std::string, std::vector<wire::WatchEntry>> ByStation(const std::vector<LeaseWish>& wishes) {
  std::map<SessionKey, wire::WatchEntry> merged;
  for (const LeaseWish& wish : wishes) {
    if (!IsStationId(wish.key.station) || wish.rung == Rung::kUnknown) continue;
    wire::WatchEntry& entry = merged[wish.key];
    entry.session_id = wish.key.session_id;
    entry.started_us = wish.key.started_us;
    entry.rung = std::max(entry.rung, wish.rung);
    entry.max_milli_fps = std::max(entry.max_milli_fps, std::clamp(wish.max_milli_fps, 1, wire::kMaxMilliFps));
  }
  std::map<std::string, std::vector<wire::WatchEntry>> by_station;
  for (auto& [key, entry] : merged) {
    std::vector<wire::WatchEntry>& entries = by_station[key.station];
    if (entries.size() < wire::kMaxWatchEntries) entries.push_back(std::move(entry));
  }
  return by_station;
}

}  // namespace

void LeaseKeeper::SetWishes(const std::vector<LeaseWish>& wishes, MonotonicTime now) {
  std::map<std::string, std::vector<wire::WatchEntry>> wanted = ByStation(wishes);
  for (auto& [station, lease] : leases_) {
    if (wanted.contains(station) || lease.entries.empty()) continue;
    lease.entries.clear();
    lease.due = now;
  }
  for (auto& [station, entries] : wanted) {
    StationLease& lease = leases_[station];
    if (std::equal(entries.begin(), entries.end(), lease.entries.begin(), lease.entries.end(), Same)) continue;
    lease.entries = std::move(entries);
    lease.due = now;
  }
}

void LeaseKeeper::OnStationHeard(const std::string& station, MonotonicTime now) {
  const auto found = leases_.find(station);
  if (found == leases_.end()) return;
  StationLease& lease = found->second;
  const MonotonicTime soonest = lease.sent_at ? std::max(now, *lease.sent_at + kLeastInterval) : now;
  lease.due = std::min(lease.due, soonest);
}

void LeaseKeeper::OnReconnected(MonotonicTime now) {
  for (auto& [station, lease] : leases_) lease.due = now;
}

std::vector<LeaseKeeper::Message> LeaseKeeper::TakeDue(MonotonicTime now) {
  std::vector<Message> messages;
  for (auto it = leases_.begin(); it != leases_.end();) {
    StationLease& lease = it->second;
    if (lease.due > now) {
      ++it;
      continue;
    }
    messages.push_back(MessageFor(it->first, lease.entries));
    if (lease.entries.empty()) {
      it = leases_.erase(it);
      continue;
    }
    lease.sent_at = now;
    lease.due = now + wire::kLease / 2;
    ++it;
  }
  return messages;
}

std::optional<MonotonicTime> LeaseKeeper::NextDue() const {
  std::optional<MonotonicTime> next;
  for (const auto& [station, lease] : leases_) {
    if (!next || lease.due < *next) next = lease.due;
  }
  return next;
}

std::vector<LeaseKeeper::Message> LeaseKeeper::EndAll() {
  std::vector<Message> messages;
  for (const auto& [station, lease] : leases_) messages.push_back(MessageFor(station, {}));
  leases_.clear();
  return messages;
}

std::set<LeaseKeeper::Feed> LeaseKeeper::Feeds() const {
  std::set<Feed> feeds;
  for (const auto& [station, lease] : leases_) {
    for (const wire::WatchEntry& entry : lease.entries) feeds.emplace(station, entry.rung);
  }
  if (feeds.size() <= kMaxStationFeeds) return feeds;
  std::set<Feed> of_all_stations;
  for (const auto& [station, rung] : feeds) of_all_stations.emplace("*", rung);
  return of_all_stations;
}

LeaseKeeper::Message LeaseKeeper::MessageFor(const std::string& station, std::vector<wire::WatchEntry> entries) const {
  return {station, wire::WatchLease{console_id_, wire::kLease, std::move(entries)}};
}

}  // namespace labwall
