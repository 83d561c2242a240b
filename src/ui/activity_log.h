// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/lab_snapshot.h"
#include "ui/outcomes.h"

namespace labwall {

// A command of this run as it stands, with what was known of it only while it was new.
struct ActivityEntry {
  std::shared_ptr<const Batch> batch;
  int64_t submitted_unix_us = 0;   // microseconds since the Unix epoch
  std::vector<std::string> rooms;  // of the targets' stations, in the order of the targets; empty where unknown
  std::string common_room;         // when all the targets are in one
  StandingCounts counts;
  size_t waiting = 0;       // that no station has taken up yet
  Milliseconds longest{0};  // that a session took so far
  bool cleared = false;     // not shown beside the wall any more
};

// ActivityLog keeps every command of this run. A batch itself tells neither the time of day nor the room, and when it
// is looked at again its sessions are gone: both are taken down when it is first seen.
class ActivityLog {
 public:
  // Takes the batches as they stand. What is not among them any more stays as it was.
  void Update(const std::vector<std::shared_ptr<const Batch>>& batches, const LabSnapshot& snapshot, MonotonicTime now,
              int64_t now_unix_us);

  [[nodiscard]] const std::vector<ActivityEntry>& entries() const { return entries_; }  // oldest first
  [[nodiscard]] const ActivityEntry* Find(BatchId id) const;
  // Takes every finished command off the panel beside the wall.
  void ClearFinished();

 private:
  std::vector<ActivityEntry> entries_;
  std::unordered_map<BatchId, size_t> place_of_;  // in entries_
};

}  // namespace labwall
