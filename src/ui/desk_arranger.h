// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "ui/ui_state.h"
#include "ui/wall_layout.h"

namespace labwall {

// DeskArranger moves the tiles of one room to where the desks are, by mouse or keyboard, and keeps the plan in the
// settings. Two tiles that meet change places. It knows which tile is being dragged; WallView tells it of mouse and
// keys.
class DeskArranger {
 public:
  // Whether the tile is one that can be moved now.
  [[nodiscard]] static bool CanMove(const Frame& frame, int index);
  // Moves a tile by so many columns and rows.
  static void MoveBy(Frame& frame, const WallLayout& layout, int index, int columns, int rows);

  // The mouse went down on a tile, moves with the button held, and lets go. Points are in the layout's coordinates.
  void Press(int64_t tile_id) { dragged_ = tile_id; }
  void Release(Frame& frame, const WallLayout& layout, float x, float y);
  void Cancel() { dragged_.reset(); }
  // The tile that is dragged, as ShownSession::id.
  [[nodiscard]] std::optional<int64_t> dragged() const { return dragged_; }
  // Where it would go; empty when there is no such place.
  [[nodiscard]] std::optional<Rect> Target(const Frame& frame, const WallLayout& layout, float x, float y) const;

 private:
  std::optional<int64_t> dragged_;
};

}  // namespace labwall
