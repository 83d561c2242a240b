// SPDX-License-Identifier: Apache-2.0
// Changed parts of a picture, put together as a console does, against whole frames of the same screens.
#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <random>
#include <utility>

#include "capture/rung_pipeline.h"
#include "capture/synthetic/desktop_painter.h"
#include "codec/scale.h"

namespace labwall {
namespace {

using std::chrono::milliseconds;

struct Sent {
  std::optional<PixelPoint> part;
  PixelSize size;
  size_t bytes = 0;
};

// What a console does with the frames of one pipeline.
class Viewer {
 public:
  explicit Viewer(const Clock& clock) : pipeline_(clock) {}

  RungPipeline& pipeline() { return pipeline_; }
  // The frames that this look gives of each rung.
  std::map<Rung, std::vector<Sent>> Look(const PlanesView& screen, std::span<const PixelRect> changed) {
    std::map<Rung, std::vector<Sent>> sent;
    pipeline_.Run(screen, screen.size, changed,
                  [&](Rung rung, std::optional<PixelPoint> part, std::span<const uint8_t> jpeg) {
                    sent[rung].push_back({part, Show(rung, part, jpeg), jpeg.size()});
                  });
    return sent;
  }
  // A rung's picture as it is shown.
  const Planes& picture(Rung rung) { return pictures_[rung]; }

 private:
  PixelSize Show(Rung rung, std::optional<PixelPoint> part, std::span<const uint8_t> jpeg) {
    const std::string_view bytes(reinterpret_cast<const char*>(jpeg.data()), jpeg.size());
    const auto size = decoder_.Inspect(bytes, BoxOf(rung), kMaxJpegBytes);
    if (!size) {
      ADD_FAILURE() << size.error().message;
      return {};
    }
    Planes& picture = pictures_[rung];
    if (!part) picture.Resize(*size);
    const PixelRect area{part ? part->x : 0, part ? part->y : 0, size->width, size->height};
    if (!Contains(picture.size(), area)) {
      ADD_FAILURE() << "a part lies outside of its picture";
      return *size;
    }
    EXPECT_TRUE(area.x % kJpegBlock == 0 && area.y % kJpegBlock == 0);
    EXPECT_TRUE(area.width % kJpegBlock == 0 || area.x + area.width == picture.size().width);
    EXPECT_TRUE(area.height % kJpegBlock == 0 || area.y + area.height == picture.size().height);
    EXPECT_TRUE(decoder_.Decode(bytes, PartOf(picture.view(), area)));
    return *size;
  }

  RungPipeline pipeline_;
  JpegDecoder decoder_;
  std::map<Rung, Planes> pictures_;
};

bool SamePixels(const PlanesView& a, const PlanesView& b) {
  const auto same_plane = [](const uint8_t* p, int p_stride, const uint8_t* q, int q_stride, PixelSize size) {
    for (int y = 0; y < size.height; ++y) {
      if (std::memcmp(p + static_cast<ptrdiff_t>(y) * p_stride, q + static_cast<ptrdiff_t>(y) * q_stride,
                      static_cast<size_t>(size.width)) != 0) {
        return false;
      }
    }
    return true;
  };
  const PixelSize chroma = ChromaSize(a.size);
  return a.size == b.size && same_plane(a.y, a.y_stride_bytes, b.y, b.y_stride_bytes, a.size) &&
         same_plane(a.u, a.uv_stride_bytes, b.u, b.uv_stride_bytes, chroma) &&
         same_plane(a.v, a.uv_stride_bytes, b.v, b.uv_stride_bytes, chroma);
}

class PartsTest : public testing::TestWithParam<PixelSize> {
 protected:
  PartsTest() : size_(GetParam()), bgrx_(static_cast<size_t>(size_.width) * size_.height * 4), screen_(size_) {
    DesktopPainter(DesktopLook::kEditor, 5).Paint(1, size_, bgrx_.data(), size_.width * 4);
    ConvertBgrx(bgrx_.data(), size_.width * 4, screen_.view());
  }
  // Fills a rectangle of the screen; what a source would report of it.
  PixelRect Draw(const PixelRect& rect, uint8_t blue, uint8_t green, uint8_t red) {
    const PixelRect inside = Intersection(rect, WholeOf(size_));
    for (int y = inside.y; y < inside.y + inside.height; ++y) {
      for (int x = inside.x; x < inside.x + inside.width; ++x) {
        uint8_t* const pixel = &bgrx_[(static_cast<size_t>(y) * size_.width + x) * 4];
        pixel[0] = blue;
        pixel[1] = green;
        pixel[2] = red;
      }
    }
    ConvertBgrx(bgrx_.data(), size_.width * 4, screen_.view());
    const int left = inside.x & ~1;
    const int top = inside.y & ~1;
    return {left, top, std::min(size_.width, (inside.x + inside.width + 1) & ~1) - left,
            std::min(size_.height, (inside.y + inside.height + 1) & ~1) - top};
  }
  PlanesView screen() const { return screen_.view(); }

  const PixelSize size_;
  std::vector<uint8_t> bgrx_;
  Planes screen_;
  ManualClock clock_;
};

INSTANTIATE_TEST_SUITE_P(Screens, PartsTest,
                         testing::Values(PixelSize{1'920, 1'080}, PixelSize{1'920, 1'200}, PixelSize{1'366, 768},
                                         PixelSize{1'281, 721}, PixelSize{3'840, 2'160}),
                         [](const auto& info) {
                           return std::to_string(info.param.width) + "x" + std::to_string(info.param.height);
                         });

TEST_P(PartsTest, PutTogetherPartsAreExactlyTheWholePicture) {
  const std::vector<WantedRung> wanted = {
      {Rung::k160x90, 10'000}, {Rung::k320x180, 5'000}, {Rung::k640x360, 10'000}, {Rung::kNative, 2'000}};
  Viewer parts(clock_);
  Viewer wholes(clock_);
  parts.pipeline().SetWanted(wanted);
  wholes.pipeline().SetWanted(wanted);
  const PixelRect everything[] = {WholeOf(size_)};
  parts.Look(screen(), everything);
  wholes.Look(screen(), everything);
  std::minstd_rand random(3);
  const auto below = [&random](int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
  size_t part_count = 0;
  for (int step = 0; step < 40; ++step) {
    clock_.Advance(milliseconds(100));
    std::vector<PixelRect> changed;
    for (int i = below(3); i >= 0; --i) {
      const PixelRect rect{below(size_.width), below(size_.height), 2 + below(step % 5 == 0 ? 900 : 60), 2 + below(80)};
      changed.push_back(Draw(rect, static_cast<uint8_t>(random()), static_cast<uint8_t>(random() >> 4), 90));
    }
    parts.pipeline().NoteChange();
    for (const auto& [rung, frames] : parts.Look(screen(), changed)) {
      for (const Sent& frame : frames) part_count += frame.part ? 1 : 0;
    }
  }
  // What slow rungs still hold back.
  clock_.Advance(std::chrono::seconds(10));
  parts.Look(screen(), {});
  for (const WantedRung& rung : wanted) wholes.pipeline().Renew(rung.rung);
  wholes.Look(screen(), everything);
  EXPECT_GT(part_count, 40u);
  for (const WantedRung& rung : wanted) {
    EXPECT_TRUE(SamePixels(std::as_const(parts.picture(rung.rung)).view(), wholes.picture(rung.rung).view()))
        << ToString(rung.rung);
  }
}

class DesktopPartsTest : public PartsTest {};
INSTANTIATE_TEST_SUITE_P(FullHd, DesktopPartsTest, testing::Values(PixelSize{1'920, 1'080}));

TEST_P(DesktopPartsTest, ACaretIsASmallPart) {
  Viewer viewer(clock_);
  viewer.pipeline().SetWanted({{Rung::k320x180, 10'000}});
  const PixelRect everything[] = {WholeOf(size_)};
  const auto first = viewer.Look(screen(), everything);
  ASSERT_EQ(first.at(Rung::k320x180).size(), 1u);
  EXPECT_EQ(first.at(Rung::k320x180)[0].part, std::nullopt);
  clock_.Advance(milliseconds(500));
  const PixelRect caret[] = {Draw({700, 403, 2, 20}, 0, 0, 0)};
  const auto frames = viewer.Look(screen(), caret);
  ASSERT_EQ(frames.at(Rung::k320x180).size(), 1u);
  const Sent& part = frames.at(Rung::k320x180)[0];
  // 700 / 6 = 116, 403 / 6 = 67: the block from 112 and 64 on.
  EXPECT_EQ(part.part, (PixelPoint{112, 64}));
  EXPECT_EQ(part.size, (PixelSize{16, 16}));
  EXPECT_LT(part.bytes, 900u);
}

TEST_P(DesktopPartsTest, ACaretAndAClockAreTwoParts) {
  Viewer viewer(clock_);
  viewer.pipeline().SetWanted({{Rung::k320x180, 10'000}});
  const PixelRect everything[] = {WholeOf(size_)};
  viewer.Look(screen(), everything);
  clock_.Advance(milliseconds(500));
  const PixelRect both[] = {Draw({100, 900, 2, 20}, 0, 0, 0), Draw({1'800, 10, 60, 20}, 9, 9, 9)};
  const auto frames = viewer.Look(screen(), both);
  ASSERT_EQ(frames.at(Rung::k320x180).size(), 2u);
  for (const Sent& part : frames.at(Rung::k320x180)) EXPECT_LT(part.bytes, 900u);
}

TEST_P(DesktopPartsTest, MoreThanHalfOfThePictureIsAWholeFrame) {
  Viewer viewer(clock_);
  viewer.pipeline().SetWanted({{Rung::k320x180, 10'000}});
  const PixelRect everything[] = {WholeOf(size_)};
  viewer.Look(screen(), everything);
  clock_.Advance(milliseconds(500));
  const PixelRect half[] = {Draw({0, 0, 960, 1'080}, 1, 2, 3)};
  EXPECT_NE(viewer.Look(screen(), half).at(Rung::k320x180)[0].part, std::nullopt);
  clock_.Advance(milliseconds(500));
  const PixelRect more[] = {Draw({0, 0, 1'100, 1'080}, 3, 2, 1)};
  EXPECT_EQ(viewer.Look(screen(), more).at(Rung::k320x180)[0].part, std::nullopt);
}

TEST_P(DesktopPartsTest, ARenewedRungIsSentWholeAndTheNextChangeIsAPartAgain) {
  Viewer viewer(clock_);
  viewer.pipeline().SetWanted({{Rung::k320x180, 10'000}});
  const PixelRect everything[] = {WholeOf(size_)};
  viewer.Look(screen(), everything);
  clock_.Advance(milliseconds(500));
  viewer.pipeline().Renew(Rung::k320x180);
  const PixelRect caret[] = {Draw({700, 403, 2, 20}, 0, 0, 0)};
  EXPECT_EQ(viewer.Look(screen(), caret).at(Rung::k320x180)[0].part, std::nullopt);
  clock_.Advance(milliseconds(500));
  const PixelRect gone[] = {Draw({700, 403, 2, 20}, 255, 255, 255)};
  EXPECT_NE(viewer.Look(screen(), gone).at(Rung::k320x180)[0].part, std::nullopt);
}

TEST_P(DesktopPartsTest, WhatIsOutsideOfTheReportedAreaIsNotLookedAt) {
  Viewer viewer(clock_);
  viewer.pipeline().SetWanted({{Rung::k320x180, 10'000}});
  const PixelRect everything[] = {WholeOf(size_)};
  viewer.Look(screen(), everything);
  clock_.Advance(milliseconds(500));
  Draw({1'000, 500, 100, 100}, 1, 2, 3);
  viewer.pipeline().NoteChange();
  const PixelRect elsewhere[] = {{0, 0, 40, 40}};
  EXPECT_TRUE(viewer.Look(screen(), elsewhere).empty());
}

}  // namespace
}  // namespace labwall
