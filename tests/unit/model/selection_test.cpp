// SPDX-License-Identifier: Apache-2.0
#include "model/selection.h"

#include <gtest/gtest.h>

#include "lab_of.h"

namespace labwall {
namespace {

TEST(SelectionTest, HoldsWhatIsSet) {
  Selection selection;
  EXPECT_TRUE(selection.empty());
  selection.Set(KeyOf("s0", "1"), true);
  selection.Set(KeyOf("s0", "1"), true);
  selection.Set(KeyOf("s0", "2"), true);
  EXPECT_EQ(selection.size(), 2u);
  selection.Set(KeyOf("s0", "2"), false);
  EXPECT_TRUE(selection.Contains(KeyOf("s0", "1")));
  EXPECT_FALSE(selection.Contains(KeyOf("s0", "2")));
  selection.Clear();
  EXPECT_TRUE(selection.empty());
}

TEST(SelectionTest, LosesSessionsThatEndAndGainsNone) {
  Selection selection;
  selection.Set(KeyOf("s0", "1"), true);
  selection.Set(KeyOf("s0", "2"), true);
  selection.Set(KeyOf("s1", "1"), true);
  selection.RetainExisting(LabOf({{"2", "3"}, {"1", "2"}}));
  EXPECT_EQ(selection.keys(), (std::unordered_set<SessionKey>{KeyOf("s0", "2"), KeyOf("s1", "1")}));
  selection.RetainExisting(LabOf({}));
  EXPECT_TRUE(selection.empty());
}

TEST(SelectionTest, DoesNotHoldTheNextSessionWithTheSameId) {
  Selection selection;
  selection.Set(KeyOf("s0", "1", 4), true);
  selection.RetainExisting(LabOf({{"1"}}));  // its sessions started at 5
  EXPECT_TRUE(selection.empty());
}

}  // namespace
}  // namespace labwall
