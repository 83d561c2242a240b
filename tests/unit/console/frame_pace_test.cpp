// SPDX-License-Identifier: Apache-2.0
#include "console/frame_pace.h"

#include <gtest/gtest.h>

namespace labwall {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

TEST(FramePaceTest, AFastMachineIsAsPromptAsItsDisplay) {
  FramePace pace;
  EXPECT_EQ(pace.interval(), FramePace::kLeast);
  for (int i = 0; i < 10; ++i) pace.Note(milliseconds(2));
  EXPECT_EQ(pace.interval(), FramePace::kLeast);
}

TEST(FramePaceTest, DrawingTakesAQuarterOfTheTime) {
  FramePace pace;
  for (int i = 0; i < 10; ++i) pace.Note(milliseconds(20));
  EXPECT_EQ(pace.interval(), milliseconds(80));
  for (int i = 0; i < 10; ++i) pace.Note(milliseconds(400));
  EXPECT_EQ(pace.interval(), FramePace::kMost);
}

TEST(FramePaceTest, OneSlowFrameIsNotTakenForTheNextOnes) {
  FramePace pace;
  for (int i = 0; i < 10; ++i) pace.Note(milliseconds(10));
  pace.Note(milliseconds(50));
  EXPECT_EQ(pace.interval(), milliseconds(80));
  for (int i = 0; i < 20; ++i) pace.Note(milliseconds(10));
  EXPECT_NEAR(static_cast<double>(pace.interval().count()), 40'000, 1'000);
}

}  // namespace
}  // namespace labwall
