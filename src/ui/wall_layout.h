// SPDX-License-Identifier: Apache-2.0
// WallLayout places the wall's tiles: groups one below the other, each a heading and rows of tiles in reading order.
// Pure geometry in pixels, origin at the top left of the scrolled content.
#pragma once

#include <utility>
#include <vector>

#include "model/wall_scene.h"

namespace labwall {

struct LayoutMetrics {
  float width = 0;       // of the wall
  float tile_width = 0;  // tiles are at least this wide, if the wall is; they share out what a row has left
  float margin = 0;      // left and right of the tiles
  float gap_x = 0;
  float gap_y = 0;
  float heading_height = 0;
  float caption_height = 0;
  float bottom = 0;  // empty space after the last row

  bool operator==(const LayoutMetrics&) const = default;
};

struct LayoutRow {
  float y = 0;
  int first = 0;
  int count = 0;
};

// A move of the keyboard's focus.
enum class FocusMove { kLeft, kRight, kUp, kDown, kPageUp, kPageDown, kHome, kEnd };

class WallLayout {
 public:
  WallLayout() = default;
  // `group_sizes`: tiles shown in each group, in order; 0 for a folded one, which is then a heading alone.
  WallLayout(const std::vector<int>& group_sizes, const LayoutMetrics& metrics);

  [[nodiscard]] int tile_count() const { return tile_count_; }
  [[nodiscard]] int columns() const { return columns_; }
  [[nodiscard]] float height() const { return height_; }
  [[nodiscard]] float tile_width() const { return tile_width_; }
  [[nodiscard]] float tile_height() const { return tile_height_; }
  // The y of each group's heading.
  [[nodiscard]] const std::vector<float>& headings() const { return headings_; }
  [[nodiscard]] Rect TileRect(int index) const;
  [[nodiscard]] int ColumnOf(int index) const;
  // First tile and one past the last of all rows that touch this band; equal when there is none.
  [[nodiscard]] std::pair<int, int> TilesBetween(float top, float bottom) const;
  // Where the focus goes from `index` (must be a tile). `column` is the one to keep to when moving up and down, for a
  // row shorter than that; a page is `page_height` high. Left and right go on in reading order.
  [[nodiscard]] int Move(int index, FocusMove move, int column, float page_height) const;

 private:
  [[nodiscard]] size_t RowOf(int index) const;
  [[nodiscard]] int InRow(size_t row, int column) const;

  LayoutMetrics metrics_;
  std::vector<LayoutRow> rows_;
  std::vector<float> headings_;
  int tile_count_ = 0;
  int columns_ = 1;
  float tile_width_ = 0;
  float tile_height_ = 0;
  float height_ = 0;
};

// The height of a picture's place for its width: 16 to 9, in whole pixels.
[[nodiscard]] float PictureHeight(float width);

}  // namespace labwall
