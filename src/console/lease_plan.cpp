// SPDX-License-Identifier: Apache-2.0
#include "console/lease_plan.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace labwall {
namespace {

bool SameWish(const LeaseWish& a, const LeaseWish& b) {
  return a.rung == b.rung && a.max_milli_fps == b.max_milli_fps && a.key == b.key;
}

}  // namespace

bool LeasePlan::Show(const Screen& screen, const HeldRung& held, MonotonicTime now) {
  if (SameAsBefore(screen) && (!next_change_ || now < *next_change_)) return false;
  visible_.assign(screen.visible.begin(), screen.visible.end());
  milli_fps_ = screen.milli_fps;
  list_version_ = screen.list_version;
  same_ = true;
  ++round_;
  NoteTiles(screen);
  NoteAway(screen, held);
  next_change_.reset();
  for (auto& [key, tile] : on_screen_) ChooseRung(tile, now);
  std::swap(wishes_, wishes_before_);
  MakeWishes(held);
  return !std::equal(wishes_.begin(), wishes_.end(), wishes_before_.begin(), wishes_before_.end(), SameWish);
}

bool LeasePlan::ShowNothing() {
  visible_.clear();
  on_screen_.clear();
  away_.clear();
  figures_ = {};
  usual_rung_ = Rung::kUnknown;
  next_change_.reset();
  same_ = false;
  const bool changed = !wishes_.empty();
  wishes_.clear();
  return changed;
}

bool LeasePlan::SameAsBefore(const Screen& screen) const {
  return same_ && milli_fps_ == screen.milli_fps && list_version_ == screen.list_version &&
         std::equal(visible_.begin(), visible_.end(), screen.visible.begin(), screen.visible.end());
}

void LeasePlan::NoteTiles(const Screen& screen) {
  for (const VisiblePicture& picture : screen.visible) {
    if (picture.pixels.width < 1 || picture.pixels.height < 1) continue;
    Tile& tile = on_screen_[picture.key];
    if (tile.round != round_) {
      tile.round = round_;
      tile.wanted = least_rung_;
      tile.milli_fps = 0;
      tile.attended = tile.large = false;
    }
    tile.wanted = std::max(tile.wanted, RungFor(picture.pixels));
    tile.attended = tile.attended || picture.attended;
    tile.large = tile.large || picture.large;
    tile.milli_fps = std::max(tile.milli_fps, screen.milli_fps);
    if (tile.attended) tile.milli_fps = std::max(tile.milli_fps, kAttendedMilliFps);
    if (tile.large) tile.milli_fps = std::max(tile.milli_fps, kLargeMilliFps);
  }
}

void LeasePlan::NoteAway(const Screen& screen, const HeldRung& held) {
  for (auto it = on_screen_.begin(); it != on_screen_.end();) {
    if (it->second.round == round_) {
      ++it;
    } else {
      away_.push_back(it->first);
      it = on_screen_.erase(it);
    }
  }
  std::erase_if(away_, [&](const SessionKey& key) {
    return on_screen_.contains(key) || !screen.lists(key) || held(key) == Rung::kUnknown;
  });
  if (away_.size() > kMostAway) {
    away_.erase(away_.begin(), std::prev(away_.end(), static_cast<std::ptrdiff_t>(kMostAway)));
  }
}

void LeasePlan::ChooseRung(Tile& tile, MonotonicTime now) {
  if (tile.wanted >= tile.leased) {
    tile.leased = tile.wanted;
    tile.smaller_since.reset();
    return;
  }
  if (!tile.smaller_since) tile.smaller_since = now;
  const MonotonicTime due = *tile.smaller_since + kShrinkAfter;
  if (now >= due) {
    tile.leased = tile.wanted;
    tile.smaller_since.reset();
  } else {
    next_change_ = std::min(next_change_.value_or(due), due);
  }
}

void LeasePlan::MakeWishes(const HeldRung& held) {
  figures_ = {};
  wishes_.clear();
  std::array<int, kRungs.size() + 1> tiles_at{};
  for (const auto& [key, tile] : on_screen_) {
    wishes_.push_back({key, tile.leased, tile.milli_fps});
    ++tiles_at[static_cast<size_t>(tile.leased)];
    ++(tile.large ? figures_.large : tile.attended ? figures_.attended : figures_.on_screen);
  }
  const auto most = std::max_element(tiles_at.begin(), tiles_at.end());
  usual_rung_ = *most > 0 ? static_cast<Rung>(most - tiles_at.begin()) : Rung::kUnknown;
  // At the rung that is held: another one would cost a whole frame now, and be the wrong one when the tiles are zoomed.
  for (const SessionKey& key : away_) wishes_.push_back({key, held(key), kAwayMilliFps});
  figures_.away = static_cast<int>(away_.size());
}

}  // namespace labwall
