// SPDX-License-Identifier: Apache-2.0
#include "ui/wall_model.h"

#include <clocale>

#include <algorithm>
#include <climits>
#include <cwchar>
#include <cwctype>
#include <string_view>

namespace labwall {
namespace {

std::vector<std::string> WordsOf(const std::string& search) {
  std::vector<std::string> words;
  const std::string folded = FoldCase(search);
  size_t begin = 0;
  while ((begin = folded.find_first_not_of(' ', begin)) != std::string::npos) {
    const size_t end = std::min(folded.find(' ', begin), folded.size());
    words.push_back(folded.substr(begin, end - begin));
    begin = end;
  }
  return words;
}

bool Matches(const Session& session, const Station& station, const std::vector<std::string>& words) {
  if (words.empty()) return true;
  const std::string text = FoldCase(session.display_name + '\n' + session.user + '\n' + station.host + '\n' +
                                    station.id + '\n' + station.room);
  return std::all_of(words.begin(), words.end(),
                     [&](const std::string& word) { return text.find(word) != std::string::npos; });
}

// By room, those without one last; within a room as the snapshot has them.
std::vector<const StationView*> InReadingOrder(const LabSnapshot& snapshot) {
  std::vector<const StationView*> order;
  order.reserve(snapshot.stations.size());
  for (const StationView& view : snapshot.stations) order.push_back(&view);
  std::stable_sort(order.begin(), order.end(), [](const StationView* a, const StationView* b) {
    const std::string& left = a->station->room;
    const std::string& right = b->station->room;
    if (left.empty() != right.empty()) return right.empty();
    return left < right;
  });
  return order;
}

}  // namespace

std::string FoldCase(std::string_view text) {
  static const locale_t unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  if (unicode == nullptr) return std::string(text);
  const locale_t before = uselocale(unicode);
  std::string folded;
  std::mbstate_t in{};
  std::mbstate_t out{};
  char bytes[MB_LEN_MAX];
  while (!text.empty()) {
    wchar_t c = 0;
    const size_t length = std::mbrtowc(&c, text.data(), text.size(), &in);
    if (length == 0 || length > text.size()) break;
    text.remove_prefix(length);
    const size_t written = std::wcrtomb(bytes, static_cast<wchar_t>(std::towlower(static_cast<wint_t>(c))), &out);
    if (written != static_cast<size_t>(-1)) folded.append(bytes, written);
  }
  uselocale(before);
  return folded;
}

bool HasProblem(const Session& session, const StationView& view) {
  return !view.answering || session.picture == PictureState::kUnresponsive;
}

bool WallModel::Update(std::shared_ptr<const LabSnapshot> snapshot, const std::string& search,
                       const std::set<std::string>& folded_rooms) {
  if (snapshot == nullptr) snapshot = snapshot_;
  if (built_ && snapshot == snapshot_ && search == search_ && folded_rooms == folded_rooms_) return false;
  snapshot_ = std::move(snapshot);
  search_ = search;
  folded_rooms_ = folded_rooms;
  built_ = true;
  Rebuild();
  return true;
}

void WallModel::Rebuild() {
  sessions_.clear();
  groups_.clear();
  counts_ = {};
  const std::vector<std::string> words = WordsOf(search_);
  for (const StationView* view : InReadingOrder(*snapshot_)) {
    const Station& station = *view->station;
    bool any_monitored = false;
    bool any_matches = false;
    for (const Session& session : station.sessions) {
      if (!session.monitored) {
        ++counts_.unmonitored;
        continue;
      }
      const bool problem = HasProblem(session, *view);
      any_monitored = true;
      ++counts_.sessions;
      if (problem) ++counts_.problems;
      if (!Matches(session, station, words)) {
        ++counts_.filtered_out;
        continue;
      }
      if (groups_.empty() || groups_.back().room != station.room) {
        groups_.push_back({.room = station.room,
                           .first = static_cast<int>(sessions_.size()),
                           .folded = folded_rooms_.contains(station.room)});
      }
      ShownGroup& group = groups_.back();
      ++group.total;
      if (problem) ++group.problems;
      if (!any_matches) ++group.stations;
      any_matches = true;
      if (group.folded) continue;
      ++group.count;
      sessions_.push_back({&session, view, 0});
    }
    if (any_monitored) ++counts_.stations;
  }
  AssignIds();
}

void WallModel::AssignIds() {
  std::unordered_map<SessionKey, int64_t> ids;
  ids.reserve(static_cast<size_t>(counts_.sessions));
  for (const StationView& view : snapshot_->stations) {
    for (const Session& session : view.station->sessions) {
      if (!session.monitored) continue;
      const auto known = ids_.find(session.key);
      ids.emplace(session.key, known != ids_.end() ? known->second : next_id_++);
    }
  }
  ids_ = std::move(ids);
  index_of_id_.clear();
  index_of_id_.reserve(sessions_.size());
  for (size_t i = 0; i < sessions_.size(); ++i) {
    sessions_[i].id = ids_.at(sessions_[i].session->key);
    index_of_id_.emplace(sessions_[i].id, static_cast<int>(i));
  }
}

int WallModel::IndexOf(const SessionKey& key) const {
  const auto found = ids_.find(key);
  return found == ids_.end() ? -1 : IndexOfId(found->second);
}

int WallModel::IndexOfId(int64_t id) const {
  const auto found = index_of_id_.find(id);
  return found == index_of_id_.end() ? -1 : found->second;
}

std::vector<ShownSession> WallModel::AllMonitored() const {
  std::vector<ShownSession> all;
  for (const StationView* view : InReadingOrder(*snapshot_)) {
    for (const Session& session : view->station->sessions) {
      if (session.monitored) all.push_back({&session, view, ids_.at(session.key)});
    }
  }
  return all;
}

}  // namespace labwall
