// SPDX-License-Identifier: Apache-2.0
#include "lab/lease_keeper.h"

#include <algorithm>
#include <bitset>
#include <iterator>

#include "wire/limits.h"

namespace labwall {
namespace {

bool ComesBefore(const LeaseWish* a, const LeaseWish* b) { return a->key < b->key; }

int RateOf(const LeaseWish& wish) { return std::clamp(wish.max_milli_fps, 1, wire::kMaxMilliFps); }

}  // namespace

void LeaseKeeper::SetWishes(const std::vector<LeaseWish>& wishes, MonotonicTime now) {
  Wishes sorted;
  sorted.reserve(wishes.size());
  for (const LeaseWish& wish : wishes) {
    if (IsStationId(wish.key.station) && wish.rung != Rung::kUnknown) sorted.push_back(&wish);
  }
  if (!std::is_sorted(sorted.begin(), sorted.end(), ComesBefore)) {
    std::sort(sorted.begin(), sorted.end(), ComesBefore);
  }
  auto place = leases_.begin();
  for (auto begin = sorted.cbegin(); begin != sorted.cend();) {
    const auto end = std::find_if(begin, sorted.cend(),
                                  [&](const LeaseWish* wish) { return wish->key.station != (*begin)->key.station; });
    place = SetStation(place, begin, end, now);
    begin = end;
  }
  for (; place != leases_.end(); ++place) End(place->second, now);
}

LeaseKeeper::Leases::iterator LeaseKeeper::SetStation(Leases::iterator place, Wishes::const_iterator begin,
                                                      Wishes::const_iterator end, MonotonicTime now) {
  const std::string& station = (*begin)->key.station;
  for (; place != leases_.end() && place->first < station; ++place) End(place->second, now);
  if (place == leases_.end() || place->first != station) place = leases_.emplace_hint(place, station, StationLease{});
  StationLease& lease = place->second;

  size_t count = 0;
  bool changed = false;
  for (auto it = begin; it != end && count < wire::kMaxWatchEntries; ++count) {
    const SessionKey& key = (*it)->key;
    Rung rung = Rung::kUnknown;
    int rate = 0;
    for (; it != end && (*it)->key == key; ++it) {
      rung = std::max(rung, (*it)->rung);
      rate = std::max(rate, RateOf(**it));
    }
    if (count == lease.entries.size()) lease.entries.emplace_back();
    LeaseWish& known = lease.entries[count].wish;
    if (known.key == key && known.rung == rung && known.max_milli_fps == rate) continue;
    lease.entries[count] = {{key, rung, rate}, std::nullopt};
    changed = true;
  }
  if (count < lease.entries.size()) {
    lease.entries.resize(count);
    changed = true;
  }
  if (changed) DueAt(lease, now);
  return std::next(place);
}

void LeaseKeeper::End(StationLease& lease, MonotonicTime now) {
  if (lease.entries.empty()) return;
  lease.entries.clear();
  DueAt(lease, now);
}

// next_due_ is a lower bound that only TakeDue() moves on: a lab of thousands speaks all the time, and none of that is
// a reason to look at every lease.
void LeaseKeeper::DueAt(StationLease& lease, MonotonicTime at) {
  lease.due = at;
  next_due_ = next_due_ ? std::min(*next_due_, at) : at;
}

void LeaseKeeper::OnStationHeard(const std::string& station, MonotonicTime now) {
  const auto found = leases_.find(station);
  if (found == leases_.end()) return;
  StationLease& lease = found->second;
  const MonotonicTime soonest = lease.sent_at ? std::max(now, *lease.sent_at + kLeastInterval) : now;
  if (soonest < lease.due) DueAt(lease, soonest);
}

void LeaseKeeper::OnLost(const SessionKey& key, MonotonicTime now) {
  const auto found = leases_.find(key.station);
  if (found == leases_.end()) return;
  StationLease& lease = found->second;
  for (Entry& entry : lease.entries) {
    if (entry.wish.key != key) continue;
    if (entry.lost_at && *entry.lost_at > now) return;  // is going to be told
    entry.lost_at = entry.lost_at ? std::max(now, *entry.lost_at + kLostInterval) : now;
    if (*entry.lost_at < lease.due) DueAt(lease, *entry.lost_at);
    return;
  }
}

void LeaseKeeper::OnReconnected(MonotonicTime now) {
  for (auto& [station, lease] : leases_) DueAt(lease, now);
}

std::vector<LeaseKeeper::Message> LeaseKeeper::TakeDue(MonotonicTime now) {
  std::vector<Message> messages;
  if (!next_due_ || now < *next_due_) return messages;
  next_due_.reset();
  for (auto it = leases_.begin(); it != leases_.end();) {
    StationLease& lease = it->second;
    if (lease.due > now) {
      DueAt(lease, lease.due);
      ++it;
      continue;
    }
    messages.push_back(MessageFor(it->first, lease.entries));
    if (lease.entries.empty()) {
      it = leases_.erase(it);
      continue;
    }
    lease.sent_at = now;
    DueAt(lease, now + wire::kLease / 2);
    ++it;
  }
  return messages;
}

std::vector<LeaseKeeper::Message> LeaseKeeper::EndAll() {
  std::vector<Message> messages;
  for (const auto& [station, lease] : leases_) messages.push_back(MessageFor(station, {}));
  leases_.clear();
  next_due_.reset();
  return messages;
}

std::set<LeaseKeeper::Feed> LeaseKeeper::Feeds() const {
  const auto rungs_of = [](const StationLease& lease) {
    std::bitset<kRungs.size() + 1> rungs;
    for (const Entry& entry : lease.entries) rungs.set(static_cast<size_t>(entry.wish.rung));
    return rungs;
  };
  size_t count = 0;
  std::bitset<kRungs.size() + 1> all_rungs;
  for (const auto& [station, lease] : leases_) {
    count += rungs_of(lease).count();
    all_rungs |= rungs_of(lease);
  }
  std::set<Feed> feeds;
  const auto add = [&feeds](const std::string& station, const auto& rungs) {
    for (const Rung rung : kRungs) {
      if (rungs.test(static_cast<size_t>(rung))) feeds.emplace_hint(feeds.end(), station, rung);
    }
  };
  if (count > kMaxStationFeeds) {
    add("*", all_rungs);
  } else {
    for (const auto& [station, lease] : leases_) add(station, rungs_of(lease));
  }
  return feeds;
}

LeaseKeeper::Message LeaseKeeper::MessageFor(const std::string& station, const std::vector<Entry>& entries) const {
  Message message{station, wire::WatchLease{console_id_, wire::kLease, {}}};
  message.lease.entries.reserve(entries.size());
  for (const Entry& entry : entries) {
    const LeaseWish& wish = entry.wish;
    message.lease.entries.push_back({.session_id = wish.key.session_id,
                                     .started_us = wish.key.started_us,
                                     .rung = wish.rung,
                                     .max_milli_fps = wish.max_milli_fps,
                                     .have_sequence = have_(wish.key, wish.rung)});
  }
  return message;
}

}  // namespace labwall
