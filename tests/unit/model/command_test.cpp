// SPDX-License-Identifier: Apache-2.0
#include "model/command.h"

#include <gtest/gtest.h>

namespace labwall {
namespace {

TEST(OutcomeCodeTest, OnlyDoneAndAlreadyGoneAreWhatWasAskedFor) {
  EXPECT_TRUE(Succeeded(OutcomeCode::kDone));
  EXPECT_TRUE(Succeeded(OutcomeCode::kAlreadyGone));
  for (const OutcomeCode code : {OutcomeCode::kUnknown, OutcomeCode::kRefused, OutcomeCode::kUnreachable,
                                 OutcomeCode::kTimedOut, OutcomeCode::kFailed, OutcomeCode::kCancelled}) {
    EXPECT_FALSE(Succeeded(code)) << ToString(code);
  }
}

TEST(OutcomeCodeTest, HasTheWordsOfTheJson) {
  EXPECT_STREQ(ToString(OutcomeCode::kDone), "Done");
  EXPECT_STREQ(ToString(OutcomeCode::kAlreadyGone), "AlreadyGone");
  EXPECT_STREQ(ToString(OutcomeCode::kRefused), "Refused");
  EXPECT_STREQ(ToString(OutcomeCode::kUnreachable), "Unreachable");
  EXPECT_STREQ(ToString(OutcomeCode::kTimedOut), "TimedOut");
  EXPECT_STREQ(ToString(OutcomeCode::kFailed), "Failed");
}

}  // namespace
}  // namespace labwall
