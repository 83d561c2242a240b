// SPDX-License-Identifier: Apache-2.0
#include "ui/look.h"

#include <gtest/gtest.h>

namespace labwall {
namespace {

TEST(LookTest, ContrastRatioIsThatOfTheStandard) {
  EXPECT_NEAR(ContrastRatio({0, 0, 0, 1}, {1, 1, 1, 1}), 21, 0.01);
  EXPECT_NEAR(ContrastRatio({1, 1, 1, 1}, {1, 1, 1, 1}), 1, 0.01);
  const float grey = 0x76 / 255.0f;
  EXPECT_NEAR(ContrastRatio({grey, grey, grey, 1}, {1, 1, 1, 1}), 4.54, 0.01);
}

TEST(LookTest, EveryTextColourIsReadableOnEverySurface) {
  for (const Theme theme : {Theme::kDark, Theme::kLight}) {
    const Palette& p = PaletteOf(theme);
    const std::pair<const char*, Colour> texts[] = {{"text", p.text}, {"dim text", p.dim_text}, {"accent", p.accent},
                                                    {"ok", p.ok},     {"warn", p.warn},         {"bad", p.bad},
                                                    {"held", p.held}};
    const std::pair<const char*, Colour> surfaces[] = {
        {"background", p.background}, {"surface", p.surface}, {"raised", p.raised}};
    for (const auto& [text_name, text] : texts) {
      for (const auto& [surface_name, surface] : surfaces) {
        EXPECT_GE(ContrastRatio(text, surface), 4.5) << text_name << " on " << surface_name;
      }
    }
  }
}

TEST(LookTest, LabelsOfFilledButtonsAreReadable) {
  for (const Theme theme : {Theme::kDark, Theme::kLight}) {
    const Palette& p = PaletteOf(theme);
    EXPECT_GE(ContrastRatio(p.on_accent, p.accent), 4.5);
    EXPECT_GE(ContrastRatio(p.on_accent, p.bad), 4.5);
  }
}

TEST(LookTest, LengthsScaleToWholePixelsAndNeverVanish) {
  Look look;
  look.scale = 1.5f;
  EXPECT_FLOAT_EQ(look.px(10), 15);
  EXPECT_FLOAT_EQ(look.px(0.2f), 1);
  EXPECT_FLOAT_EQ(look.px(0), 0);
}

}  // namespace
}  // namespace labwall
