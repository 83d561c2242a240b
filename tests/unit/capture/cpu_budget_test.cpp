// SPDX-License-Identifier: Apache-2.0
#include "capture/cpu_budget.h"

#include <gtest/gtest.h>

namespace labwall {
namespace {

class CpuBudgetTest : public testing::Test {
 protected:
  void Use(Milliseconds cpu) { used_ += cpu; }

  ManualClock clock_;
  CpuBudget::CpuTime used_{std::chrono::seconds(7)};
  CpuBudget budget_{0.05, clock_, [this] { return used_; }};
};

TEST_F(CpuBudgetTest, AShortBurstIsNotHeldUp) {
  Use(CpuBudget::kBurst);
  EXPECT_EQ(budget_.NextStart(), clock_.Now());
}

TEST_F(CpuBudgetTest, WhatWasUsedBeyondItIsWaitedForAtItsShare) {
  Use(CpuBudget::kBurst + Milliseconds(5));
  const auto wait = budget_.NextStart() - clock_.Now();
  EXPECT_NEAR(std::chrono::duration<double>(wait).count(), 0.1, 0.001);
  clock_.Advance(Milliseconds(99));
  EXPECT_GT(budget_.NextStart(), clock_.Now());
  clock_.Advance(Milliseconds(2));
  EXPECT_EQ(budget_.NextStart(), clock_.Now());
}

TEST_F(CpuBudgetTest, InTheLongRunTheShareIsKept) {
  const MonotonicTime begin = clock_.Now();
  const CpuBudget::CpuTime used_before = used_;
  while (clock_.Now() - begin < std::chrono::minutes(5)) {
    if (budget_.NextStart() <= clock_.Now()) Use(Milliseconds(8));
    clock_.Advance(Milliseconds(10));
  }
  const double share = std::chrono::duration<double>(used_ - used_before - CpuBudget::kBurst).count() / 300;
  EXPECT_NEAR(share, 0.05, 0.001);
}

TEST_F(CpuBudgetTest, NoMoreThanABurstIsSaved) {
  clock_.Advance(std::chrono::hours(1));
  EXPECT_EQ(budget_.NextStart(), clock_.Now());
  Use(CpuBudget::kBurst + Milliseconds(1));
  EXPECT_GT(budget_.NextStart(), clock_.Now());
}

TEST(ProcessCpuTimeTest, GrowsWithWork) {
  const CpuBudget::CpuTime before = CpuBudget::UsedByThisProcess();
  volatile unsigned work = 0;
  while (CpuBudget::UsedByThisProcess() - before < Milliseconds(2)) work = work + 1;
  EXPECT_GT(work, 0u);
}

}  // namespace
}  // namespace labwall
