// SPDX-License-Identifier: Apache-2.0
#include "sim/broken_frames.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>

#include "capture/synthetic/desktop_painter.h"
#include "codec/jpeg.h"
#include "codec/scale.h"

namespace labwall {
namespace {

// A good frame of a 1600x900 screen at 320x180.
std::string GoodFrame() {
  std::vector<uint8_t> bgrx(320 * 180 * 4);
  DesktopPainter(DesktopLook::kEditor, 1).Paint(3, {320, 180}, bgrx.data(), 320 * 4);
  Planes planes({320, 180});
  ConvertBgrx(bgrx.data(), 320 * 4, planes.view());
  JpegEncoder encoder;
  const auto jpeg = encoder.Encode(std::as_const(planes).view());
  return {jpeg->begin(), jpeg->end()};
}

TEST(BrokenFramesTest, NoKindPassesForAFrame) {
  const std::string good = GoodFrame();
  const std::span bytes(reinterpret_cast<const uint8_t*>(good.data()), good.size());
  JpegDecoder decoder;
  Planes planes({320, 180});
  ASSERT_TRUE(decoder.Decode(good, planes.view()));
  for (int kind = 0; kind < kBrokenFrameKinds; ++kind) {
    const std::string broken = BreakFrame(bytes, Rung::k320x180, kind);
    const auto size = decoder.Inspect(broken, BoxOf(Rung::k320x180), 1 << 20);
    const bool right_size = size && *size == FitInto({1'600, 900}, BoxOf(Rung::k320x180));
    EXPECT_FALSE(right_size && decoder.Decode(broken, planes.view())) << "kind " << kind;
    EXPECT_LT(broken.size(), (1u << 20) - 4096) << "must get through the broker";
  }
}

TEST(BrokenFramesTest, EveryKindIsAnother) {
  const std::string good = GoodFrame();
  const std::span bytes(reinterpret_cast<const uint8_t*>(good.data()), good.size());
  std::set<std::string> frames;
  for (int kind = 0; kind < kBrokenFrameKinds; ++kind) frames.insert(BreakFrame(bytes, Rung::k320x180, kind));
  EXPECT_EQ(frames.size(), static_cast<size_t>(kBrokenFrameKinds));
}

}  // namespace
}  // namespace labwall
