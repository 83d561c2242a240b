// SPDX-License-Identifier: Apache-2.0
#include "capture/synthetic/desktop_painter.h"

#include <gtest/gtest.h>

#include <set>
#include <utility>
#include <vector>

namespace labwall {
namespace {

std::vector<uint8_t> Painted(DesktopLook look, uint64_t seed, uint64_t frame, PixelSize size) {
  std::vector<uint8_t> bgrx(static_cast<size_t>(size.width) * size.height * 4, 0xEE);
  DesktopPainter(look, seed).Paint(frame, size, bgrx.data(), size.width * 4);
  return bgrx;
}

class EveryLookTest : public testing::TestWithParam<DesktopLook> {};

TEST_P(EveryLookTest, TheSameSeedAndFrameGiveTheSamePixels) {
  for (const uint64_t seed : {0, 1, 99}) {
    EXPECT_EQ(Painted(GetParam(), seed, 33, {320, 180}), Painted(GetParam(), seed, 33, {320, 180}));
  }
}

TEST_P(EveryLookTest, EveryPixelIsPainted) {
  const PixelSize size{322, 201};
  const std::vector<uint8_t> bgrx = Painted(GetParam(), 5, 7, size);
  // The fourth byte is written as 0 with every pixel.
  for (size_t i = 3; i < bgrx.size(); i += 4) ASSERT_EQ(bgrx[i], 0) << "pixel " << i / 4;
}

TEST_P(EveryLookTest, AnySizeAndAnyFrameStaysWithinItsRows) {
  for (const PixelSize size : {PixelSize{64, 64}, {2, 2}, {641, 97}, {90, 160}, {1'280, 720}}) {
    for (const uint64_t frame : {uint64_t{0}, uint64_t{1}, uint64_t{123'456'789}, ~uint64_t{0} / 8}) {
      const int stride = (size.width + 8) * 4;
      std::vector<uint8_t> bgrx(static_cast<size_t>(stride) * size.height, 0xEE);
      DesktopPainter(GetParam(), frame % 13).Paint(frame, size, bgrx.data(), stride);
      for (int row = 0; row < size.height; ++row) {
        for (int i = size.width * 4; i < stride; ++i) ASSERT_EQ(bgrx[static_cast<size_t>(row) * stride + i], 0xEE);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Looks, EveryLookTest,
                         testing::Values(DesktopLook::kDocument, DesktopLook::kEditor, DesktopLook::kTerminal,
                                         DesktopLook::kPhoto, DesktopLook::kBrowser, DesktopLook::kSheet,
                                         DesktopLook::kLockScreen));

TEST(DesktopPainterTest, WorkingDesktopsChangeWithEveryFrame) {
  for (uint64_t seed = 0; seed < 12; ++seed) {
    const DesktopLook look = DesktopPainter::LookFor(seed);
    std::vector<uint8_t> before = Painted(look, seed, 0, {320, 180});
    for (uint64_t frame = 1; frame < 12; ++frame) {
      std::vector<uint8_t> now = Painted(look, seed, frame, {320, 180});
      ASSERT_NE(before, now) << "seed " << seed << ", frame " << frame;
      before = std::move(now);
    }
  }
}

TEST(DesktopPainterTest, ADozenDesktopsAreADozenPictures) {
  std::set<std::vector<uint8_t>> pictures;
  for (uint64_t seed = 0; seed < 12; ++seed) {
    pictures.insert(Painted(DesktopPainter::LookFor(seed), seed, 50, {320, 180}));
  }
  EXPECT_EQ(pictures.size(), 12u);
}

}  // namespace
}  // namespace labwall
