// SPDX-License-Identifier: Apache-2.0
// LeasePlan decides which sessions the console leases, at which rung and rate, from what is on screen. Leases follow
// the screen: a session that nobody can see costs its station nothing, or next to nothing while it is about to be seen
// again. Plain logic: no client, no renderer, no clock.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "lab/lab_client.h"
#include "model/rung.h"
#include "ui/console_figures.h"
#include "ui/wall_ui.h"

namespace labwall {

class LeasePlan {
 public:
  // Frames per 1000 seconds.
  static constexpr int kAttendedMilliFps = 10'000;  // hovered or focused
  static constexpr int kLargeMilliFps = 30'000;     // shown for itself
  static constexpr int kAwayMilliFps = 200;         // scrolled away
  // A tile that is scrolled back shows at once what it showed last. These keep their pictures fresh for that: some
  // fifteen screens full of medium tiles, most recently seen first. What was seen before them is leased again when it
  // comes back, like what was never seen. At the away rate all of them together cost what 50 tiles on screen cost.
  static constexpr size_t kMostAway = 512;
  // A larger rung is leased at once, because a picture that is too small is seen; a smaller one when the tile has been
  // smaller for this long. Tiles that are zoomed back and forth over a rung's edge would change their rung each time,
  // and each change has the station send a whole frame.
  static constexpr Milliseconds kShrinkAfter{1'000};

  // Nothing is leased at a rung below `least_rung`.
  explicit LeasePlan(Rung least_rung = Rung::kUnknown) : least_rung_(least_rung) {}

  struct Screen {
    std::span<const VisiblePicture> visible;  // a session may be in it twice: the larger size and rate count
    int milli_fps = 2'000;                    // of what is not attended
    // Whether a session that is not visible is on the wall all the same, scrolled away; and a number that grows when
    // that may have changed.
    std::function<bool(const SessionKey&)> lists;
    uint64_t list_version = 0;
  };
  // The rung of the session's picture that is held; kUnknown when there is none.
  using HeldRung = std::function<Rung(const SessionKey&)>;

  // True when wishes() has changed. Costs a comparison while the same is on screen, whatever the lab has.
  bool Show(const Screen& screen, const HeldRung& held, MonotonicTime now);
  // For when nothing can be seen. True when wishes() has changed.
  bool ShowNothing();
  // Some pictures are no longer held: the next Show() looks again.
  void Reconsider() { same_ = false; }

  // In no particular order, each session once.
  [[nodiscard]] const std::vector<LeaseWish>& wishes() const { return wishes_; }
  [[nodiscard]] bool IsOnScreen(const SessionKey& key) const { return on_screen_.contains(key); }
  [[nodiscard]] const LeaseFigures& figures() const { return figures_; }
  // The rung that most sessions on screen are leased at; kUnknown while there are none.
  [[nodiscard]] Rung usual_rung() const { return usual_rung_; }
  // When Show() has something to change though the screen stays as it is.
  [[nodiscard]] std::optional<MonotonicTime> next_change() const { return next_change_; }

 private:
  struct Tile {
    Rung wanted = Rung::kUnknown;
    Rung leased = Rung::kUnknown;
    std::optional<MonotonicTime> smaller_since;
    int milli_fps = 0;
    bool attended = false;
    bool large = false;
    uint64_t round = 0;  // the last Show() that had it
  };

  [[nodiscard]] bool SameAsBefore(const Screen& screen) const;
  void NoteTiles(const Screen& screen);
  void ChooseRung(Tile& tile, MonotonicTime now);
  void NoteAway(const Screen& screen, const HeldRung& held);
  void MakeWishes(const HeldRung& held);

  const Rung least_rung_;
  // As Show() was last told.
  std::vector<VisiblePicture> visible_;
  int milli_fps_ = 0;
  uint64_t list_version_ = 0;
  bool same_ = false;  // nothing else has changed since then

  std::unordered_map<SessionKey, Tile> on_screen_;
  std::vector<SessionKey> away_;  // least recently seen first
  std::vector<LeaseWish> wishes_;
  std::vector<LeaseWish> wishes_before_;
  LeaseFigures figures_;
  Rung usual_rung_ = Rung::kUnknown;
  std::optional<MonotonicTime> next_change_;
  uint64_t round_ = 0;
};

}  // namespace labwall
