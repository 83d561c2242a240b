// SPDX-License-Identifier: Apache-2.0
#include "capture/rung_pipeline.h"

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <random>
#include <string>
#include <utility>

namespace labwall {
namespace {

using std::chrono::milliseconds;

class RungPipelineTest : public testing::Test {
 protected:
  RungPipelineTest() : screen_({1'280, 720}) { Fill(60); }

  void Fill(uint8_t level) {
    const MutablePlanesView view = screen_.view();
    const size_t luma = static_cast<size_t>(view.size.width) * view.size.height;
    std::memset(view.y, level, luma);
    std::memset(view.u, 128, luma / 4);
    std::memset(view.v, 128, luma / 4);
  }
  // The screen changes to this level of grey, and the source says so.
  void Change(uint8_t level) {
    Fill(level);
    NoteWhole();
  }
  void NoteWhole() {
    changed_ = {WholeOf(screen_.size())};
    pipeline_.NoteChange();
  }
  // What was sent, in order.
  std::vector<Rung> Run() {
    std::vector<Rung> sent;
    found_ = pipeline_.Run(std::as_const(screen_).view(), screen_.size(), std::exchange(changed_, {}),
                           [&](Rung rung, std::optional<PixelPoint> part, std::span<const uint8_t> jpeg) {
                             EXPECT_EQ(part, std::nullopt);
                             sent.push_back(rung);
                             newest_[rung].assign(jpeg.begin(), jpeg.end());
                           });
    return sent;
  }
  bool Due() const { return pipeline_.NextDue() && *pipeline_.NextDue() <= clock_.Now(); }
  // The grey that a rung's newest frame shows.
  int LevelOf(Rung rung) {
    JpegDecoder decoder;
    const auto size = decoder.Inspect(newest_[rung], BoxOf(rung), kMaxJpegBytes);
    EXPECT_TRUE(size);
    Planes planes(size.value_or(PixelSize{2, 2}));
    EXPECT_TRUE(decoder.Decode(newest_[rung], planes.view()));
    return std::as_const(planes).view().y[0];
  }

  ManualClock clock_;
  RungPipeline pipeline_{clock_};
  Planes screen_;
  std::vector<PixelRect> changed_;
  bool found_ = false;
  std::map<Rung, std::string> newest_;
};

TEST_F(RungPipelineTest, NothingIsDueWhileNothingIsWanted) {
  Change(70);
  EXPECT_EQ(pipeline_.NextDue(), std::nullopt);
  EXPECT_FALSE(pipeline_.wants_anything());
  EXPECT_TRUE(Run().empty());
}

TEST_F(RungPipelineTest, ANewRungGetsAFrameAtOnceWithoutAnyChange) {
  pipeline_.SetWanted({{Rung::k320x180, 2'000}});
  EXPECT_TRUE(Due());
  EXPECT_EQ(Run(), std::vector{Rung::k320x180});
  EXPECT_EQ(pipeline_.NextDue(), std::nullopt);
  EXPECT_TRUE(Run().empty());
}

TEST_F(RungPipelineTest, ServesTheLargestFirstAndEachAtItsSize) {
  pipeline_.SetWanted({{Rung::k160x90, 1'000}, {Rung::kNative, 1'000}, {Rung::k640x360, 1'000}});
  EXPECT_EQ(pipeline_.largest_box(), kNativeBox);
  EXPECT_EQ(Run(), (std::vector{Rung::kNative, Rung::k640x360, Rung::k160x90}));
  JpegDecoder decoder;
  EXPECT_EQ(decoder.Inspect(newest_[Rung::kNative], kNativeBox, kMaxJpegBytes).value(), (PixelSize{1'280, 720}));
  EXPECT_EQ(decoder.Inspect(newest_[Rung::k640x360], kNativeBox, kMaxJpegBytes).value(), (PixelSize{640, 360}));
  EXPECT_EQ(decoder.Inspect(newest_[Rung::k160x90], kNativeBox, kMaxJpegBytes).value(), (PixelSize{160, 90}));
  EXPECT_NEAR(LevelOf(Rung::k160x90), 60, 2);
}

TEST_F(RungPipelineTest, AChangeWaitsForTheRateAndTheNewestIsSent) {
  pipeline_.SetWanted({{Rung::k320x180, 2'000}});
  Run();
  clock_.Advance(milliseconds(100));
  Change(90);
  EXPECT_FALSE(Due());
  EXPECT_TRUE(Run().empty());
  EXPECT_EQ(*pipeline_.NextDue() - clock_.Now(), milliseconds(400));
  Change(120);
  clock_.Advance(milliseconds(399));
  EXPECT_FALSE(Due());
  clock_.Advance(milliseconds(1));
  EXPECT_TRUE(Due());
  EXPECT_EQ(Run().size(), 1u);
  EXPECT_NEAR(LevelOf(Rung::k320x180), 120, 2);
  EXPECT_EQ(pipeline_.NextDue(), std::nullopt);
}

TEST_F(RungPipelineTest, AChangeAfterALongPauseIsDueAtOnce) {
  pipeline_.SetWanted({{Rung::k320x180, 2'000}});
  Run();
  clock_.Advance(std::chrono::hours(1));
  EXPECT_EQ(pipeline_.NextDue(), std::nullopt);
  Change(200);
  EXPECT_TRUE(Due());
  EXPECT_EQ(Run().size(), 1u);
}

TEST_F(RungPipelineTest, PixelsThatDidNotChangeAreNotSent) {
  pipeline_.SetWanted({{Rung::k320x180, 2'000}});
  Run();
  EXPECT_FALSE(found_) << "a first frame tells of no change";
  clock_.Advance(std::chrono::seconds(1));
  NoteWhole();
  EXPECT_TRUE(Due());
  EXPECT_TRUE(Run().empty());
  EXPECT_FALSE(found_);
  // The look counts for the rate, or an ever-changing corner would be looked at without end.
  pipeline_.NoteChange();
  EXPECT_FALSE(Due());
}

TEST_F(RungPipelineTest, AChangeInOneChromaPlaneIsSeen) {
  pipeline_.SetWanted({{Rung::k160x90, 2'000}});
  Run();
  clock_.Advance(std::chrono::seconds(1));
  std::memset(screen_.view().v, 200, 640 * 360);
  NoteWhole();
  EXPECT_EQ(Run().size(), 1u);
  EXPECT_TRUE(found_);
}

TEST_F(RungPipelineTest, EachRungHasItsOwnRate) {
  pipeline_.SetWanted({{Rung::k160x90, 1'000}, {Rung::k640x360, 10'000}});
  Run();
  clock_.Advance(milliseconds(100));
  Change(100);
  EXPECT_EQ(Run(), std::vector{Rung::k640x360});
  clock_.Advance(milliseconds(900));
  EXPECT_EQ(Run(), std::vector{Rung::k160x90});
  EXPECT_NEAR(LevelOf(Rung::k160x90), 100, 2);
}

TEST_F(RungPipelineTest, ARungThatStaysKeepsItsHistory) {
  pipeline_.SetWanted({{Rung::k320x180, 2'000}});
  Run();
  pipeline_.SetWanted({{Rung::k320x180, 4'000}, {Rung::k160x90, 1'000}});
  EXPECT_EQ(Run(), std::vector{Rung::k160x90});
  Change(99);
  EXPECT_EQ(*pipeline_.NextDue() - clock_.Now(), milliseconds(250));
}

TEST_F(RungPipelineTest, AChangeThatASlowRateHeldBackIsDueWhenTheRateRises) {
  pipeline_.SetWanted({{Rung::k320x180, 200}, {Rung::k160x90, 200}});
  Run();
  clock_.Advance(milliseconds(100));
  Change(150);
  EXPECT_FALSE(Due());
  pipeline_.SetWanted({{Rung::k320x180, 2'000}, {Rung::k160x90, 200}});
  EXPECT_TRUE(Due());
  EXPECT_EQ(Run(), std::vector{Rung::k320x180});
  EXPECT_NEAR(LevelOf(Rung::k320x180), 150, 2);
  pipeline_.SetWanted({{Rung::k320x180, 1'000}, {Rung::k160x90, 100}});
  EXPECT_FALSE(Due()) << "a slower rate is no reason to hurry";
}

TEST_F(RungPipelineTest, ARungThatComesBackGetsAFrameAtOnce) {
  pipeline_.SetWanted({{Rung::k320x180, 2'000}});
  Run();
  pipeline_.SetWanted({});
  EXPECT_FALSE(pipeline_.wants_anything());
  pipeline_.SetWanted({{Rung::k320x180, 2'000}});
  EXPECT_EQ(Run().size(), 1u);
}

TEST_F(RungPipelineTest, RenewSendsTheSamePictureAgain) {
  pipeline_.SetWanted({{Rung::k320x180, 2'000}, {Rung::k160x90, 2'000}});
  Run();
  pipeline_.Renew(Rung::k320x180);
  EXPECT_TRUE(Due());
  EXPECT_EQ(Run(), std::vector{Rung::k320x180});
}

TEST_F(RungPipelineTest, ARateOfNothingMeansOneFrame) {
  pipeline_.SetWanted({{Rung::k320x180, 0}});
  EXPECT_EQ(Run().size(), 1u);
  clock_.Advance(std::chrono::hours(1));
  Change(10);
  EXPECT_EQ(pipeline_.NextDue(), std::nullopt);
}

TEST_F(RungPipelineTest, UnknownAndRepeatedRungsAreLeftOut) {
  pipeline_.SetWanted({{Rung::kUnknown, 2'000}, {Rung::k160x90, 1'000}, {Rung::k160x90, 9'000}});
  EXPECT_EQ(Run(), std::vector{Rung::k160x90});
}

TEST_F(RungPipelineTest, AScreenOfAnotherSizeIsAChange) {
  pipeline_.SetWanted({{Rung::k320x180, 2'000}});
  Run();
  clock_.Advance(std::chrono::seconds(1));
  screen_.Resize({1'024, 768});
  Change(60);
  EXPECT_EQ(Run().size(), 1u);
  JpegDecoder decoder;
  EXPECT_EQ(decoder.Inspect(newest_[Rung::k320x180], kNativeBox, kMaxJpegBytes).value(), (PixelSize{240, 180}));
}

TEST_F(RungPipelineTest, NoiseIsSentAtAQualityThatFits) {
  screen_.Resize({2'560, 1'440});
  std::minstd_rand random(3);
  const MutablePlanesView view = screen_.view();
  for (int i = 0; i < 2'560 * 1'440; ++i) view.y[i] = static_cast<uint8_t>(random() >> 16);
  for (int i = 0; i < 1'280 * 720; ++i) view.u[i] = view.v[i] = static_cast<uint8_t>(random() >> 16);
  pipeline_.SetWanted({{Rung::kNative, 1'000}});
  EXPECT_EQ(Run().size(), 1u);
  EXPECT_LE(newest_[Rung::kNative].size(), kMaxJpegBytes);
  EXPECT_EQ(pipeline_.too_large_count(), 0u);
}

}  // namespace
}  // namespace labwall
