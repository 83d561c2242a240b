// SPDX-License-Identifier: Apache-2.0
#include "ui/wall_layout.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace labwall {

float PictureHeight(float width) { return std::round(width * 9 / 16); }

float CaptionMetrics::HeightFor(float tile_width) const {
  if (tile_width >= two_lines_from) return two_lines;
  return tile_width >= one_line_from ? one_line : glyph;
}

WallLayout::WallLayout(const std::vector<LayoutGroup>& groups, const LayoutMetrics& metrics) : metrics_(metrics) {
  const float room = std::max(1.0f, metrics.width - 2 * metrics.margin);
  const float wanted = std::max(1.0f, metrics.tile_width);
  columns_ = std::max(1, static_cast<int>((room + metrics.gap_x) / (wanted + metrics.gap_x)));
  tile_ = TileSize(columns_);

  float y = 0;
  for (const LayoutGroup& group : groups) {
    headings_.push_back(y);
    y += group.heading ? metrics.heading_height : metrics.margin;
    // A room with more desks in a row than fit is shown smaller, never wider than the wall.
    const Size tile = group.desk_columns > columns_ ? TileSize(group.desk_columns) : tile_;
    groups_.push_back({y, tile});
    if (group.desk_columns > 0) {
      AddDesks(group, tile, y);
    } else {
      AddFlowing(group.count, y);
    }
  }
  height_ = y + metrics.bottom;
}

WallLayout::Size WallLayout::TileSize(int columns) const {
  const auto count = static_cast<float>(columns);
  const float room = std::max(1.0f, metrics_.width - 2 * metrics_.margin);
  Size size;
  size.width = std::max(1.0f, std::floor((room - (count - 1) * metrics_.gap_x) / count));
  size.caption = metrics_.caption.HeightFor(size.width);
  size.height = PictureHeight(size.width) + size.caption;
  return size;
}

void WallLayout::AddFlowing(int size, float& y) {
  for (int placed = 0; placed < size; placed += columns_) {
    const int count = std::min(columns_, size - placed);
    rows_.push_back({y, tile_count(), count, tile_});
    for (int column = 0; column < count; ++column) columns_of_.push_back(column);
    y += tile_.height + metrics_.gap_y;
  }
}

void WallLayout::AddDesks(const LayoutGroup& group, const Size& tile, float& y) {
  const float top = y;
  const float step = tile.height + metrics_.gap_y;
  int row = -1;
  for (const GridCell& cell : group.cells) {
    if (cell.row != row) {
      row = cell.row;
      rows_.push_back({top + static_cast<float>(row) * step, tile_count(), 0, tile});
    }
    ++rows_.back().count;
    columns_of_.push_back(cell.column);
  }
  y = top + static_cast<float>(row + 1) * step;
}

size_t WallLayout::RowOf(int index) const {
  const auto after = std::upper_bound(rows_.begin(), rows_.end(), index,
                                      [](int wanted, const Row& row) { return wanted < row.first; });
  return static_cast<size_t>(after - rows_.begin()) - 1;
}

Rect WallLayout::TileRect(int index) const {
  const Row& row = rows_[RowOf(index)];
  const auto column = static_cast<float>(ColumnOf(index));
  return {metrics_.margin + column * (row.tile.width + metrics_.gap_x), row.y, row.tile.width, row.tile.height};
}

float WallLayout::CaptionHeight(int index) const { return rows_[RowOf(index)].tile.caption; }

std::pair<int, int> WallLayout::TilesBetween(float top, float bottom) const {
  const auto first =
      std::partition_point(rows_.begin(), rows_.end(), [&](const Row& row) { return row.y + row.tile.height <= top; });
  const auto last = std::partition_point(first, rows_.end(), [&](const Row& row) { return row.y < bottom; });
  if (first == last) return {0, 0};
  const Row& last_row = *(last - 1);
  return {first->first, last_row.first + last_row.count};
}

int WallLayout::InRow(size_t row, int column) const {
  int nearest = rows_[row].first;
  for (int index = nearest + 1; index < rows_[row].first + rows_[row].count; ++index) {
    if (std::abs(ColumnOf(index) - column) < std::abs(ColumnOf(nearest) - column)) nearest = index;
  }
  return nearest;
}

int WallLayout::Move(int index, FocusMove move, int column, float page_height) const {
  const size_t row = RowOf(index);
  const float page = page_height - rows_[row].tile.height;
  switch (move) {
    case FocusMove::kLeft:
      return std::max(0, index - 1);
    case FocusMove::kRight:
      return std::min(tile_count() - 1, index + 1);
    case FocusMove::kUp:
      return row == 0 ? index : InRow(row - 1, column);
    case FocusMove::kDown:
      return row + 1 == rows_.size() ? index : InRow(row + 1, column);
    case FocusMove::kHome:
      return 0;
    case FocusMove::kEnd:
      return tile_count() - 1;
    case FocusMove::kPageUp: {
      // The farthest row that is still on the page, and at least the next one.
      size_t to = row == 0 ? 0 : row - 1;
      while (to > 0 && rows_[row].y - rows_[to - 1].y <= page) --to;
      return InRow(to, column);
    }
    case FocusMove::kPageDown: {
      size_t to = std::min(row + 1, rows_.size() - 1);
      while (to + 1 < rows_.size() && rows_[to + 1].y - rows_[row].y <= page) ++to;
      return InRow(to, column);
    }
  }
  return index;
}

GridCell WallLayout::CellAt(size_t group, float x, float y) const {
  const Group& at = groups_[group];
  const float step_x = at.tile.width + metrics_.gap_x;
  const float step_y = at.tile.height + metrics_.gap_y;
  const auto count = [](float way, float step, int most) {
    return std::clamp(static_cast<int>(std::floor(way / step)), 0, most - 1);
  };
  const int columns = static_cast<int>((metrics_.width - 2 * metrics_.margin + metrics_.gap_x) / step_x);
  return {count(x - metrics_.margin + metrics_.gap_x / 2, step_x, std::clamp(columns, 1, kMostDeskColumns)),
          count(y - at.top + metrics_.gap_y / 2, step_y, kMostDeskRows)};
}

Rect WallLayout::CellRect(size_t group, GridCell cell) const {
  const Group& at = groups_[group];
  return {metrics_.margin + static_cast<float>(cell.column) * (at.tile.width + metrics_.gap_x),
          at.top + static_cast<float>(cell.row) * (at.tile.height + metrics_.gap_y), at.tile.width, at.tile.height};
}

float WidthThatFits(const std::vector<LayoutGroup>& groups, LayoutMetrics metrics, float height, float least,
                    float most) {
  // Wider tiles are never lower in sum, so halving finds the limit; half a pixel is near enough.
  const auto fits = [&](float width) {
    metrics.tile_width = width;
    return WallLayout(groups, metrics).height() <= height;
  };
  if (fits(most)) return most;
  float fitting = least;
  float too_wide = most;
  while (too_wide - fitting > 0.5f) {
    const float middle = (fitting + too_wide) / 2;
    (fits(middle) ? fitting : too_wide) = middle;
  }
  return fitting;
}

}  // namespace labwall
