// SPDX-License-Identifier: Apache-2.0
// WallModel is the list of what the wall shows, made from a snapshot, the search and the folded rooms: the monitored
// sessions in reading order, grouped by room. Plain logic, no Dear ImGui.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/lab_snapshot.h"

namespace labwall {

struct ShownSession {
  const Session* session = nullptr;  // these two live as long as the model's snapshot
  const StationView* view = nullptr;
  int64_t id = 0;  // stands for the key while the session is known; never used again for another
};

struct ShownGroup {
  std::string room;  // empty: of no room
  int first = 0;     // its part of sessions(), empty when folded
  int count = 0;
  int total = 0;  // sessions that match the search, folded or not
  int stations = 0;
  int problems = 0;
  bool folded = false;
};

struct WallCounts {
  int sessions = 0;  // monitored
  int stations = 0;  // with at least one of those
  int problems = 0;
  int unmonitored = 0;
  int filtered_out = 0;  // monitored, but they don't match the search
};

// The station is silent, or the session's display does not answer.
[[nodiscard]] bool HasProblem(const Session& session, const StationView& view);

// Lower case in any script, whatever the process's locale is. Text that is not UTF-8 is kept up to where it stops being
// so.
[[nodiscard]] std::string FoldCase(std::string_view text);

class WallModel {
 public:
  // True when anything changed. The search is words that must all be found, whatever their case, in the user's name,
  // login name, station or room.
  bool Update(std::shared_ptr<const LabSnapshot> snapshot, const std::string& search,
              const std::set<std::string>& folded_rooms);

  [[nodiscard]] const LabSnapshot& snapshot() const { return *snapshot_; }
  [[nodiscard]] const std::vector<ShownSession>& sessions() const { return sessions_; }
  [[nodiscard]] const std::vector<ShownGroup>& groups() const { return groups_; }
  [[nodiscard]] const WallCounts& counts() const { return counts_; }
  // Position in sessions(), or -1 when it is not shown.
  [[nodiscard]] int IndexOf(const SessionKey& key) const;
  [[nodiscard]] int IndexOfId(int64_t id) const;
  // Whether the snapshot has it, monitored, shown or not.
  [[nodiscard]] bool Knows(const SessionKey& key) const { return known_.contains(key); }
  // Every monitored session of the snapshot in reading order, shown or not.
  [[nodiscard]] std::vector<ShownSession> AllMonitored() const;

 private:
  struct Known {
    int64_t id = 0;
    int index = -1;      // in sessions_, or -1
    uint64_t round = 0;  // the last rebuild that saw it
  };
  // A station's sessions in lower case, as they are searched. Kept while the station is the same object.
  struct Searchable {
    std::shared_ptr<const Station> station;
    std::vector<std::string> sessions;
  };

  void Rebuild();
  [[nodiscard]] const std::vector<std::string>& SearchTextOf(const StationView& view);

  std::shared_ptr<const LabSnapshot> snapshot_ = std::make_shared<LabSnapshot>();
  std::string search_;
  std::set<std::string> folded_rooms_;
  std::vector<ShownSession> sessions_;
  std::vector<ShownGroup> groups_;
  WallCounts counts_;
  std::unordered_map<SessionKey, Known> known_;
  std::vector<std::pair<int64_t, int>> index_of_id_;  // sorted
  std::unordered_map<const Station*, Searchable> searchable_;
  int64_t next_id_ = 1;
  uint64_t round_ = 0;
  bool built_ = false;
};

}  // namespace labwall
