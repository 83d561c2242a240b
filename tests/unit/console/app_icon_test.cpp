// SPDX-License-Identifier: Apache-2.0
#include "console/app_icon.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>

namespace labwall {
namespace {

TEST(AppIconTest, HasTheSizesThatWindowManagersShow) {
  std::vector<int> sides;
  for (const AppIcon& icon : AppIcons()) sides.push_back(icon.side);
  EXPECT_THAT(sides, testing::ElementsAre(16, 32, 48, 128));
}

TEST(AppIconTest, ShowsTheSelectedScreenOnAWallWithRoundCorners) {
  for (const AppIcon& icon : AppIcons()) {
    SCOPED_TRACE(icon.side);
    const auto side = static_cast<size_t>(icon.side);
    ASSERT_EQ(icon.rgba.size(), side * side * 4);
    const auto at = [&](double x, double y) {
      const size_t column = std::min(static_cast<size_t>(x * icon.side), side - 1);
      return &icon.rgba[(static_cast<size_t>(y * icon.side) * side + column) * 4];
    };
    EXPECT_LT(at(0, 0)[3], 128) << "the corner is seen through";
    EXPECT_EQ(at(0.5, 0.1)[3], 255) << "the wall is not";
    const unsigned char* selected = at(0.8, 0.74);
    EXPECT_GT(selected[2], selected[0] + 80) << "the selected screen is blue";
    const unsigned char* other = at(0.24, 0.28);
    EXPECT_LT(other[2], other[0] + 60) << "another is grey";
  }
}

}  // namespace
}  // namespace labwall
