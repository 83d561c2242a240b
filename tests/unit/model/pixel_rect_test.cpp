// SPDX-License-Identifier: Apache-2.0
#include "model/pixel_rect.h"

#include <gtest/gtest.h>

#include <limits>

namespace labwall {
namespace {

TEST(PixelRectTest, AUnionHoldsBothAndAnEmptyOneAddsNothing) {
  EXPECT_EQ(Union({10, 20, 5, 5}, {30, 0, 10, 4}), (PixelRect{10, 0, 30, 25}));
  EXPECT_EQ(Union({}, {3, 4, 5, 6}), (PixelRect{3, 4, 5, 6}));
  EXPECT_EQ(Union({3, 4, 5, 6}, {100, 100, 0, 9}), (PixelRect{3, 4, 5, 6}));
}

TEST(PixelRectTest, AnIntersectionIsInBothAndEmptyWhenTheyOnlyTouch) {
  EXPECT_EQ(Intersection({0, 0, 10, 10}, {6, 4, 10, 10}), (PixelRect{6, 4, 4, 6}));
  EXPECT_TRUE(Intersection({0, 0, 10, 10}, {10, 0, 5, 5}).empty());
  EXPECT_EQ(Intersection({0, 0, 10, 10}, {50, 50, 5, 5}), PixelRect{});
}

TEST(PixelRectTest, OnlyARectangleWhollyInsideIsContained) {
  const PixelSize size{320, 180};
  EXPECT_TRUE(Contains(size, WholeOf(size)));
  EXPECT_TRUE(Contains(size, {304, 176, 16, 4}));
  constexpr int kMost = std::numeric_limits<int>::max();
  for (const PixelRect& outside : {PixelRect{305, 0, 16, 4}, PixelRect{0, 177, 16, 4}, PixelRect{-1, 0, 16, 4},
                                   PixelRect{0, -1, 16, 4}, PixelRect{0, 0, 0, 4}, PixelRect{kMost, 0, 16, 4},
                                   PixelRect{16, 16, kMost, kMost}, PixelRect{0, 0, 321, 180}}) {
    EXPECT_FALSE(Contains(size, outside)) << outside.x << " " << outside.width;
  }
}

}  // namespace
}  // namespace labwall
