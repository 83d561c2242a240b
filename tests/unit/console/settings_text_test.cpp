// SPDX-License-Identifier: Apache-2.0
#include "console/settings_text.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>
#include <utility>
#include <vector>

namespace labwall {
namespace {

using testing::HasSubstr;

ConsoleSettings Parsed(const std::string& text) {
  const Result<ConsoleSettings> settings = ParseSettings(text);
  if (!settings) ADD_FAILURE() << settings.error().message << "\n" << text;
  return settings.value_or(ConsoleSettings());
}

// A field that is added to UiSettings makes this line wrong: give it a name here, a value below, and a key in
// settings_text.cpp.
template <typename Settings>
auto FieldsOf(Settings& ui) {
  auto& [theme, motion, language, zoom, private_view, type_large_numbers, update_rate, texture_mib, tile_width, fit_all,
         show, only_states, sort, group, folded_groups, room_names, desk_plans, activity_open] = ui;
  return std::tie(theme, motion, language, zoom, private_view, type_large_numbers, update_rate, texture_mib, tile_width,
                  fit_all, show, only_states, sort, group, folded_groups, room_names, desk_plans, activity_open);
}

ConsoleSettings EverythingSet() {
  const std::map<std::string, std::string> room_names = {
      {"B12", "Физика “1” — \\ 'x'"}, {"", "Elsewhere"}, {"Tom's a.b = [c]#\"d\"", ""}};
  const std::map<std::string, DeskPlan> desk_plans = {
      {"B12", {{"pc-01", {3, 2}}, {"pc-02/seat-1", {39, 199}}}}, {"B 14", {}}, {"", {{"pc-03", {0, 0}}}}};
  ConsoleSettings settings;
  FieldsOf(settings.ui) =
      std::tuple(ThemeChoice::kLight, MotionChoice::kReduced, "pt_BR", 1.1F, true, true, 0.2F, 1024, 304.0F, true,
                 Show::kAll, kStateIdle | kStateProblem, SortBy::kIdleTime, GroupBy::kNone,
                 std::set<std::string>{"room/B12", "station/pc-07", "room/"}, room_names, desk_plans, false);
  auto& [x, y, width, height, maximised, full_screen] = settings.window;
  std::tie(x, y, width, height, maximised, full_screen) = std::tuple(-1280, 40, 1234, 777, true, true);
  return settings;
}

template <size_t... kIndices>
std::vector<bool> Differences(const UiSettings& a, const UiSettings& b, std::index_sequence<kIndices...> /*indices*/) {
  return {std::get<kIndices>(FieldsOf(a)) != std::get<kIndices>(FieldsOf(b))...};
}

TEST(SettingsTextTest, KeepsEveryField) {
  const ConsoleSettings set = EverythingSet();
  constexpr size_t kFields = std::tuple_size_v<decltype(FieldsOf(set.ui))>;
  EXPECT_THAT(Differences(set.ui, UiSettings(), std::make_index_sequence<kFields>()), testing::Each(true));
  const std::string text = TextOf(set, "");
  EXPECT_EQ(Parsed(text), set) << text;
  // And over a file that says something else.
  EXPECT_EQ(Parsed(TextOf(ConsoleSettings(), text)), ConsoleSettings());
  EXPECT_EQ(Parsed(TextOf(set, TextOf(ConsoleSettings(), ""))), set);
}

TEST(SettingsTextTest, EveryWordIsReadAsItIsWritten) {
  ConsoleSettings settings;
  const auto expect_kept = [&settings] { EXPECT_EQ(Parsed(TextOf(settings, "")), settings); };
  for (const ThemeChoice theme : {ThemeChoice::kDesktop, ThemeChoice::kDark, ThemeChoice::kLight}) {
    settings.ui.theme = theme;
    expect_kept();
  }
  for (const MotionChoice motion : {MotionChoice::kDesktop, MotionChoice::kFull, MotionChoice::kReduced}) {
    settings.ui.motion = motion;
    expect_kept();
  }
  for (const SortBy sort : {SortBy::kStation, SortBy::kUser, SortBy::kRoom, SortBy::kStartTime, SortBy::kIdleTime}) {
    settings.ui.sort = sort;
    expect_kept();
  }
  for (const GroupBy group : {GroupBy::kRoom, GroupBy::kStation, GroupBy::kNone}) {
    settings.ui.group = group;
    expect_kept();
  }
  for (StateSet states = 0; states < 32; ++states) {
    settings.ui.only_states = states;
    expect_kept();
  }
}

TEST(SettingsTextTest, IsForPeopleToRead) {
  EXPECT_EQ(
      TextOf(EverythingSet(), ""),
      R"x(# What was set in Labwall's console. It writes this file anew when something changes, and keeps what it does not
# know; comments are lost.

[commands]
type_large_numbers = true

[look]
blur_pictures = true
language = "pt_BR"
motion = "reduced"
theme = "light"
zoom_percent = 110

[pictures]
texture_memory_mib = 1024
updates_per_minute = 12

[wall]
activity_open = false
fit_all = true
folded_groups = [ "room/", "room/B12", "station/pc-07" ]
group = "none"
only_states = [ "idle", "problem" ]
show = "all"
sort = "idle_time"
tile_width = 304

[window]
full_screen = true
height = 777
maximised = true
width = 1234
x = -1280
y = 40

[[rooms]]
desks = [ [ "pc-03", 0, 0 ] ]
id = ""
name = "Elsewhere"

[[rooms]]
desks = []
id = "B 14"

[[rooms]]
desks = [ [ "pc-01", 3, 2 ], [ "pc-02/seat-1", 39, 199 ] ]
id = "B12"
name = "Физика “1” — \\ 'x'"

[[rooms]]
id = "Tom's a.b = [c]#\"d\""
name = ""
)x");
}

TEST(SettingsTextTest, NothingSetIsTheDefault) {
  EXPECT_EQ(Parsed(""), ConsoleSettings());
  EXPECT_EQ(Parsed("# nothing\n[look]\n"), ConsoleSettings());
}

TEST(SettingsTextTest, AWrongKindIsThatOneDefault) {
  const ConsoleSettings settings = Parsed(R"(
    commands = "none"
    [look]
    theme = 1
    motion = "wild"
    language = ["de"]
    zoom_percent = "150"
    blur_pictures = 1
    [pictures]
    updates_per_minute = "120"
    texture_memory_mib = 512.0
    [wall]
    tile_width = 300
    show = "all"
    sort = true
    only_states = "idle"
    folded_groups = [1, "room/B12", ["x"]]
    [[rooms]]
    name = "of nothing"
    [[rooms]]
    id = 12
    name = "of a number"
    [[rooms]]
    id = "B12"
    name = 12
    desks = "pc-01"
    [[rooms]]
    id = "B14"
    name = "Chemistry"
    desks = [["pc-01"], ["pc-02", 1, 2, 3], ["pc-03", "1", 2], "pc-04", [5, 1, 2], ["pc-06", 1.5, 2], ["pc-07", 4, 5]]
    [window]
    x = 7.0
    width = 900
  )");
  ConsoleSettings expected;
  expected.ui.tile_width = 300;
  expected.ui.show = Show::kAll;
  expected.ui.folded_groups = {"room/B12"};
  expected.ui.room_names = {{"B14", "Chemistry"}};
  expected.ui.desk_plans = {{"B14", {{"pc-07", {4, 5}}}}};
  expected.window.width = 900;
  EXPECT_EQ(settings, expected);
}

TEST(SettingsTextTest, ANumberOutOfItsRangeIsTheNearestInIt) {
  const ConsoleSettings settings = Parsed(R"(
    [look]
    zoom_percent = inf
    [wall]
    tile_width = -9223372036854775808
    [pictures]
    updates_per_minute = 0
    texture_memory_mib = 9223372036854775807
    [window]
    x = 9223372036854775807
    y = -9223372036854775808
    width = -5
    height = 99999999999
    [[rooms]]
    id = "B12"
    desks = [["pc-01", -1, 9223372036854775807]]
  )");
  EXPECT_EQ(settings.ui.zoom, kLargestZoom);
  EXPECT_EQ(settings.ui.tile_width, kSmallestTile);
  EXPECT_EQ(settings.ui.update_rate, kLeastUpdateRate);
  EXPECT_EQ(settings.ui.texture_mib, kMostTextureMib);
  EXPECT_EQ(Parsed("[pictures]\nupdates_per_minute = 1e9\ntexture_memory_mib = -1").ui.update_rate, kMostUpdateRate);
  EXPECT_EQ(settings.window.x, 100'000);
  EXPECT_EQ(settings.window.y, -100'000);
  EXPECT_FALSE(settings.window.known());
  EXPECT_EQ(settings.window.height, 16'384);
  EXPECT_EQ(settings.ui.desk_plans.at("B12").at("pc-01"), (GridCell{0, kMostDeskRows - 1}));
  EXPECT_EQ(Parsed("[look]\nzoom_percent = nan").ui.zoom, 1);
}

TEST(SettingsTextTest, KeepsWhatItDoesNotKnow) {
  const std::string before = R"(version = 7
    flight = 2031-05-06T07:08:09Z
    [look]
    theme = "dark"
    sparkle = [1.5, { a = "b" }, "c\n\u0007"]
    [plugins."x y".deep]
    on = true
    [[rooms]]
    id = "B12"
    name = "Physics"
    capacity = 24
    [[rooms]]
    id = "B14"
    name = "Chemistry"
  )";
  ConsoleSettings settings = Parsed(before);
  settings.ui.theme = ThemeChoice::kLight;
  settings.ui.room_names.clear();
  const std::string text = TextOf(settings, before);
  EXPECT_THAT(text, HasSubstr("version = 7"));
  EXPECT_THAT(text, HasSubstr("flight = 2031-05-06T07:08:09Z"));
  EXPECT_THAT(text, HasSubstr("sparkle = "));
  EXPECT_THAT(text, HasSubstr("capacity = 24"));
  EXPECT_THAT(text, HasSubstr("on = true"));
  EXPECT_THAT(text, testing::Not(HasSubstr("B14")));
  EXPECT_EQ(Parsed(text), settings);
  EXPECT_EQ(TextOf(settings, text), text);
}

TEST(SettingsTextTest, DropsWhatItDoesNotKnowBeforeItBreaksTheFile) {
  const ConsoleSettings set = EverythingSet();
  EXPECT_EQ(Parsed(TextOf(set, "\"Tom's\" = 1\n")), set);
  EXPECT_EQ(Parsed(TextOf(set, "\"a\\nb\" = 1\n[\"\\t\"]\n")), set);
  EXPECT_THAT(TextOf(set, "\"Физика\" = 1\n"), HasSubstr("Физика"));
  EXPECT_EQ(Parsed(TextOf(set, "\"Физика\" = 1\n")), set);
}

TEST(SettingsTextTest, ReplacesWhatStandsInItsWay) {
  const ConsoleSettings set = EverythingSet();
  const std::string before = "look = 1\nwall = [2]\nrooms = \"three\"\nwindow = 4.0\n[[commands]]\na = 1\n";
  EXPECT_EQ(Parsed(TextOf(set, before)), set);
  EXPECT_EQ(Parsed(TextOf(set, "rooms = [7, [1], { a = 1 }]\n")), set);
}

TEST(SettingsTextTest, SaysWhereATextIsNoToml) {
  const Result<ConsoleSettings> settings = ParseSettings("[look]\ntheme = \"dark\"\nzoom = = 2\n");
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(settings.error().message, HasSubstr("line 3"));
  EXPECT_FALSE(ParseSettings(std::string("[look]\0", 7)));
  EXPECT_FALSE(ParseSettings("\xFF\xFE\x00z"));
  EXPECT_FALSE(ParseSettings("a = " + std::string(100'000, '[')));
  EXPECT_FALSE(ParseSettings(std::string(10'000'000, '#')));
  // What can't be read is not kept, but what is set is.
  EXPECT_EQ(Parsed(TextOf(EverythingSet(), "zoom = = 2")), EverythingSet());
}

TEST(SettingsTextTest, StaysSmallWhateverTheFileSays) {
  std::string text = "[wall]\nfolded_groups = [";
  for (int i = 0; i < 20'000; ++i) text += fmt::format("\"room/{}\",", i);
  text += "\"" + std::string(100'000, 'x') + "\"]\n";
  for (int i = 0; i < 10'000; ++i) text += fmt::format("[[rooms]]\nid = \"r{}\"\nname = \"n\"\n", i);
  text += "[[rooms]]\nid = \"r1\"\nname = \"" + std::string(100'000, 'y') + "\"\ndesks = [";
  for (int i = 0; i < 20'000; ++i) text += fmt::format("[\"pc-{}\", 1, 1],\n", i);
  text += "]\n";
  const ConsoleSettings settings = Parsed(text);
  EXPECT_LE(settings.ui.folded_groups.size(), 4096U);
  EXPECT_LE(settings.ui.room_names.size(), 4096U);
  EXPECT_LE(settings.ui.desk_plans.at("r1").size(), 8000U);
  EXPECT_LE(settings.ui.room_names.at("r1").size(), 200U);
  EXPECT_EQ(Parsed(TextOf(settings, "")), settings);
}

// An id that can't be kept as it is would name something else.
TEST(SettingsTextTest, LeavesOutIdsThatAreNoText) {
  ConsoleSettings settings;
  settings.ui.folded_groups = {"room/\xFF", "room/\n", "room/B12", std::string(1000, 'x')};
  settings.ui.room_names = {{"B\x01", "x"}, {"B12", "two\nlines \xC3"}};
  settings.ui.desk_plans = {{"B12", {{"\x80", {1, 1}}, {"pc-1", {2, 2}}}}};
  settings.ui.language = "d\x80";
  const ConsoleSettings read = Parsed(TextOf(settings, ""));
  EXPECT_EQ(read.ui.folded_groups, (std::set<std::string>{"room/B12"}));
  EXPECT_EQ(read.ui.room_names, (std::map<std::string, std::string>{{"B12", "twolines \xEF\xBF\xBD"}}));
  EXPECT_EQ(read.ui.desk_plans, (std::map<std::string, DeskPlan>{{"B12", {{"pc-1", {2, 2}}}}}));
  EXPECT_EQ(read.ui.language, "");
}

}  // namespace
}  // namespace labwall
