// SPDX-License-Identifier: Apache-2.0
#include "ui/wall_layout.h"

#include <gtest/gtest.h>

namespace labwall {
namespace {

constexpr LayoutMetrics kMetrics = {.width = 440,
                                    .tile_width = 100,
                                    .margin = 20,
                                    .gap_x = 20,
                                    .gap_y = 10,
                                    .heading_height = 40,
                                    .caption = {.two_lines = 30},
                                    .bottom = 50};

std::vector<LayoutGroup> Groups(const std::vector<int>& counts) {
  std::vector<LayoutGroup> groups;
  for (const int count : counts) groups.push_back({.count = count, .heading = true, .desk_columns = 0, .cells = {}});
  return groups;
}

TEST(WallLayoutTest, FillsTheRowWithTilesAtLeastAsWideAsWanted) {
  const WallLayout layout(Groups({4}), kMetrics);
  EXPECT_EQ(layout.columns(), 3);
  EXPECT_FLOAT_EQ(layout.tile_width(), 120);
  EXPECT_FLOAT_EQ(layout.TileRect(0).x, 20);
  EXPECT_FLOAT_EQ(layout.TileRect(2).x + layout.TileRect(2).width, 420);
  EXPECT_FLOAT_EQ(layout.TileRect(3).x, 20);
}

TEST(WallLayoutTest, APictureIsSixteenToNineOverItsCaption) {
  const WallLayout layout(Groups({1}), kMetrics);
  EXPECT_FLOAT_EQ(layout.tile_height(), 68 + 30);
}

TEST(WallLayoutTest, GroupsFollowEachOtherWithHeadings) {
  const WallLayout layout(Groups({4, 0, 2}), kMetrics);
  const float row = layout.tile_height() + kMetrics.gap_y;
  EXPECT_EQ(layout.headings(), (std::vector<float>{0, 40 + 2 * row, 80 + 2 * row}));
  EXPECT_FLOAT_EQ(layout.TileRect(4).y, 120 + 2 * row);
  EXPECT_FLOAT_EQ(layout.height(), 120 + 3 * row + 50);
  EXPECT_EQ(layout.tile_count(), 6);
}

TEST(WallLayoutTest, ANarrowWallHasOneColumn) {
  LayoutMetrics narrow = kMetrics;
  narrow.width = 60;
  const WallLayout layout(Groups({3}), narrow);
  EXPECT_EQ(layout.columns(), 1);
  EXPECT_FLOAT_EQ(layout.tile_width(), 20);
}

TEST(WallLayoutTest, AnEmptyWallHasNothing) {
  const WallLayout layout(Groups({}), kMetrics);
  EXPECT_EQ(layout.tile_count(), 0);
  EXPECT_EQ(layout.TilesBetween(-1000, 1000), (std::pair{0, 0}));
}

TEST(WallLayoutTest, FindsTheTilesOfABand) {
  const WallLayout layout(Groups({7, 3}), kMetrics);
  const Rect second_row = layout.TileRect(3);
  EXPECT_EQ(layout.TilesBetween(second_row.y, second_row.y + 1), (std::pair{3, 6}));
  EXPECT_EQ(layout.TilesBetween(second_row.y - 1, second_row.y), (std::pair{0, 0})) << "the gap";
  EXPECT_EQ(layout.TilesBetween(0, 100'000), (std::pair{0, 10}));
  EXPECT_EQ(layout.TilesBetween(100'000, 200'000), (std::pair{0, 0}));
}

// Columns: 0 1 2 / 3 | 4 5 6
TEST(WallLayoutTest, MovesKeepToTheGivenColumn) {
  const WallLayout layout(Groups({4, 3}), kMetrics);
  EXPECT_EQ(layout.Move(2, FocusMove::kDown, 2, 500), 3);
  EXPECT_EQ(layout.Move(3, FocusMove::kDown, 2, 500), 6);
  EXPECT_EQ(layout.Move(6, FocusMove::kUp, 2, 500), 3);
  EXPECT_EQ(layout.Move(3, FocusMove::kUp, 2, 500), 2);
  EXPECT_EQ(layout.Move(1, FocusMove::kUp, 1, 500), 1);
  EXPECT_EQ(layout.Move(5, FocusMove::kDown, 1, 500), 5);
}

TEST(WallLayoutTest, LeftAndRightGoOnInReadingOrderAndStopAtTheEnds) {
  const WallLayout layout(Groups({4, 3}), kMetrics);
  EXPECT_EQ(layout.Move(2, FocusMove::kRight, 2, 500), 3);
  EXPECT_EQ(layout.Move(4, FocusMove::kLeft, 0, 500), 3);
  EXPECT_EQ(layout.Move(0, FocusMove::kLeft, 0, 500), 0);
  EXPECT_EQ(layout.Move(6, FocusMove::kRight, 0, 500), 6);
  EXPECT_EQ(layout.Move(3, FocusMove::kHome, 0, 500), 0);
  EXPECT_EQ(layout.Move(3, FocusMove::kEnd, 0, 500), 6);
}

TEST(WallLayoutTest, APageIsAsManyRowsAsFitAndAtLeastOne) {
  const WallLayout layout(Groups({300}), kMetrics);
  const float row = layout.tile_height() + kMetrics.gap_y;
  EXPECT_EQ(layout.Move(1, FocusMove::kPageDown, 1, row * 4), 1 + 3 * 3);
  EXPECT_EQ(layout.Move(1, FocusMove::kPageDown, 1, 5), 1 + 3);
  EXPECT_EQ(layout.Move(10, FocusMove::kPageUp, 1, row * 4), 1);
  EXPECT_EQ(layout.Move(298, FocusMove::kPageDown, 1, row * 4), 298);
  EXPECT_EQ(layout.Move(1, FocusMove::kPageUp, 1, row * 4), 1);
}

// Desks: (0,0) (3,0) / nothing / (1,2)
LayoutGroup Desks() { return {.count = 3, .heading = true, .desk_columns = 4, .cells = {{0, 0}, {3, 0}, {1, 2}}}; }

TEST(WallLayoutTest, DesksKeepTheirPlacesAndTheRoomFitsIntoTheWall) {
  const WallLayout layout({Desks()}, kMetrics);
  const Rect last = layout.TileRect(1);
  EXPECT_FLOAT_EQ(last.width, 85) << "four columns instead of the three that fit";
  EXPECT_FLOAT_EQ(last.x + last.width, 420);
  EXPECT_FLOAT_EQ(layout.TileRect(2).y, 40 + 2 * (last.height + kMetrics.gap_y));
  EXPECT_FLOAT_EQ(layout.TileRect(2).x, 20 + last.width + kMetrics.gap_x);
  EXPECT_EQ(layout.Move(0, FocusMove::kRight, 0, 500), 1);
  EXPECT_EQ(layout.Move(1, FocusMove::kDown, 3, 500), 2);
  EXPECT_EQ(layout.Move(2, FocusMove::kUp, 1, 500), 0) << "the nearest column";
}

TEST(WallLayoutTest, APointFindsItsDesk) {
  const WallLayout layout({{.count = 1, .heading = true, .desk_columns = 0, .cells = {}}, Desks()}, kMetrics);
  for (const GridCell cell : {GridCell{0, 0}, GridCell{2, 1}, GridCell{3, 5}}) {
    const Rect place = layout.CellRect(1, cell);
    EXPECT_EQ(layout.CellAt(1, place.x + 1, place.y + 1), cell);
    EXPECT_EQ(layout.CellAt(1, place.x + place.width - 1, place.y + place.height - 1), cell);
  }
  EXPECT_EQ(layout.CellAt(1, -500, -500), (GridCell{0, 0}));
  EXPECT_EQ(layout.CellAt(1, 100'000, 1'000'000), (GridCell{3, kMostDeskRows - 1}));
}

TEST(WallLayoutTest, FitsAllWithTheWidestTilesThatDo) {
  const std::vector<LayoutGroup> groups = Groups({40, 25});
  const float width = WidthThatFits(groups, kMetrics, 900, 10, 400);
  LayoutMetrics metrics = kMetrics;
  metrics.tile_width = width;
  EXPECT_LE(WallLayout(groups, metrics).height(), 900);
  metrics.tile_width = width + 1;
  EXPECT_GT(WallLayout(groups, metrics).height(), 900);
  EXPECT_FLOAT_EQ(WidthThatFits(Groups({1}), kMetrics, 900, 10, 400), 400);
  EXPECT_FLOAT_EQ(WidthThatFits(Groups({100'000}), kMetrics, 900, 10, 400), 10);
}

TEST(WallLayoutTest, AWallWithoutGroupsHasNoHeading) {
  const WallLayout layout({{.count = 2, .heading = false, .desk_columns = 0, .cells = {}}}, kMetrics);
  EXPECT_FLOAT_EQ(layout.TileRect(0).y, kMetrics.margin);
}

}  // namespace
}  // namespace labwall
