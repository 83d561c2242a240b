// SPDX-License-Identifier: Apache-2.0
// WallLayout places the wall's tiles: groups one below the other, each a heading and rows of tiles in reading order.
// Pure geometry in pixels, origin at the top left of the scrolled content.
#pragma once

#include <utility>
#include <vector>

#include "model/wall_scene.h"
#include "ui/settings.h"

namespace labwall {

// How high a tile's caption is, which depends on how wide the tile is.
struct CaptionMetrics {
  float two_lines_from = 0;  // tiles at least this wide have two lines
  float one_line_from = 0;   // and these one; the rest has a glyph
  float two_lines = 0;       // heights
  float one_line = 0;
  float glyph = 0;

  [[nodiscard]] float HeightFor(float tile_width) const;
  bool operator==(const CaptionMetrics&) const = default;
};

struct LayoutMetrics {
  float width = 0;       // of the wall
  float tile_width = 0;  // tiles are at least this wide, if the wall is; they share out what a row has left
  float margin = 0;      // left and right of the tiles
  float gap_x = 0;
  float gap_y = 0;
  float heading_height = 0;
  CaptionMetrics caption;
  float bottom = 0;  // empty space after the last row

  bool operator==(const LayoutMetrics&) const = default;
};

struct LayoutGroup {
  int count = 0;  // tiles shown; 0 for a folded group, which is then a heading alone
  bool heading = true;
  // Of a group with a desk plan: how many columns it has, and each tile's cell, in reading order.
  int desk_columns = 0;
  std::vector<GridCell> cells;

  bool operator==(const LayoutGroup&) const = default;
};

// A move of the keyboard's focus.
enum class FocusMove { kLeft, kRight, kUp, kDown, kPageUp, kPageDown, kHome, kEnd };

class WallLayout {
 public:
  WallLayout() = default;
  WallLayout(const std::vector<LayoutGroup>& groups, const LayoutMetrics& metrics);

  [[nodiscard]] int tile_count() const { return static_cast<int>(columns_of_.size()); }
  [[nodiscard]] int columns() const { return columns_; }  // of groups without a desk plan
  [[nodiscard]] float height() const { return height_; }
  [[nodiscard]] float tile_width() const { return tile_.width; }  // likewise
  [[nodiscard]] float tile_height() const { return tile_.height; }
  // The y of each group, where its heading is if it has one.
  [[nodiscard]] const std::vector<float>& headings() const { return headings_; }
  [[nodiscard]] Rect TileRect(int index) const;
  [[nodiscard]] float CaptionHeight(int index) const;
  [[nodiscard]] int ColumnOf(int index) const { return columns_of_[static_cast<size_t>(index)]; }
  // First tile and one past the last of all rows that touch this band; equal when there is none.
  [[nodiscard]] std::pair<int, int> TilesBetween(float top, float bottom) const;
  // Where the focus goes from `index` (must be a tile). `column` is the one to keep to when moving up and down, for a
  // row shorter than that; a page is `page_height` high. Left and right go on in reading order.
  [[nodiscard]] int Move(int index, FocusMove move, int column, float page_height) const;
  // The desk at this point of a group with a desk plan, also an empty one; columns and rows from 0.
  [[nodiscard]] GridCell CellAt(size_t group, float x, float y) const;
  [[nodiscard]] Rect CellRect(size_t group, GridCell cell) const;

 private:
  struct Size {
    float width = 0;
    float height = 0;
    float caption = 0;
  };
  struct Row {
    float y = 0;
    int first = 0;
    int count = 0;
    Size tile;
  };
  struct Group {
    float top = 0;  // of its first row
    Size tile;
  };

  [[nodiscard]] Size TileSize(int columns) const;
  void AddFlowing(int count, float& y);
  void AddDesks(const LayoutGroup& group, const Size& tile, float& y);
  [[nodiscard]] size_t RowOf(int index) const;
  // The tile of the row that is nearest to the column.
  [[nodiscard]] int InRow(size_t row, int column) const;

  LayoutMetrics metrics_;
  std::vector<Row> rows_;
  std::vector<int> columns_of_;  // of each tile
  std::vector<float> headings_;
  std::vector<Group> groups_;
  int columns_ = 1;
  Size tile_;
  float height_ = 0;
};

// The height of a picture's place for its width: 16 to 9, in whole pixels.
[[nodiscard]] float PictureHeight(float width);

// The widest tiles with which everything fits into `height`, not less than `least`.
[[nodiscard]] float WidthThatFits(const std::vector<LayoutGroup>& groups, LayoutMetrics metrics, float height,
                                  float least, float most);

}  // namespace labwall
