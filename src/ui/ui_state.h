// SPDX-License-Identifier: Apache-2.0
// What the interface remembers from frame to frame, and what each of its parts is given to draw a frame with.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/command.h"
#include "model/selection.h"
#include "ui/actions.h"
#include "ui/activity_log.h"
#include "ui/look.h"
#include "ui/settings.h"
#include "ui/wall_model.h"
#include "ui/wall_ui.h"

namespace labwall {

enum class Tab { kHome, kActivity };
enum class ContextMenu { kNone, kAtMouse, kAtFocus };

// A log off that waits for the supervisor's word. It names the sessions as they were when it was asked for.
struct PendingLogOff {
  struct Person {
    CommandTarget target;
    std::string host;
    bool hidden = false;  // not on the wall when the dialog opened: filtered out or folded away
    bool gone = false;    // has ended since
  };
  struct Headcount {
    size_t gone = 0;
    size_t people = 0;  // who are still there; these too:
    size_t hidden = 0;
    size_t stations = 0;
  };
  std::vector<Person> people;  // in reading order
  bool all = false;
  bool just_asked = true;
  Headcount count;
  std::optional<uint64_t> counted_in;  // the version of the snapshot that `count` and Person::gone are of
  bool every_name = false;             // the dialog lists all of them
  std::array<char, 16> typed{};        // where the number is to be typed
};

// What became of commands, waiting for a place to be saved in.
struct SaveActivity {
  std::optional<BatchId> batch;  // only this one; else all of this run
  std::array<char, 1024> path{};
  std::string error;  // why it could not be saved there
  bool just_asked = true;
  bool to_field = true;  // the path is to have the keyboard
};

struct UiState {
  UiSettings settings;
  Tab tab = Tab::kHome;
  std::array<char, 128> search{};
  bool focus_search = false;

  Selection selection;
  std::optional<SessionKey> focused;         // the tile the keyboard is at
  std::optional<SessionKey> opened;          // the session that is shown alone and large
  bool just_opened = false;                  // in the frame before this one
  std::optional<SessionKey> peeked;          // the session that is shown large while a key or button is held
  std::optional<std::string> arranged_room;  // whose tiles are dragged to where the desks are
  std::optional<SessionKey> go_to;           // to be selected, alone, and focused on the wall

  std::optional<PendingLogOff> pending;
  // To be opened in this frame.
  bool open_menu = false;
  ContextMenu context_menu = ContextMenu::kNone;
  bool open_keyboard_map = false;
  bool open_palette = false;
  bool open_settings = false;
  std::optional<std::string> rename_room;  // the room that is to get another name
  bool ask_to_quit = false;                // until the supervisor has answered

  ActivityLog activity;
  std::optional<BatchId> show_batch;  // that the Activity tab is to go to
  std::optional<SaveActivity> save_activity;
  bool show_figures = false;
  std::vector<std::string> said;  // short confirmations, each to be shown for a moment
};

// A target's newest progress, for its tile.
struct TileProgress {
  const TargetProgress* progress = nullptr;
  MonotonicTime submitted_at;
};

// One frame. Parts read everything, change the state, and ask for actions.
struct Frame {
  const Look& look;
  const UiInput& input;
  const WallModel& model;
  UiState& state;
  ActionQueue& actions;
  CommandSink& sink;
  const std::unordered_map<SessionKey, TileProgress>& progress;
  int64_t now_unix_us = 0;
  int hidden_selected = 0;  // selected, but not on the wall

  // Whether things may move: never where the desktop or the settings ask for rest.
  bool motion = true;

  // A supervisor can't log off the session they work in, nor a station where nobody is.
  [[nodiscard]] bool CanSelect(const ShownSession& shown) const {
    return shown.session != nullptr && !IsOwn(shown.session->key);
  }
  [[nodiscard]] bool IsOwn(const SessionKey& key) const { return input.own_session == key; }
  // Something shown now says something else at this time.
  void ChangesAt(MonotonicTime time) {
    if (!next_change || time < *next_change) next_change = time;
  }
  std::optional<MonotonicTime> next_change;
};

}  // namespace labwall
