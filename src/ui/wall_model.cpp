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

bool HasAllWords(const std::string& text, const std::vector<std::string>& words) {
  return std::all_of(words.begin(), words.end(),
                     [&](const std::string& word) { return text.find(word) != std::string::npos; });
}

// By room, those without one last; within a room as the snapshot has them.
std::vector<const StationView*> InReadingOrder(const LabSnapshot& snapshot) {
  std::vector<const StationView*> order;
  order.reserve(snapshot.stations.size());
  for (const StationView& view : snapshot.stations) order.push_back(&view);
  const auto before = [](const StationView* a, const StationView* b) {
    const std::string& left = a->station->room;
    const std::string& right = b->station->room;
    if (left.empty() != right.empty()) return right.empty();
    return left < right;
  };
  if (!std::is_sorted(order.begin(), order.end(), before)) std::stable_sort(order.begin(), order.end(), before);
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

const std::vector<std::string>& WallModel::SearchTextOf(const StationView& view) {
  Searchable& searchable = searchable_[view.station.get()];
  if (searchable.station == nullptr) {
    const Station& station = *view.station;
    searchable.station = view.station;
    for (const Session& session : station.sessions) {
      searchable.sessions.push_back(FoldCase(session.display_name + '\n' + session.user + '\n' + station.host + '\n' +
                                             station.id + '\n' + station.room));
    }
  }
  return searchable.sessions;
}

void WallModel::Rebuild() {
  sessions_.clear();
  groups_.clear();
  index_of_id_.clear();
  counts_ = {};
  ++round_;
  const std::vector<std::string> words = WordsOf(search_);
  // Stations that are gone or have changed are held by nobody else.
  std::erase_if(searchable_, [](const auto& entry) { return entry.second.station.use_count() == 1; });
  for (const StationView* view : InReadingOrder(*snapshot_)) {
    const Station& station = *view->station;
    bool any_monitored = false;
    bool any_matches = false;
    for (size_t i = 0; i < station.sessions.size(); ++i) {
      const Session& session = station.sessions[i];
      if (!session.monitored) {
        ++counts_.unmonitored;
        continue;
      }
      Known& known = known_[session.key];
      if (known.round == round_) continue;  // said twice by a confused station
      if (known.id == 0) known.id = next_id_++;
      known.round = round_;
      known.index = -1;
      const bool problem = HasProblem(session, *view);
      any_monitored = true;
      ++counts_.sessions;
      if (problem) ++counts_.problems;
      if (!words.empty() && !HasAllWords(SearchTextOf(*view)[i], words)) {
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
      known.index = static_cast<int>(sessions_.size());
      index_of_id_.emplace_back(known.id, known.index);
      sessions_.push_back({&session, view, known.id});
    }
    if (any_monitored) ++counts_.stations;
  }
  if (known_.size() > static_cast<size_t>(counts_.sessions)) {
    std::erase_if(known_, [&](const auto& entry) { return entry.second.round != round_; });
  }
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

std::vector<ShownSession> WallModel::AllMonitored() const {
  std::vector<ShownSession> all;
  for (const StationView* view : InReadingOrder(*snapshot_)) {
    for (const Session& session : view->station->sessions) {
      if (session.monitored) all.push_back({&session, view, known_.at(session.key).id});
    }
  }
  return all;
}

}  // namespace labwall
