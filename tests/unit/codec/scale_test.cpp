// SPDX-License-Identifier: Apache-2.0
#include "codec/scale.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "test_pictures.h"

namespace labwall {
namespace {

struct NamedColour {
  int r, g, b;
};

// JFIF's equations, written out: full-range BT.601.
TEST(ScaleTest, ConvertsKnownColoursToFullRangeBt601) {
  for (const NamedColour c : {NamedColour{255, 255, 255},
                              {0, 0, 0},
                              {255, 0, 0},
                              {0, 255, 0},
                              {0, 0, 255},
                              {128, 128, 128},
                              {210, 40, 160}}) {
    const Planes planes =
        OneColour({32, 16}, static_cast<uint8_t>(c.r), static_cast<uint8_t>(c.g), static_cast<uint8_t>(c.b)).ToPlanes();
    const PlanesView view = planes.view();
    const double y = 0.299 * c.r + 0.587 * c.g + 0.114 * c.b;
    EXPECT_NEAR(view.y[100], y, 1.5) << c.r << " " << c.g << " " << c.b;
    EXPECT_NEAR(view.u[10], std::min(255.0, 128 + (c.b - y) / 1.772), 1.8) << c.r << " " << c.g << " " << c.b;
    EXPECT_NEAR(view.v[10], std::min(255.0, 128 + (c.r - y) / 1.402), 1.8) << c.r << " " << c.g << " " << c.b;
  }
}

TEST(ScaleTest, ConvertsOddSizesWithoutTouchingAnythingElse) {
  const PixelSize size{37, 23};
  const BgrxPicture picture = OneColour(size, 200, 100, 50);
  std::vector<uint8_t> memory(4'000, 7);
  const PixelSize chroma = ChromaSize(size);
  EXPECT_EQ(chroma, (PixelSize{19, 12}));
  MutablePlanesView view{size, memory.data(), memory.data() + 1'500, memory.data() + 2'500, 40, 24};
  ConvertBgrx(picture.bytes.data(), size.width * 4, view);
  EXPECT_EQ(memory[36], memory[0]);
  EXPECT_EQ(memory[37], 7);
  EXPECT_EQ(memory[22 * 40 + 36], memory[0]);
  EXPECT_EQ(memory[23 * 40], 7);
  EXPECT_EQ(memory[1'500 + 11 * 24 + 18], memory[1'500]);
  EXPECT_EQ(memory[1'500 + 11 * 24 + 19], 7);
  EXPECT_EQ(memory[1'500 + 12 * 24], 7);
}

class ScaleRatioTest : public testing::TestWithParam<int> {};

TEST_P(ScaleRatioTest, IsTheTrueAverageOfTheArea) {
  const int ratio = GetParam();
  const PixelSize small{160, 90};
  const Planes from = Desktop({small.width * ratio, small.height * ratio}).ToPlanes();
  Planes scaled(small);
  ScalePlanes(from.view(), scaled.view());

  const PlanesView big = from.view();
  std::vector<uint8_t> average(static_cast<size_t>(small.width) * small.height);
  for (int y = 0; y < small.height; ++y) {
    for (int x = 0; x < small.width; ++x) {
      int sum = 0;
      for (int dy = 0; dy < ratio; ++dy) {
        for (int dx = 0; dx < ratio; ++dx) sum += big.y[(y * ratio + dy) * big.y_stride_bytes + x * ratio + dx];
      }
      average[static_cast<size_t>(y) * small.width + x] =
          static_cast<uint8_t>((sum + ratio * ratio / 2) / (ratio * ratio));
    }
  }
  const PlanesView view = std::as_const(scaled).view();
  EXPECT_GE(Psnr(view.y, view.y_stride_bytes, average.data(), small.width, small), 45);
}

INSTANTIATE_TEST_SUITE_P(Ratios, ScaleRatioTest, testing::Values(2, 3, 4, 5, 6, 8));

TEST(ScaleTest, KeepsOneColourAtAnyRatioAndOddSizes) {
  const Planes from = OneColour({333, 177}, 30, 160, 220).ToPlanes();
  for (const PixelSize size : {PixelSize{332, 176}, {161, 91}, {101, 57}, {2, 2}, {1, 1}}) {
    Planes scaled(size);
    ScalePlanes(from.view(), scaled.view());
    const PlanesView view = std::as_const(scaled).view();
    const PixelSize chroma = ChromaSize(size);
    for (int i = 0; i < size.width * size.height; ++i) ASSERT_NEAR(view.y[i], from.view().y[0], 2);
    for (int i = 0; i < chroma.width * chroma.height; ++i) {
      ASSERT_NEAR(view.u[i], from.view().u[0], 2);
      ASSERT_NEAR(view.v[i], from.view().v[0], 2);
    }
  }
}

TEST(ScaleTest, KeepsWhiteWhiteFromTheLargestScreenToTheSmallestRung) {
  const Planes from = OneColour({3840, 2160}, 255, 255, 255).ToPlanes();
  Planes scaled({160, 90});
  ScalePlanes(from.view(), scaled.view());
  EXPECT_GE(std::as_const(scaled).view().y[5'000], 254);
}

struct ScaleCase {
  PixelSize from;
  PixelSize into;
};

class ScaleWithinTest : public testing::TestWithParam<ScaleCase> {};

TEST_P(ScaleWithinTest, IsExactlyWhatScalingTheWholePictureGives) {
  const auto [from_size, into_size] = GetParam();
  const Planes from = Desktop(from_size).ToPlanes();
  Planes whole(into_size);
  ScalePlanes(from.view(), whole.view());
  const PlanesView expected = std::as_const(whole).view();
  const PixelRect places[] = {{0, 0, 2, 20},
                              {from_size.width / 2 - 3, from_size.height / 3, 7, 5},
                              {from_size.width - 1, from_size.height - 1, 1, 1},
                              {from_size.width / 5, 0, from_size.width / 2, from_size.height},
                              {0, from_size.height / 4, from_size.width, from_size.height / 2}};
  for (const PixelRect& changed : places) {
    const PixelRect area = ScaledArea(from_size, into_size, changed);
    ASSERT_TRUE(Contains(into_size, area));
    EXPECT_LT(area.area(), WholeOf(into_size).area());
    Planes within(into_size);
    std::fill_n(within.view().y, into_size.width * into_size.height, uint8_t{7});
    ScalePlanesWithin(from.view(), within.view(), area);
    const PlanesView got = std::as_const(within).view();
    for (int y = 0; y < into_size.height; ++y) {
      for (int x = 0; x < into_size.width; ++x) {
        const bool inside = x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height;
        const int at = y * into_size.width + x;
        ASSERT_EQ(got.y[at], inside ? expected.y[at] : 7) << x << "," << y;
        const int chroma_at = y / 2 * ChromaSize(into_size).width + x / 2;
        if (!inside) continue;
        ASSERT_EQ(got.u[chroma_at], expected.u[chroma_at]) << x << "," << y;
        ASSERT_EQ(got.v[chroma_at], expected.v[chroma_at]) << x << "," << y;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, ScaleWithinTest,
                         testing::Values(ScaleCase{{1920, 1080}, {320, 180}}, ScaleCase{{1920, 1080}, {160, 90}},
                                         ScaleCase{{1920, 1080}, {640, 360}}, ScaleCase{{1920, 1080}, {1280, 720}},
                                         ScaleCase{{1920, 1080}, {1920, 1080}}, ScaleCase{{1280, 720}, {640, 360}},
                                         ScaleCase{{1280, 720}, {320, 180}}, ScaleCase{{1600, 900}, {320, 180}},
                                         ScaleCase{{3840, 2160}, {160, 90}}, ScaleCase{{2560, 1440}, {320, 180}},
                                         ScaleCase{{800, 600}, {400, 300}}));

TEST(ScaledAreaTest, WhereBlocksShowFractionsOfPixelsTheWholePictureIsScaled) {
  for (const PixelSize size : {PixelSize{1366, 768}, {1920, 1200}, {1281, 721}}) {
    const PixelSize into = FitInto(size, {320, 180});
    EXPECT_EQ(ScaledArea(size, into, {10, 10, 2, 2}), WholeOf(into));
  }
  EXPECT_TRUE(ScaledArea({1920, 1080}, {320, 180}, {2'000, 0, 50, 50}).empty()) << "outside of the picture";
}

TEST(ConvertTest, APartIsConvertedExactlyAsInItsPicture) {
  const PixelSize size{1'283, 721};
  const BgrxPicture picture = Desktop(size);
  const Planes whole = picture.ToPlanes();
  for (const PixelRect& area : {PixelRect{0, 0, 2, 2}, {6, 4, 22, 18}, {1'200, 700, 83, 21}, {100, 0, 640, 721}}) {
    Planes part(area.size());
    ConvertBgrx(&picture.bytes[(static_cast<size_t>(area.y) * size.width + area.x) * 4], size.width * 4, part.view());
    const PlanesView got = std::as_const(part).view();
    const PlanesView expected = PartOf(whole.view(), area);
    for (int y = 0; y < area.height; ++y) {
      for (int x = 0; x < area.width; ++x) {
        ASSERT_EQ(got.y[y * got.y_stride_bytes + x], expected.y[y * expected.y_stride_bytes + x]) << x << "," << y;
        ASSERT_EQ(got.u[y / 2 * got.uv_stride_bytes + x / 2], expected.u[y / 2 * expected.uv_stride_bytes + x / 2]);
        ASSERT_EQ(got.v[y / 2 * got.uv_stride_bytes + x / 2], expected.v[y / 2 * expected.uv_stride_bytes + x / 2]);
      }
    }
  }
}

}  // namespace
}  // namespace labwall
