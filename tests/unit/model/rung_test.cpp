// SPDX-License-Identifier: Apache-2.0
#include "model/rung.h"

#include <gtest/gtest.h>

#include <cmath>
#include <ostream>

namespace labwall {

void PrintTo(PixelSize size, std::ostream* out) { *out << size.width << "x" << size.height; }

namespace {

TEST(RungTest, IsTheSmallestThatCoversTheTile) {
  EXPECT_EQ(RungFor({1, 1}), Rung::k160x90);
  EXPECT_EQ(RungFor({160, 90}), Rung::k160x90);
  EXPECT_EQ(RungFor({161, 90}), Rung::k320x180);
  EXPECT_EQ(RungFor({160, 91}), Rung::k320x180);
  EXPECT_EQ(RungFor({640, 360}), Rung::k640x360);
  EXPECT_EQ(RungFor({1280, 721}), Rung::kNative);
  EXPECT_EQ(RungFor({100'000, 100'000}), Rung::kNative);
}

TEST(RungTest, NamesReadBack) {
  for (const Rung rung : kRungs) EXPECT_EQ(RungFromString(ToString(rung)), rung);
  for (const char* text : {"", "unknown", "160X90", "160x90 ", "161x90"}) EXPECT_FALSE(RungFromString(text)) << text;
}

TEST(RungTest, FitsAPictureIntoABox) {
  EXPECT_EQ(FitInto({1920, 1080}, {320, 180}), (PixelSize{320, 180}));
  EXPECT_EQ(FitInto({1280, 1024}, {320, 180}), (PixelSize{226, 180}));  // 225 is odd
  EXPECT_EQ(FitInto({1080, 1920}, {320, 180}), (PixelSize{102, 180}));
  EXPECT_EQ(FitInto({100, 60}, {320, 180}), (PixelSize{100, 60})) << "never enlarged";
}

TEST(RungTest, AFittedPictureIsEvenInsideItsBoxAndKeepsItsShape) {
  for (const Rung rung : kRungs) {
    const PixelSize box = BoxOf(rung);
    for (int width = 2; width < 9000; width = width * 5 / 3 + 1) {
      for (int height = 2; height < 9000; height = height * 7 / 4 + 1) {
        const PixelSize fit = FitInto({width, height}, box);
        ASSERT_GE(fit.width, 2);
        ASSERT_GE(fit.height, 2);
        ASSERT_LE(fit.width, box.width);
        ASSERT_LE(fit.height, box.height);
        ASSERT_EQ(fit.width % 2, 0);
        ASSERT_EQ(fit.height % 2, 0);
        const double scale = std::min({1.0, box.width / double(width), box.height / double(height)});
        if (width * scale > 4) {
          ASSERT_NEAR(fit.width, width * scale, 1.01) << width << "x" << height;
        }
        if (height * scale > 4) {
          ASSERT_NEAR(fit.height, height * scale, 1.01) << width << "x" << height;
        }
      }
    }
  }
}

TEST(RungTest, ASizeThatIsNoneFitsNowhere) {
  EXPECT_EQ(FitInto({0, 10}, {320, 180}), PixelSize{});
  EXPECT_EQ(FitInto({10, -1}, {320, 180}), PixelSize{});
  EXPECT_EQ(FitInto({10, 10}, {}), PixelSize{});
  EXPECT_EQ(BoxOf(Rung::kUnknown), PixelSize{});
}

}  // namespace
}  // namespace labwall
