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

constexpr int64_t kLast = std::numeric_limits<int64_t>::max();

// A station's own tile, for when nobody is logged on: no session has an empty id.
SessionKey EmptySeatOf(const Station& station) { return {station.id, station.boot_id, "", 0}; }

}  // namespace

bool HasProblem(const Session& session, const StationView& view) {
  return !view.answering || session.picture == PictureState::kUnresponsive;
}

bool HasPicture(const Session* session) {
  return session != nullptr && session->picture != PictureState::kNoDisplay &&
         session->picture != PictureState::kUnsupported;
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

std::pair<const SessionKey*, WallModel::Known*> WallModel::Know(const SessionKey& key) {
  const auto entry = known_.try_emplace(key).first;
  if (entry->second.id == 0) entry->second.id = next_id_++;
  return {&entry->first, &entry->second};
}

WallModel::Texts& WallModel::TextsOf(const StationView& view) {
  Texts& texts = texts_[view.station.get()];
  if (texts.round + 1 != round_) {
    // It was away, and what it knew of may be forgotten.
    for (Texts::Person& person : texts.people) person.known = nullptr;
  }
  texts.round = round_;
  texts.counted_in = 0;
  if (texts.station != nullptr) return texts;
  const Station& station = *view.station;
  texts.station = view.station;
  const std::string host = FoldCase(station.host);
  texts.order = NaturalKey(host);
  texts.search = host + '\n' + FoldCase(station.id + '\n' + station.room);
  for (const Session& session : station.sessions) {
    const std::string& name = session.display_name.empty() ? session.user : session.display_name;
    Texts::Person& person = texts.people.emplace_back();
    person.search = FoldCase(session.display_name + '\n' + session.user) + '\n' + texts.search;
    person.order = CollationKey(name);
  }
  return texts;
}

// By the name that people read; those of no room come last.
void WallModel::RankRooms() {
  std::set<std::string> rooms;
  const std::string* last = nullptr;
  for (const StationView& view : snapshot_->stations) {
    const std::string& room = view.station->room;
    if (last == nullptr || *last != room) rooms.insert(room);  // they come room by room
    last = &room;
  }
  const auto key = [&](const std::string& room) {
    const auto renamed = settings_.room_names.find(room);
    return NaturalKey(FoldCase(renamed != settings_.room_names.end() ? renamed->second : room));
  };
  std::vector<std::tuple<bool, std::string, std::string>> order;
  for (const std::string& room : rooms) order.emplace_back(room.empty(), key(room), room);
  std::sort(order.begin(), order.end());
  room_rank_.clear();
  for (size_t i = 0; i < order.size(); ++i) room_rank_[std::get<2>(order[i])] = static_cast<int>(i);
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
  const bool all = settings_.show == Show::kAll;
  const std::string* last_room = nullptr;
  int rank = 0;
  for (const StationView& view : snapshot_->stations) {
    const Station& station = *view.station;
    if (last_room == nullptr || *last_room != station.room) rank = room_rank_.at(station.room);
    last_room = &station.room;
    Texts& texts = TextsOf(view);
    bool any_monitored = false;
    for (size_t i = 0; i < station.sessions.size(); ++i) {
      const Session& session = station.sessions[i];
      if (!session.monitored) {
        ++counts_.unmonitored;
        continue;
      }
      Texts::Person& person = texts.people[i];
      if (person.known == nullptr) std::tie(person.key, person.known) = Know(session.key);
      Known& known = *person.known;
      if (known.round == round_) continue;  // said twice by a confused station
      known.session = true;
      known.round = round_;
      ++seen_;
      known.index = -1;
      any_monitored = true;
      ++counts_.sessions;
      const StateSet states = StatesOf(session, view);
      if ((states & kStateProblem) != 0) ++counts_.problems;
      // Who asks for suspended sessions gets them, filtered or not.
      const bool present =
          all || (states & kStateDisconnected) == 0 || (settings_.only_states & kStateDisconnected) != 0;
      const bool wanted = settings_.only_states == 0 || (states & settings_.only_states) != 0;
      if (!present || !wanted || !has_words(person.search, station)) {
        ++counts_.filtered_out;
        continue;
      }
      found.push_back({{&session, &view, person.key, known.id, {}}, &known, &texts, i, rank, NumberOf(session)});
    }
    if (any_monitored) {
      ++counts_.stations;
    } else if (all && settings_.only_states == 0 && station.sessions.empty() && has_words(texts.search, station)) {
      const auto [key, known] = Know(EmptySeatOf(station));
      if (known->round == round_) continue;
      known->round = round_;
      known->index = -1;
      ++seen_;
      found.push_back({{nullptr, &view, key, known->id, {}}, known, &texts, 0, rank, kLast});
    }
  }
  return found;
}

int64_t WallModel::NumberOf(const Session& session) const {
  if (settings_.sort == SortBy::kStartTime) return session.key.started_us;
  if (settings_.sort != SortBy::kIdleTime) return 0;
  return session.idle && session.idle_since_us > 0 ? session.idle_since_us : kLast;
}

bool WallModel::Before(const Candidate& a, const Candidate& b) const {
  const bool rooms_first = settings_.group == GroupBy::kRoom || settings_.sort == SortBy::kRoom;
  if (rooms_first && a.room_rank != b.room_rank) return a.room_rank < b.room_rank;
  const auto by_station = [&] {
    const int hosts = a.texts->order.compare(b.texts->order);
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
    const size_t serial = groups_.size() + 1;
    for (auto it = first; it != last; ++it) {
      const ShownSession& shown = it->shown;
      if (shown.session != nullptr) {
        ++group.total;
        if (HasProblem(*shown.session, *shown.view)) ++group.problems;
      }
      if (std::exchange(it->texts->counted_in, serial) != serial) ++group.stations;
      if (group.folded) continue;
      ++group.count;
      it->known->index = static_cast<int>(sessions_.size());
      index_of_id_.emplace_back(shown.id, static_cast<int>(sessions_.size()));
      sessions_.push_back(shown);
    }
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
  seen_ = 0;
  RankRooms();
  std::vector<Candidate> candidates = Collect();
  const auto before = [this](const Candidate& a, const Candidate& b) { return Before(a, b); };
  if (!std::is_sorted(candidates.begin(), candidates.end(), before)) {
    std::sort(candidates.begin(), candidates.end(), before);
  }
  MakeGroups(candidates);
  Forget();
  std::sort(index_of_id_.begin(), index_of_id_.end());
}

// What the snapshot does not have any more. Going through thousands costs time, so the texts of stations that are gone,
// which harm nobody, wait until there are many.
void WallModel::Forget() {
  if (known_.size() > seen_) {
    std::erase_if(known_, [&](const auto& entry) { return entry.second.round != round_; });
  }
  if (texts_.size() > 2 * snapshot_->stations.size() + 64) {
    std::erase_if(texts_, [&](const auto& entry) { return entry.second.round != round_; });
  }
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
