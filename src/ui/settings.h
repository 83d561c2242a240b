// SPDX-License-Identifier: Apache-2.0
// What a supervisor sets in the interface and finds again the next time. Plain values with sensible defaults; where
// they are kept is the program's business.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace labwall {

// kDesktop: as the desktop has it.
enum class ThemeChoice { kDesktop, kDark, kLight };
enum class MotionChoice { kDesktop, kFull, kReduced };

// All shows suspended sessions and stations without a session too; filtered is for who is at work now.
enum class Show { kFiltered, kAll };
enum class SortBy { kStation, kUser, kRoom, kStartTime, kIdleTime };
enum class GroupBy { kRoom, kStation, kNone };

// What a session can be, as bits: it can be idle and locked at once. Active is none of the others.
using StateSet = uint32_t;
inline constexpr StateSet kStateActive = 1;
inline constexpr StateSet kStateIdle = 2;
inline constexpr StateSet kStateLocked = 4;
inline constexpr StateSet kStateDisconnected = 8;
inline constexpr StateSet kStateProblem = 16;

// Widths at scale 1.
inline constexpr float kSmallestFittedTile = 48;  // by "fit all" only
inline constexpr float kSmallestTile = 96;
inline constexpr float kSmallTile = 176;
inline constexpr float kMediumTile = 264;
inline constexpr float kLargeTile = 420;
inline constexpr float kLargestTile = 640;

inline constexpr float kSmallestZoom = 0.75f;
inline constexpr float kLargestZoom = 2.0f;

// How often a thumbnail on screen is brought up to date, at most: times a second.
inline constexpr float kLeastUpdateRate = 0.2f;
inline constexpr float kMostUpdateRate = 10;
// What pictures may take on the GPU.
inline constexpr int kLeastTextureMib = 64;
inline constexpr int kMostTextureMib = 4096;

// A place in a room's grid of desks.
struct GridCell {
  int column = 0;
  int row = 0;
  auto operator<=>(const GridCell&) const = default;
};
inline constexpr int kMostDeskColumns = 40;
inline constexpr int kMostDeskRows = 200;
// Where a room's desks are, by desk: a station's id, with "/" and the seat where it has several.
using DeskPlan = std::map<std::string, GridCell>;

struct UiSettings {
  ThemeChoice theme = ThemeChoice::kDesktop;
  MotionChoice motion = MotionChoice::kDesktop;
  std::string language;             // a code of Languages() (text.h); empty: from the environment
  float zoom = 1;                   // of everything, on top of the monitor's scale
  bool private_view = false;        // pictures are blurred
  bool type_large_numbers = false;  // a command to many people wants their number typed

  float update_rate = 2;
  int texture_mib = 256;

  float tile_width = kMediumTile;
  bool fit_all = false;  // as large as lets all be seen at once; any other change of size ends it
  Show show = Show::kFiltered;
  StateSet only_states = 0;  // shown are sessions with one of these; 0: with any
  SortBy sort = SortBy::kStation;
  GroupBy group = GroupBy::kRoom;
  std::set<std::string> folded_groups;            // by ShownGroup::id
  std::map<std::string, std::string> room_names;  // what the console calls a room, where it was renamed
  std::map<std::string, DeskPlan> desk_plans;     // by room
  bool activity_open = true;                      // the panel beside the wall

  bool operator==(const UiSettings&) const = default;
};

}  // namespace labwall
