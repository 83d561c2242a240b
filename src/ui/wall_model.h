// SPDX-License-Identifier: Apache-2.0
// WallModel is the list of what the wall shows, made from a snapshot, the search and what is set: the monitored
// sessions in reading order, in groups. Plain logic, no Dear ImGui.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/lab_snapshot.h"
#include "ui/settings.h"

namespace labwall {

// A tile of the wall: a session, or a station where nobody is logged on. All of it lives as long as the model's
// snapshot.
struct ShownSession {
  const Session* session = nullptr;  // null for a station without a session
  const StationView* view = nullptr;
  const SessionKey* key = nullptr;  // never null; a station without a session has one that no session has
  int64_t id = 0;                   // stands for the key while it is known; never used again for another
  GridCell cell;                    // in a group with a desk plan
};

struct ShownGroup {
  std::string id;    // for UiSettings::folded_groups; empty when there are no groups, and no heading then
  std::string room;  // of all its tiles, when grouped by room or station; empty: of no room
  std::string host;  // the station, when grouped by station
  int first = 0;     // its part of sessions(), empty when folded
  int count = 0;
  int total = 0;     // sessions that are found, folded or not
  int stations = 0;  // of those, and without a session
  int problems = 0;
  bool folded = false;
  int desk_columns = 0;  // of its room's desk plan; 0 when it has none
};

struct WallCounts {
  int sessions = 0;  // monitored
  int stations = 0;  // with at least one of those
  int problems = 0;
  int unmonitored = 0;
  int filtered_out = 0;  // monitored, but not found by search and filters
};

// The station is silent, or the session's display does not answer.
[[nodiscard]] bool HasProblem(const Session& session, const StationView& view);
// There is a display whose pictures can be had; null is a station without a session.
[[nodiscard]] bool HasPicture(const Session* session);
[[nodiscard]] StateSet StatesOf(const Session& session, const StationView& view);
// The desk that a session sits at, for a DeskPlan; also of a station without one (null).
[[nodiscard]] std::string DeskOf(const Session* session, const Station& station);
[[nodiscard]] std::string RoomGroupId(const std::string& room);
// Of the group that a station's sessions are in.
[[nodiscard]] std::string GroupId(GroupBy group, const Station& station);

class WallModel {
 public:
  // True when anything changed. The search is words that must all be found, whatever their case, in the user's name,
  // login name, station or room.
  bool Update(std::shared_ptr<const LabSnapshot> snapshot, const std::string& search, const UiSettings& settings);

  // Grows with every change.
  [[nodiscard]] uint64_t version() const { return round_; }
  [[nodiscard]] const LabSnapshot& snapshot() const { return *snapshot_; }
  [[nodiscard]] const std::vector<ShownSession>& sessions() const { return sessions_; }
  [[nodiscard]] const std::vector<ShownGroup>& groups() const { return groups_; }
  [[nodiscard]] const WallCounts& counts() const { return counts_; }
  // Position in sessions(), or -1 when it is not shown.
  [[nodiscard]] int IndexOf(const SessionKey& key) const;
  [[nodiscard]] int IndexOfId(int64_t id) const;
  // Whether the snapshot has this session, monitored, shown or not.
  [[nodiscard]] bool Knows(const SessionKey& key) const;
  // Every monitored session of the snapshot by room, shown or not.
  [[nodiscard]] std::vector<ShownSession> AllMonitored() const;

 private:
  struct Known {
    int64_t id = 0;
    int index = -1;      // in sessions_, or -1
    uint64_t round = 0;  // the last rebuild that saw it
    bool session = false;
  };
  // What is made of a station once and kept while it is the same object: its texts as they are searched and sorted.
  struct Texts {
    struct Person {
      std::string search;
      std::string order;
      const SessionKey* key = nullptr;  // in known_, with what belongs to it
      Known* known = nullptr;
    };
    std::shared_ptr<const Station> station;
    std::string search;  // of the station alone
    std::string order;
    std::vector<Person> people;  // one for each session
    uint64_t round = 0;          // the last rebuild that saw it
    size_t counted_in = 0;       // the last group that counted it, from 1
  };
  struct Candidate {
    ShownSession shown;
    Known* known = nullptr;
    Texts* texts = nullptr;
    size_t in_station = 0;  // which of the station's sessions
    int room_rank = 0;
    int64_t number = 0;  // to sort by, before the names
  };

  void Rebuild();
  void Forget();
  [[nodiscard]] Texts& TextsOf(const StationView& view);
  [[nodiscard]] std::pair<const SessionKey*, Known*> Know(const SessionKey& key);
  void RankRooms();
  [[nodiscard]] std::vector<Candidate> Collect();
  [[nodiscard]] int64_t NumberOf(const Session& session) const;
  [[nodiscard]] bool Before(const Candidate& a, const Candidate& b) const;
  void MakeGroups(std::vector<Candidate>& candidates);
  // Puts a room's tiles where their desks are, and in that order.
  void PlaceAtDesks(std::vector<Candidate>::iterator first, std::vector<Candidate>::iterator last, ShownGroup& group);

  std::shared_ptr<const LabSnapshot> snapshot_ = std::make_shared<LabSnapshot>();
  std::string search_;
  UiSettings settings_;
  std::vector<ShownSession> sessions_;
  std::vector<ShownGroup> groups_;
  WallCounts counts_;
  std::unordered_map<std::string, int> room_rank_;
  std::unordered_map<SessionKey, Known> known_;
  std::vector<std::pair<int64_t, int>> index_of_id_;  // sorted
  std::unordered_map<const Station*, Texts> texts_;
  int64_t next_id_ = 1;
  uint64_t round_ = 0;
  size_t seen_ = 0;  // entries of known_ in this round
  bool built_ = false;
};

}  // namespace labwall
