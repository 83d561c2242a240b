// SPDX-License-Identifier: Apache-2.0
#include "console/settings_text.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <span>
#include <sstream>
#include <string_view>

#include "model/text.h"
#include "wire/limits.h"

namespace labwall {
namespace {

constexpr std::string_view kHeading =
    "# What was set in Labwall's console. It writes this file anew when something changes, and keeps what it does not\n"
    "# know; comments are lost.\n\n";

// So that a hostile file does not fill the memory; a real lab stays far below.
constexpr size_t kMostRooms = 4096;
constexpr size_t kMostFoldedGroups = 4096;
constexpr size_t kMostDesks = size_t{kMostDeskColumns} * kMostDeskRows;
constexpr size_t kMostIdCodePoints = 256;
constexpr size_t kMostLanguageBytes = 32;

constexpr int kFarthest = 100'000;  // that a window can be from the desktop's corner
constexpr int kLongestSide = 16'384;

template <typename Value>
struct Word {
  const char* word;
  Value value;
};
constexpr Word<ThemeChoice> kThemes[] = {
    {"desktop", ThemeChoice::kDesktop}, {"dark", ThemeChoice::kDark}, {"light", ThemeChoice::kLight}};
constexpr Word<MotionChoice> kMotions[] = {
    {"desktop", MotionChoice::kDesktop}, {"full", MotionChoice::kFull}, {"reduced", MotionChoice::kReduced}};
constexpr Word<Show> kShows[] = {{"filtered", Show::kFiltered}, {"all", Show::kAll}};
constexpr Word<SortBy> kSorts[] = {{"station", SortBy::kStation},
                                   {"user", SortBy::kUser},
                                   {"room", SortBy::kRoom},
                                   {"start_time", SortBy::kStartTime},
                                   {"idle_time", SortBy::kIdleTime}};
constexpr Word<GroupBy> kGroups[] = {
    {"room", GroupBy::kRoom}, {"station", GroupBy::kStation}, {"none", GroupBy::kNone}};
constexpr Word<StateSet> kStates[] = {{"active", kStateActive},
                                      {"idle", kStateIdle},
                                      {"locked", kStateLocked},
                                      {"suspended", kStateDisconnected},
                                      {"problem", kStateProblem}};

// Of a room, a station or a group: not changed for the file's sake, for it would then name nothing.
bool IsKept(std::string_view id) { return SanitizeText(id, kMostIdCodePoints) == id; }
std::string ShownName(std::string_view name) { return SanitizeText(name, wire::kMaxNameCodePoints); }

std::optional<std::string> RoomIdOf(const toml::node& room) {
  const toml::table* const table = room.as_table();
  return table != nullptr ? (*table)["id"].value_exact<std::string>() : std::nullopt;
}

// Lengths and factors are whole numbers in the file, of so many to the unit: 110 percent, and not 1.10000002384.
// Reader and Writer have the same functions, so that Visit() says once for both what is kept under which name.
class Reader {
 public:
  explicit Reader(const toml::table& file) : file_(file) {}

  void Section(std::string_view name) { section_ = file_[name].as_table(); }

  void Flag(std::string_view key, bool& flag) const { flag = Get<bool>(key).value_or(flag); }
  void Text(std::string_view key, std::string& text, size_t most_bytes) const {
    const auto read = Get<std::string>(key);
    if (read && read->size() <= most_bytes && IsKept(*read)) text = *read;
  }
  void Number(std::string_view key, float& number, float least, float most, float per_unit) const {
    const toml::node* const node = section_ != nullptr ? section_->get(key) : nullptr;
    if (node == nullptr || !node->is_number()) return;
    const double read = node->is_integer() ? static_cast<double>(**node->as_integer()) : **node->as_floating_point();
    if (std::isnan(read)) return;
    number = std::clamp(static_cast<float>(read / static_cast<double>(per_unit)), least, most);
  }
  void Number(std::string_view key, int& number, int least, int most) const {
    if (const auto read = Get<int64_t>(key)) {
      number = static_cast<int>(std::clamp<int64_t>(*read, least, most));
    }
  }
  template <typename Value>
  void OneOf(std::string_view key, Value& value, std::span<const Word<Value>> words) const {
    const auto read = Get<std::string>(key);
    for (const Word<Value>& word : words) {
      if (read == word.word) value = word.value;
    }
  }
  void SomeOf(std::string_view key, StateSet& set, std::span<const Word<StateSet>> words) const {
    EachText(key, [&](const std::string& read) {
      for (const Word<StateSet>& word : words) {
        if (read == word.word) set |= word.value;
      }
    });
  }
  void Ids(std::string_view key, std::set<std::string>& ids, size_t most) const {
    EachText(key, [&](const std::string& read) {
      if (ids.size() < most && IsKept(read)) ids.insert(read);
    });
  }
  void Rooms(std::string_view name, UiSettings& ui) const {
    const toml::array* const rooms = file_[name].as_array();
    if (rooms == nullptr) return;
    for (const toml::node& node : *rooms) {
      const std::optional<std::string> id = RoomIdOf(node);
      if (!id || !IsKept(*id)) continue;
      const toml::table& room = *node.as_table();
      const auto called = room["name"].value_exact<std::string>();
      if (called && ui.room_names.size() < kMostRooms) ui.room_names[*id] = ShownName(*called);
      const toml::array* const desks = room["desks"].as_array();
      if (desks != nullptr && ui.desk_plans.size() < kMostRooms) ui.desk_plans[*id] = Desks(*desks);
    }
  }

 private:
  template <typename T>
  std::optional<T> Get(std::string_view key) const {
    const toml::node* const node = section_ != nullptr ? section_->get(key) : nullptr;
    return node != nullptr ? node->value_exact<T>() : std::nullopt;
  }
  template <typename Take>
  void EachText(std::string_view key, Take take) const {
    const toml::array* const array = section_ != nullptr ? (*section_)[key].as_array() : nullptr;
    if (array == nullptr) return;
    for (const toml::node& node : *array) {
      if (const auto text = node.value_exact<std::string>()) take(*text);
    }
  }
  static DeskPlan Desks(const toml::array& desks) {
    DeskPlan plan;
    for (const toml::node& node : desks) {
      const toml::array* const desk = node.as_array();
      if (desk == nullptr || desk->size() != 3 || plan.size() >= kMostDesks) continue;
      const auto id = (*desk)[0].value_exact<std::string>();
      const auto column = (*desk)[1].value_exact<int64_t>();
      const auto row = (*desk)[2].value_exact<int64_t>();
      if (!id || !IsKept(*id) || !column || !row) continue;
      plan[*id] = {static_cast<int>(std::clamp<int64_t>(*column, 0, kMostDeskColumns - 1)),
                   static_cast<int>(std::clamp<int64_t>(*row, 0, kMostDeskRows - 1))};
    }
    return plan;
  }

  const toml::table& file_;
  const toml::table* section_ = nullptr;
};

class Writer {
 public:
  explicit Writer(toml::table& file) : file_(file) {}

  void Section(std::string_view name) { section_ = &TableIn(file_, name); }

  void Flag(std::string_view key, bool flag) { section_->insert_or_assign(key, flag); }
  void Text(std::string_view key, const std::string& text, size_t most_bytes) {
    section_->insert_or_assign(key, text.size() <= most_bytes && IsKept(text) ? text : std::string());
  }
  void Number(std::string_view key, float number, float least, float most, float per_unit) {
    section_->insert_or_assign(key, int64_t{std::lround(std::clamp(number, least, most) * per_unit)});
  }
  void Number(std::string_view key, int number, int least, int most) {
    section_->insert_or_assign(key, int64_t{std::clamp(number, least, most)});
  }
  template <typename Value>
  void OneOf(std::string_view key, Value value, std::span<const Word<Value>> words) {
    for (const Word<Value>& word : words) {
      if (word.value == value) section_->insert_or_assign(key, word.word);
    }
  }
  void SomeOf(std::string_view key, StateSet set, std::span<const Word<StateSet>> words) {
    toml::array array;
    for (const Word<StateSet>& word : words) {
      if ((set & word.value) != 0) array.push_back(word.word);
    }
    section_->insert_or_assign(key, std::move(array));
  }
  void Ids(std::string_view key, const std::set<std::string>& ids, size_t most) {
    toml::array array;
    for (const std::string& id : ids) {
      if (array.size() < most && IsKept(id)) array.push_back(id);
    }
    section_->insert_or_assign(key, std::move(array));
  }
  void Rooms(std::string_view name, const UiSettings& ui) {
    std::map<std::string, toml::table> rooms;
    if (const toml::array* const before = file_[name].as_array()) {
      for (const toml::node& node : *before) {
        if (const std::optional<std::string> id = RoomIdOf(node))
          rooms[*id].insert(node.as_table()->begin(), node.as_table()->end());
      }
    }
    for (auto& [id, room] : rooms) {
      for (const char* const key : {"id", "name", "desks"}) room.erase(key);
    }
    for (const auto& [id, called] : ui.room_names) rooms[id].insert_or_assign("name", ShownName(called));
    for (const auto& [id, plan] : ui.desk_plans) rooms[id].insert_or_assign("desks", Desks(plan));

    toml::array array;
    for (auto& [id, room] : rooms) {
      if (room.empty() || !IsKept(id) || array.size() >= kMostRooms) continue;
      room.insert_or_assign("id", id);
      array.push_back(std::move(room));
    }
    file_.insert_or_assign(name, std::move(array));
  }

 private:
  // What stands there and is no table makes room for one.
  static toml::table& TableIn(toml::table& table, std::string_view key) {
    if (toml::node* const node = table.get(key); node != nullptr && node->is_table()) return *node->as_table();
    return *table.insert_or_assign(key, toml::table()).first->second.as_table();
  }
  static toml::array Desks(const DeskPlan& plan) {
    toml::array desks;
    for (const auto& [id, cell] : plan) {
      if (!IsKept(id) || desks.size() >= kMostDesks) continue;
      desks.push_back(toml::array(id, int64_t{std::clamp(cell.column, 0, kMostDeskColumns - 1)},
                                  int64_t{std::clamp(cell.row, 0, kMostDeskRows - 1)}));
    }
    return desks;
  }

  toml::table& file_;
  toml::table* section_ = nullptr;
};

template <typename Io, typename Settings>
void Visit(Io& io, Settings& settings) {
  auto& ui = settings.ui;
  io.Section("look");
  io.template OneOf<ThemeChoice>("theme", ui.theme, kThemes);
  io.template OneOf<MotionChoice>("motion", ui.motion, kMotions);
  io.Text("language", ui.language, kMostLanguageBytes);
  io.Number("zoom_percent", ui.zoom, kSmallestZoom, kLargestZoom, 100);
  io.Flag("blur_pictures", ui.private_view);

  io.Section("wall");
  io.Number("tile_width", ui.tile_width, kSmallestTile, kLargestTile, 1);
  io.Flag("fit_all", ui.fit_all);
  io.template OneOf<Show>("show", ui.show, kShows);
  io.SomeOf("only_states", ui.only_states, kStates);
  io.template OneOf<SortBy>("sort", ui.sort, kSorts);
  io.template OneOf<GroupBy>("group", ui.group, kGroups);
  io.Ids("folded_groups", ui.folded_groups, kMostFoldedGroups);
  io.Flag("activity_open", ui.activity_open);

  io.Section("pictures");
  io.Number("updates_per_minute", ui.update_rate, kLeastUpdateRate, kMostUpdateRate, 60);
  io.Number("texture_memory_mib", ui.texture_mib, kLeastTextureMib, kMostTextureMib);

  io.Section("commands");
  io.Flag("type_large_numbers", ui.type_large_numbers);

  io.Rooms("rooms", ui);

  auto& window = settings.window;
  io.Section("window");
  io.Number("x", window.x, -kFarthest, kFarthest);
  io.Number("y", window.y, -kFarthest, kFarthest);
  io.Number("width", window.width, 0, kLongestSide);
  io.Number("height", window.height, 0, kLongestSide);
  io.Flag("maximised", window.maximised);
  io.Flag("full_screen", window.full_screen);
}

}  // namespace

Result<ConsoleSettings> ParseSettings(const std::string& text) {
  if (text.size() > kMostSettingsBytes) {
    return Fail(ErrorCode::kInvalidArgument, fmt::format("it is larger than {} MB", kMostSettingsBytes >> 20));
  }
  try {
    const toml::table file = toml::parse(text);
    ConsoleSettings settings;
    Reader reader(file);
    Visit(reader, settings);
    return settings;
  } catch (const toml::parse_error& error) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("line {}: {}", error.source().begin.line, error.description()));
  }
}

std::string TextOf(const ConsoleSettings& settings, const std::string& before) {
  toml::table file;
  try {
    file = toml::parse(before);
  } catch (const toml::parse_error&) {
    // Nothing in it can be kept.
  }
  Writer writer(file);
  Visit(writer, settings);
  std::ostringstream stream;
  // Escapes instead of TOML's other ways to quote: they can say every string.
  stream << kHeading << toml::toml_formatter(file, toml::format_flags::allow_unicode_strings) << '\n';
  std::string text = std::move(stream).str();
  // toml++ 3.3 writes some keys without the quotes that they need (a' for one). None of ours; what is not ours is then
  // left out rather than the file broken.
  return before.empty() || ParseSettings(text) ? text : TextOf(settings, "");
}

}  // namespace labwall
