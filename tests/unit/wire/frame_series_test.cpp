// SPDX-License-Identifier: Apache-2.0
#include "wire/frame_series.h"

#include <gtest/gtest.h>

namespace labwall::wire {
namespace {

class FrameSeriesTest : public testing::Test {
 protected:
  ManualClock clock_;
  FrameSeries series_{clock_};
};

TEST_F(FrameSeriesTest, GrowsByOneAndBeginsAboveAnEarlierSeries) {
  const uint64_t first = series_.Next(true);
  EXPECT_EQ(series_.Next(false), first + 1);
  EXPECT_EQ(series_.Next(true), first + 2);
  clock_.Advance(Milliseconds(1'000));
  EXPECT_GT(FrameSeries(clock_).Next(true), first + 2);
}

TEST_F(FrameSeriesTest, OwesNothingToAConsoleThatHasItAllNorBeforeTheFirstFrame) {
  EXPECT_FALSE(series_.OwesWhole(0));
  const uint64_t first = series_.Next(true);
  clock_.Advance(Milliseconds(10'000));
  EXPECT_FALSE(series_.OwesWhole(first));
  const uint64_t second = series_.Next(false);
  clock_.Advance(Milliseconds(10'000));
  EXPECT_FALSE(series_.OwesWhole(second));
}

TEST_F(FrameSeriesTest, OwesAWholeFrameForAPartThatGotLostButNotForOneThatIsUnderWay) {
  const uint64_t first = series_.Next(true);
  clock_.Advance(Milliseconds(5'000));
  series_.Next(false);
  EXPECT_FALSE(series_.OwesWhole(first));
  clock_.Advance(FrameSeries::kUnderWay);
  EXPECT_TRUE(series_.OwesWhole(first));
}

TEST_F(FrameSeriesTest, OwesOneAtOnceToAConsoleThatSaysSoButNotAgainWhileItIsBeingMade) {
  series_.Next(true);
  clock_.Advance(FrameSeries::kWholeInterval);
  series_.Next(false);
  EXPECT_TRUE(series_.OwesWhole(0));
  EXPECT_FALSE(series_.OwesWhole(0));
  clock_.Advance(FrameSeries::kWholeInterval);
  EXPECT_TRUE(series_.OwesWhole(0));
  clock_.Advance(FrameSeries::kWholeInterval - Milliseconds(1));
  series_.Next(true);
  clock_.Advance(Milliseconds(1));
  EXPECT_FALSE(series_.OwesWhole(0));
}

}  // namespace
}  // namespace labwall::wire
