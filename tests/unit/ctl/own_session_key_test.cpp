// SPDX-License-Identifier: Apache-2.0
#include "ctl/own_session_key.h"

#include <gtest/gtest.h>

#include "unit/ctl/lab_of_test.h"

namespace labwall {
namespace {

TEST(OwnSessionKeyTest, FindsTheSessionOnTheMachineWithThisBootIdOnly) {
  Station elsewhere = MakeStation("pc-1", {"c1:ada"});
  elsewhere.boot_id = std::string(32, 'b');
  const LabSnapshot lab = LabOf({elsewhere, MakeStation("desk", {"c1:teacher", "c2:ada"})});
  EXPECT_EQ(FindSession(lab, kTestBootId, "c1"), MakeSession("desk", "c1", "teacher").key);
  EXPECT_EQ(FindSession(lab, kTestBootId, "c9"), std::nullopt);
  EXPECT_EQ(FindSession(lab, std::string(32, 'c'), "c1"), std::nullopt);
}

}  // namespace
}  // namespace labwall
