// SPDX-License-Identifier: Apache-2.0
#include "sim/practice_screen.h"

#include <gtest/gtest.h>

#include <string>

namespace labwall {
namespace {

class PracticeScreenTest : public testing::Test {
 protected:
  PracticeScreen Screen(int fps, PixelSize size = {1'920, 1'080}) {
    return {DesktopPainter(DesktopLook::kTerminal, 4), size, fps, clock_};
  }
  // What one Draw() gives: nothing, a whole frame, or parts.
  std::vector<std::string> Draw(PracticeScreen& screen) {
    std::vector<std::string> frames;
    screen.Draw(sketchbook_, [&](const PracticeScreen::Frame& frame) {
      EXPECT_TRUE(frame.part || frames.empty()) << "a whole frame comes alone";
      last_rung_ = frame.rung;
      last_sequence_ = frame.sequence;
      ++frame_count_;
      last_part_ = frame.part;
      frames.emplace_back(frame.jpeg.begin(), frame.jpeg.end());
    });
    return frames;
  }

  ManualClock clock_;
  PracticeScreen::Sketchbook sketchbook_;
  Rung last_rung_ = Rung::kUnknown;
  std::optional<PixelPoint> last_part_;
  uint64_t last_sequence_ = 0;
  uint64_t frame_count_ = 0;
};

TEST_F(PracticeScreenTest, NothingIsDrawnWhileNobodyWatches) {
  PracticeScreen screen = Screen(10);
  clock_.Advance(std::chrono::seconds(10));
  EXPECT_EQ(screen.NextDue(), std::nullopt);
  EXPECT_TRUE(Draw(screen).empty());
  EXPECT_TRUE(sketchbook_.bgrx.empty());
}

TEST_F(PracticeScreenTest, SendsDifferentPicturesAtTheLeasedRate) {
  PracticeScreen screen = Screen(10);
  screen.SetWanted({{Rung::k320x180, 2'000}});
  std::vector<std::vector<std::string>> looks = {Draw(screen)};
  ASSERT_EQ(looks[0].size(), 1u);
  EXPECT_EQ(last_part_, std::nullopt);
  const uint64_t first_sequence = last_sequence_;
  for (int i = 0; i < 100; ++i) {
    clock_.Advance(Milliseconds(20));
    if (std::vector<std::string> frames = Draw(screen); !frames.empty()) looks.push_back(std::move(frames));
  }
  // Two seconds at two a second, and the first.
  EXPECT_EQ(looks.size(), 5u);
  for (size_t i = 1; i < looks.size(); ++i) EXPECT_NE(looks[i], looks[i - 1]);
  EXPECT_EQ(last_sequence_ - first_sequence + 1, frame_count_) << "whole or part, each has its own number";
}

TEST_F(PracticeScreenTest, AConsoleThatMissedAPartGetsAWholeFrame) {
  // A terminal of which little changes.
  PracticeScreen screen({DesktopPainter(DesktopLook::kEditor, 4), {1'920, 1'080}, 10, clock_});
  screen.SetWanted({{Rung::k320x180, 10'000}});
  ASSERT_EQ(Draw(screen).size(), 1u);
  const uint64_t first = last_sequence_;
  while (!last_part_) {
    clock_.Advance(Milliseconds(100));
    Draw(screen);
  }
  screen.NoteHave(Rung::k320x180, last_sequence_);
  clock_.Advance(Milliseconds(5'000));
  Draw(screen);
  ASSERT_TRUE(last_part_);
  screen.NoteHave(Rung::k320x180, first);
  Draw(screen);
  EXPECT_TRUE(last_part_) << "the newest may still be under way";
  screen.NoteHave(Rung::k320x180, 0);
  EXPECT_EQ(Draw(screen).size(), 1u);
  EXPECT_EQ(last_part_, std::nullopt);
}

TEST_F(PracticeScreenTest, SendsNoMoreThanTheDesktopChanges) {
  PracticeScreen screen = Screen(1);
  screen.SetWanted({{Rung::k160x90, 60'000}});
  size_t looks = Draw(screen).size();
  for (int i = 0; i < 150; ++i) {
    clock_.Advance(Milliseconds(20));
    looks += Draw(screen).empty() ? 0 : 1;
  }
  EXPECT_EQ(looks, 4u);
}

TEST_F(PracticeScreenTest, AStillDesktopIsSentOnceAndAgainOnlyForSomebodyNew) {
  PracticeScreen screen = Screen(0);
  screen.SetWanted({{Rung::k320x180, 10'000}});
  EXPECT_EQ(Draw(screen).size(), 1u);
  clock_.Advance(std::chrono::seconds(60));
  EXPECT_EQ(screen.NextDue(), std::nullopt);
  EXPECT_TRUE(Draw(screen).empty());
  screen.Renew(Rung::k320x180);
  EXPECT_EQ(Draw(screen).size(), 1u);
}

TEST_F(PracticeScreenTest, TellsWhenTheNextFrameIsDue) {
  PracticeScreen screen = Screen(4);
  screen.SetWanted({{Rung::k160x90, 60'000}});
  EXPECT_LE(*screen.NextDue(), clock_.Now());
  Draw(screen);
  EXPECT_EQ(*screen.NextDue() - clock_.Now(), Milliseconds(250));
  clock_.Advance(Milliseconds(250));
  EXPECT_FALSE(Draw(screen).empty());
}

TEST_F(PracticeScreenTest, EveryRungHasTheSizeThatTheScreenGivesIt) {
  for (const PixelSize size : {PixelSize{1'920, 1'080}, {1'024, 768}, {1'080, 1'920}, {640, 360}, {100, 70}}) {
    PracticeScreen screen = Screen(2, size);
    for (const Rung rung : kRungs) {
      screen.SetWanted({{rung, 1'000}});
      const std::vector<std::string> frames = Draw(screen);
      ASSERT_EQ(frames.size(), 1u);
      EXPECT_EQ(last_rung_, rung);
      JpegDecoder decoder;
      EXPECT_EQ(decoder.Inspect(frames[0], BoxOf(rung), 1 << 20).value_or(PixelSize{}), FitInto(size, BoxOf(rung)));
    }
  }
}

}  // namespace
}  // namespace labwall
