// SPDX-License-Identifier: Apache-2.0
#include "dispatch/batch.h"

#include <gtest/gtest.h>

namespace labwall {
namespace {

TEST(BatchTest, CountsOnlyWhatIsFinished) {
  Batch batch;
  batch.targets.resize(3);
  // An outcome that is not final yet does not count, whatever it holds.
  batch.targets[0].outcome.code = OutcomeCode::kDone;
  EXPECT_EQ(batch.FinishedCount(), 0u);
  EXPECT_EQ(batch.CountOf(OutcomeCode::kDone), 0u);
  EXPECT_EQ(batch.WaitingCount(), 3u);
  batch.targets[0].stage = batch.targets[1].stage = TargetStage::kFinished;
  batch.targets[1].outcome.code = OutcomeCode::kFailed;
  EXPECT_EQ(batch.FinishedCount(), 2u);
  EXPECT_EQ(batch.CountOf(OutcomeCode::kDone), 1u);
  EXPECT_FALSE(batch.finished());
  batch.targets[2].stage = TargetStage::kAccepted;
  EXPECT_EQ(batch.WaitingCount(), 0u);
  EXPECT_FALSE(batch.finished());
  batch.targets[2].stage = TargetStage::kFinished;
  EXPECT_TRUE(batch.finished());
}

}  // namespace
}  // namespace labwall
