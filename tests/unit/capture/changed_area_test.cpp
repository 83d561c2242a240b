// SPDX-License-Identifier: Apache-2.0
#include "capture/changed_area.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace labwall {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

bool Covers(const ChangedArea& area, int x, int y) {
  for (const PixelRect& rect : area.rects()) {
    if (x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height) return true;
  }
  return false;
}

TEST(ChangedAreaTest, NothingIsAddedByAnEmptyRectangle) {
  ChangedArea area(0);
  area.Add(PixelRect{5, 5, 0, 10});
  EXPECT_TRUE(area.empty());
  EXPECT_EQ(area.area(), 0);
}

TEST(ChangedAreaTest, KeepsDistantRectanglesApart) {
  ChangedArea area(1'000);
  area.Add(PixelRect{0, 0, 10, 20});
  area.Add(PixelRect{1'800, 1'000, 50, 20});
  EXPECT_THAT(area.rects(), UnorderedElementsAre(PixelRect{0, 0, 10, 20}, PixelRect{1'800, 1'000, 50, 20}));
  EXPECT_EQ(area.area(), 1'200);
}

TEST(ChangedAreaTest, JoinsRectanglesWhereThatCostsLittle) {
  ChangedArea area(1'000);
  area.Add(PixelRect{0, 0, 100, 10});
  area.Add(PixelRect{0, 20, 100, 10});
  EXPECT_THAT(area.rects(), ElementsAre(PixelRect{0, 0, 100, 30}));
  area.Add(PixelRect{0, 41, 100, 10});
  EXPECT_EQ(area.rects().size(), 2u) << "1,100 pixels between them are too many";
}

TEST(ChangedAreaTest, WhatIsInsideAnotherRectangleAddsNothing) {
  ChangedArea area(0);
  area.Add(PixelRect{0, 0, 100, 100});
  area.Add(PixelRect{10, 10, 5, 5});
  EXPECT_THAT(area.rects(), ElementsAre(PixelRect{0, 0, 100, 100}));
}

TEST(ChangedAreaTest, CoversWhateverWasAddedWithFewRectangles) {
  std::minstd_rand random(11);
  for (int round = 0; round < 200; ++round) {
    ChangedArea area(static_cast<int64_t>(random() % 500));
    std::vector<PixelRect> added;
    for (int i = 0; i < 12; ++i) {
      added.push_back({static_cast<int>(random() % 300), static_cast<int>(random() % 200),
                       1 + static_cast<int>(random() % 40), 1 + static_cast<int>(random() % 40)});
    }
    area.Add(added);
    ASSERT_LE(area.rects().size(), ChangedArea::kMaxRects);
    for (const PixelRect& rect : added) {
      ASSERT_TRUE(Covers(area, rect.x, rect.y));
      ASSERT_TRUE(Covers(area, rect.x + rect.width - 1, rect.y + rect.height - 1));
      ASSERT_TRUE(Covers(area, rect.x + rect.width / 2, rect.y + rect.height / 2));
    }
  }
}

}  // namespace
}  // namespace labwall
