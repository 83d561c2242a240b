// SPDX-License-Identifier: Apache-2.0
#include "ui/activity_log.h"

#include <algorithm>
#include <chrono>
#include <string_view>

namespace labwall {
namespace {

std::vector<std::string> RoomsOf(const Batch& batch, const LabSnapshot& snapshot) {
  std::unordered_map<std::string_view, const std::string*> room_of;
  for (const StationView& view : snapshot.stations) room_of[view.station->id] = &view.station->room;
  std::vector<std::string> rooms;
  rooms.reserve(batch.targets.size());
  for (const TargetProgress& target : batch.targets) {
    const auto found = room_of.find(target.target.key.station);
    rooms.push_back(found != room_of.end() ? *found->second : std::string());
  }
  return rooms;
}

std::string CommonRoom(const std::vector<std::string>& rooms) {
  const bool one = std::adjacent_find(rooms.begin(), rooms.end(), std::not_equal_to<>()) == rooms.end();
  return one && !rooms.empty() ? rooms.front() : std::string();
}

}  // namespace

void ActivityLog::Update(const std::vector<std::shared_ptr<const Batch>>& batches, const LabSnapshot& snapshot,
                         MonotonicTime now, int64_t now_unix_us) {
  for (const std::shared_ptr<const Batch>& batch : batches) {
    const auto [place, is_new] = place_of_.try_emplace(batch->id, entries_.size());
    if (is_new) {
      const auto age = std::chrono::duration_cast<std::chrono::microseconds>(now - batch->submitted_at);
      ActivityEntry entry{.submitted_unix_us = now_unix_us - age.count(), .rooms = RoomsOf(*batch, snapshot)};
      entry.common_room = CommonRoom(entry.rooms);
      entries_.push_back(std::move(entry));
    }
    ActivityEntry& entry = entries_[place->second];
    if (entry.batch == batch) continue;
    entry.batch = batch;
    entry.counts = {};
    entry.counts.Add(*batch);
    entry.waiting = batch->WaitingCount();
    for (const TargetProgress& target : batch->targets) entry.longest = std::max(entry.longest, target.outcome.elapsed);
  }
}

const ActivityEntry* ActivityLog::Find(BatchId id) const {
  const auto found = place_of_.find(id);
  return found == place_of_.end() ? nullptr : &entries_[found->second];
}

void ActivityLog::ClearFinished() {
  for (ActivityEntry& entry : entries_) entry.cleared = entry.cleared || entry.batch->finished();
}

}  // namespace labwall
