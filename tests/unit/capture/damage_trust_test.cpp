// SPDX-License-Identifier: Apache-2.0
#include "capture/damage_trust.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace labwall {
namespace {

class DamageTrustTest : public testing::Test {
 protected:
  Milliseconds UntilVerify() const {
    return std::chrono::duration_cast<Milliseconds>(trust_.NextVerify().value_or(MonotonicTime::max()) - clock_.Now());
  }

  ManualClock clock_;
  DamageTrust trust_{clock_};
};

TEST_F(DamageTrustTest, LooksEverMoreSeldomWhileNothingIsFound) {
  trust_.OnGrab(false);
  for (Milliseconds expected = DamageTrust::kFirstVerify; expected < DamageTrust::kLastVerify * 4; expected *= 2) {
    EXPECT_EQ(UntilVerify(), std::min(expected, DamageTrust::kLastVerify));
    clock_.Advance(UntilVerify());
    trust_.OnGrab(false);
  }
}

TEST_F(DamageTrustTest, AReportThatWasTrueEndsTheVerifying) {
  trust_.OnGrab(false);
  trust_.OnGrab(true);
  EXPECT_EQ(UntilVerify(), DamageTrust::kFirstVerify);
  trust_.OnFound();
  EXPECT_EQ(trust_.NextVerify(), std::nullopt);
}

TEST_F(DamageTrustTest, AScreenCaughtChangingSilentlyIsVerifiedForGood) {
  trust_.OnGrab(false);
  trust_.OnGrab(false);
  trust_.OnGrab(false);
  trust_.OnFound();
  EXPECT_EQ(UntilVerify(), DamageTrust::kFirstVerify);
  trust_.OnGrab(true);
  trust_.OnFound();
  trust_.OnGrab(false);
  EXPECT_EQ(UntilVerify(), DamageTrust::kFirstVerify);
}

}  // namespace
}  // namespace labwall
