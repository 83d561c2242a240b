// SPDX-License-Identifier: Apache-2.0
#include "ui/wall_model.h"

#include <algorithm>
#include <limits>
#include <set>
#include <tuple>

#include "ui/words.h"

namespace labwall {
namespace {

// Of what is set, all that the list is made from.
bool SameList(const UiSettings& a, const UiSettings& b) {
  const auto list = [](const UiSettings& s) {
    return std::tie(s.show, s.only_states, s.sort, s.group, s.folded_groups, s.room_names, s.desk_plans);
  };
  return list(a) == list(b);
}

// A station's own tile, for when nobody is logged on: no session has an empty id.
SessionKey EmptySeatOf(const Station& station) { return {station.id, station.boot_id, "", 0}; }

std::string GroupId(GroupBy group, const Station& station) {
  switch (group) {
    case GroupBy::kRoom:
      return RoomGroupId(station.room);
    case GroupBy::kStation:
      return "station/" + station.id;
    case GroupBy::kNone:
      break;
  }
  return {};
}

}  // namespace

bool HasProblem(const Session& session, const StationView& view) {
  return !view.answering || session.picture == PictureState::kUnresponsive;
}

StateSet StatesOf(const Session& session, const StationView& view) {
  StateSet states = 0;
  if (session.idle) states |= kStateIdle;
  if (session.locked) states |= kStateLocked;
  if (session.state == SessionState::kOnline) states |= kStateDisconnected;
  if (HasProblem(session, view)) states |= kStateProblem;
  return states != 0 ? states : kStateActive;
}

std::string DeskOf(const Session* session, const Station& station) {
  const bool own_seat = session != nullptr && !session->seat.empty() && session->seat != "seat0";
  return own_seat ? station.id + "/" + session->seat : station.id;
}

std::string RoomGroupId(const std::string& room) { return "room/" + room; }

bool WallModel::Update(std::shared_ptr<const LabSnapshot> snapshot, const std::string& search,
                       const UiSettings& settings) {
  if (snapshot == nullptr) snapshot = snapshot_;
  if (built_ && snapshot == snapshot_ && search == search_ && SameList(settings, settings_)) return false;
  snapshot_ = std::move(snapshot);
  search_ = search;
  settings_ = settings;
  built_ = true;
  Rebuild();
  return true;
}

const WallModel::Texts& WallModel::TextsOf(const StationView& view) {
  Texts& texts = texts_[view.station.get()];
  if (texts.station != nullptr) return texts;
  const Station& station = *view.station;
  texts.station = view.station;
  texts.host = FoldCase(station.host);
  texts.search = texts.host + '\n' + FoldCase(station.id + '\n' + station.room);
  for (const Session& session : station.sessions) {
    const std::string& name = session.display_name.empty() ? session.user : session.display_name;
    texts.people.push_back(
        {FoldCase(session.display_name + '\n' + session.user) + '\n' + texts.search, CollationKey(name)});
  }
  return texts;
}

// By the name that people read; those of no room come last.
void WallModel::RankRooms() {
  std::set<std::string> rooms;
  for (const StationView& view : snapshot_->stations) rooms.insert(view.station->room);
  const auto name = [&](const std::string& room) {
    const auto renamed = settings_.room_names.find(room);
    return FoldCase(renamed != settings_.room_names.end() ? renamed->second : room);
  };
  std::vector<std::pair<std::string, std::string>> order;
  for (const std::string& room : rooms) order.emplace_back(name(room), room);
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    if (a.second.empty() != b.second.empty()) return b.second.empty();
    const int names = CompareNatural(a.first, b.first);
    return names != 0 ? names < 0 : a.second < b.second;
  });
  room_rank_.clear();
  for (size_t i = 0; i < order.size(); ++i) room_rank_[order[i].second] = static_cast<int>(i);
}

std::vector<WallModel::Candidate> WallModel::Collect() {
  std::vector<Candidate> found;
  const std::vector<std::string> words = WordsOf(search_);
  // A room is also found by the name that the console gives it.
  std::unordered_map<std::string, std::string> renamed;
  for (const auto& [room, name] : settings_.room_names) renamed[room] = FoldCase(name);
  const auto has_words = [&](const std::string& text, const Station& station) {
    if (words.empty() || HasAllWords(text, words)) return true;
    const auto name = renamed.find(station.room);
    return name != renamed.end() && HasAllWords(text + '\n' + name->second, words);
  };
  const auto add = [&](ShownSession shown, const Texts& texts, size_t in_station, int64_t number) {
    found.push_back({shown, &texts, in_station, room_rank_[shown.view->station->room], number});
  };
  const bool all = settings_.show == Show::kAll;
  for (const StationView& view : snapshot_->stations) {
    const Station& station = *view.station;
    const Texts& texts = TextsOf(view);
    bool any_monitored = false;
    for (size_t i = 0; i < station.sessions.size(); ++i) {
      const Session& session = station.sessions[i];
      if (!session.monitored) {
        ++counts_.unmonitored;
        continue;
      }
      const auto entry = known_.try_emplace(session.key).first;
      Known& known = entry->second;
      if (known.round == round_) continue;  // said twice by a confused station
      if (known.id == 0) known.id = next_id_++;
      known.session = true;
      known.round = round_;
      known.index = -1;
      any_monitored = true;
      ++counts_.sessions;
      const StateSet states = StatesOf(session, view);
      if ((states & kStateProblem) != 0) ++counts_.problems;
      // Who asks for suspended sessions gets them, filtered or not.
      const bool present =
          all || (states & kStateDisconnected) == 0 || (settings_.only_states & kStateDisconnected) != 0;
      const bool wanted = settings_.only_states == 0 || (states & settings_.only_states) != 0;
      if (!present || !wanted || !has_words(texts.people[i].search, station)) {
        ++counts_.filtered_out;
        continue;
      }
      int64_t number = 0;
      if (settings_.sort == SortBy::kStartTime) number = session.key.started_us;
      if (settings_.sort == SortBy::kIdleTime) {
        number =
            session.idle && session.idle_since_us > 0 ? session.idle_since_us : std::numeric_limits<int64_t>::max();
      }
      add({&session, &view, &entry->first, known.id, {}}, texts, i, number);
    }
    if (any_monitored) {
      ++counts_.stations;
    } else if (all && settings_.only_states == 0 && station.sessions.empty() && has_words(texts.search, station)) {
      const auto entry = known_.try_emplace(EmptySeatOf(station)).first;
      if (entry->second.round == round_) continue;
      if (entry->second.id == 0) entry->second.id = next_id_++;
      entry->second.round = round_;
      entry->second.index = -1;
      add({nullptr, &view, &entry->first, entry->second.id, {}}, texts, 0, std::numeric_limits<int64_t>::max());
    }
  }
  return found;
}

bool WallModel::Before(const Candidate& a, const Candidate& b) const {
  const bool rooms_first = settings_.group == GroupBy::kRoom || settings_.sort == SortBy::kRoom;
  if (rooms_first && a.room_rank != b.room_rank) return a.room_rank < b.room_rank;
  const auto by_station = [&] {
    const int hosts = CompareNatural(a.texts->host, b.texts->host);
    return hosts != 0 ? hosts : a.shown.view->station->id.compare(b.shown.view->station->id);
  };
  if (settings_.group == GroupBy::kStation) {
    if (const int order = by_station(); order != 0) return order < 0;
  }
  if (a.number != b.number) return a.number < b.number;
  if (settings_.sort == SortBy::kUser) {
    if ((a.shown.session == nullptr) != (b.shown.session == nullptr)) return b.shown.session == nullptr;
    if (a.shown.session != nullptr) {
      const int order = a.texts->people[a.in_station].order.compare(b.texts->people[b.in_station].order);
      if (order != 0) return order < 0;
    }
  }
  if (const int order = by_station(); order != 0) return order < 0;
  return a.in_station < b.in_station;
}

void WallModel::PlaceAtDesks(std::vector<Candidate>::iterator first, std::vector<Candidate>::iterator last,
                             ShownGroup& group) {
  const DeskPlan& plan = settings_.desk_plans.at(group.room);
  GridCell free;
  for (const auto& [desk, cell] : plan) {
    group.desk_columns = std::max(group.desk_columns, cell.column + 1);
    free.row = std::max(free.row, cell.row + 1);
  }
  std::set<GridCell> taken;
  std::vector<Candidate*> without;
  for (auto it = first; it != last; ++it) {
    const auto desk = plan.find(DeskOf(it->shown.session, *it->shown.view->station));
    if (desk != plan.end() && taken.insert(desk->second).second) {
      it->shown.cell = desk->second;
    } else {
      without.push_back(&*it);
    }
  }
  // Below the desks that have a place: a second session of a station, and stations that came later.
  for (Candidate* candidate : without) {
    candidate->shown.cell = free;
    if (++free.column == group.desk_columns) free = {0, free.row + 1};
  }
  std::sort(first, last, [](const Candidate& a, const Candidate& b) {
    return std::pair(a.shown.cell.row, a.shown.cell.column) < std::pair(b.shown.cell.row, b.shown.cell.column);
  });
}

void WallModel::MakeGroups(std::vector<Candidate>& candidates) {
  const auto same_group = [&](const Candidate& a, const Candidate& b) {
    if (settings_.group == GroupBy::kStation) return a.shown.view->station->id == b.shown.view->station->id;
    return settings_.group == GroupBy::kNone || a.room_rank == b.room_rank;
  };
  for (auto first = candidates.begin(); first != candidates.end();) {
    const auto last = std::find_if(first, candidates.end(), [&](const Candidate& c) { return !same_group(*first, c); });
    const Station& station = *first->shown.view->station;
    ShownGroup group;
    group.id = GroupId(settings_.group, station);
    if (settings_.group != GroupBy::kNone) group.room = station.room;
    if (settings_.group == GroupBy::kStation) group.host = station.host;
    group.first = static_cast<int>(sessions_.size());
    group.folded = !group.id.empty() && settings_.folded_groups.contains(group.id);
    const auto plan = settings_.desk_plans.find(group.room);
    if (settings_.group == GroupBy::kRoom && plan != settings_.desk_plans.end() && !plan->second.empty()) {
      PlaceAtDesks(first, last, group);
    }
    std::set<const StationView*> stations;
    for (auto it = first; it != last; ++it) {
      const ShownSession& shown = it->shown;
      if (shown.session != nullptr) {
        ++group.total;
        if (HasProblem(*shown.session, *shown.view)) ++group.problems;
      }
      stations.insert(shown.view);
      if (group.folded) continue;
      ++group.count;
      known_.at(*shown.key).index = static_cast<int>(sessions_.size());
      index_of_id_.emplace_back(shown.id, static_cast<int>(sessions_.size()));
      sessions_.push_back(shown);
    }
    group.stations = static_cast<int>(stations.size());
    groups_.push_back(std::move(group));
    first = last;
  }
}

void WallModel::Rebuild() {
  sessions_.clear();
  groups_.clear();
  index_of_id_.clear();
  counts_ = {};
  ++round_;
  // Stations that are gone or have changed are held by nobody else.
  std::erase_if(texts_, [](const auto& entry) { return entry.second.station.use_count() == 1; });
  RankRooms();
  std::vector<Candidate> candidates = Collect();
  std::sort(candidates.begin(), candidates.end(),
            [this](const Candidate& a, const Candidate& b) { return Before(a, b); });
  MakeGroups(candidates);
  std::erase_if(known_, [&](const auto& entry) { return entry.second.round != round_; });
  std::sort(index_of_id_.begin(), index_of_id_.end());
}

int WallModel::IndexOf(const SessionKey& key) const {
  const auto found = known_.find(key);
  return found == known_.end() ? -1 : found->second.index;
}

int WallModel::IndexOfId(int64_t id) const {
  const auto found = std::lower_bound(index_of_id_.begin(), index_of_id_.end(), std::pair(id, 0));
  return found == index_of_id_.end() || found->first != id ? -1 : found->second;
}

bool WallModel::Knows(const SessionKey& key) const {
  const auto found = known_.find(key);
  return found != known_.end() && found->second.session;
}

std::vector<ShownSession> WallModel::AllMonitored() const {
  std::vector<ShownSession> all;
  for (const StationView& view : snapshot_->stations) {
    for (const Session& session : view.station->sessions) {
      if (session.monitored) all.push_back({&session, &view, &session.key, known_.at(session.key).id, {}});
    }
  }
  std::stable_sort(all.begin(), all.end(), [this](const ShownSession& a, const ShownSession& b) {
    return room_rank_.at(a.view->station->room) < room_rank_.at(b.view->station->room);
  });
  return all;
}

}  // namespace labwall
