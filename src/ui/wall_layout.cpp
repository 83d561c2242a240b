// SPDX-License-Identifier: Apache-2.0
#include "ui/wall_layout.h"

#include <algorithm>
#include <cmath>

namespace labwall {

float PictureHeight(float width) { return std::round(width * 9 / 16); }

WallLayout::WallLayout(const std::vector<int>& group_sizes, const LayoutMetrics& metrics) : metrics_(metrics) {
  const float room = std::max(1.0f, metrics.width - 2 * metrics.margin);
  const float wanted = std::max(1.0f, metrics.tile_width);
  columns_ = std::max(1, static_cast<int>((room + metrics.gap_x) / (wanted + metrics.gap_x)));
  const auto columns = static_cast<float>(columns_);
  tile_width_ = std::max(1.0f, std::floor((room - (columns - 1) * metrics.gap_x) / columns));
  tile_height_ = PictureHeight(tile_width_) + metrics.caption_height;

  float y = 0;
  for (const int size : group_sizes) {
    headings_.push_back(y);
    y += metrics.heading_height;
    for (int placed = 0; placed < size; placed += columns_) {
      const int count = std::min(columns_, size - placed);
      rows_.push_back({y, tile_count_, count});
      tile_count_ += count;
      y += tile_height_ + metrics.gap_y;
    }
  }
  height_ = y + metrics.bottom;
}

size_t WallLayout::RowOf(int index) const {
  const auto after = std::upper_bound(rows_.begin(), rows_.end(), index,
                                      [](int wanted, const LayoutRow& row) { return wanted < row.first; });
  return static_cast<size_t>(after - rows_.begin()) - 1;
}

int WallLayout::ColumnOf(int index) const { return index - rows_[RowOf(index)].first; }

Rect WallLayout::TileRect(int index) const {
  const LayoutRow& row = rows_[RowOf(index)];
  const auto column = static_cast<float>(index - row.first);
  return {metrics_.margin + column * (tile_width_ + metrics_.gap_x), row.y, tile_width_, tile_height_};
}

std::pair<int, int> WallLayout::TilesBetween(float top, float bottom) const {
  const auto first = std::partition_point(rows_.begin(), rows_.end(),
                                          [&](const LayoutRow& row) { return row.y + tile_height_ <= top; });
  const auto last = std::partition_point(first, rows_.end(), [&](const LayoutRow& row) { return row.y < bottom; });
  if (first == last) return {0, 0};
  const LayoutRow& last_row = *(last - 1);
  return {first->first, last_row.first + last_row.count};
}

int WallLayout::InRow(size_t row, int column) const {
  return rows_[row].first + std::min(column, rows_[row].count - 1);
}

int WallLayout::Move(int index, FocusMove move, int column, float page_height) const {
  const size_t row = RowOf(index);
  switch (move) {
    case FocusMove::kLeft:
      return std::max(0, index - 1);
    case FocusMove::kRight:
      return std::min(tile_count_ - 1, index + 1);
    case FocusMove::kUp:
      return row == 0 ? index : InRow(row - 1, column);
    case FocusMove::kDown:
      return row + 1 == rows_.size() ? index : InRow(row + 1, column);
    case FocusMove::kHome:
      return 0;
    case FocusMove::kEnd:
      return tile_count_ - 1;
    case FocusMove::kPageUp: {
      // The farthest row that is still on the page, and at least the next one.
      size_t to = row == 0 ? 0 : row - 1;
      while (to > 0 && rows_[row].y - rows_[to - 1].y <= page_height - tile_height_) --to;
      return InRow(to, column);
    }
    case FocusMove::kPageDown: {
      size_t to = std::min(row + 1, rows_.size() - 1);
      while (to + 1 < rows_.size() && rows_[to + 1].y - rows_[row].y <= page_height - tile_height_) ++to;
      return InRow(to, column);
    }
  }
  return index;
}

}  // namespace labwall
