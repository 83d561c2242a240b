// SPDX-License-Identifier: Apache-2.0
#include "ctl/table.h"

#include <gtest/gtest.h>

namespace labwall {
namespace {

TEST(TableTest, AlignsColumnsByCharactersNotBytes) {
  EXPECT_EQ(FormatTable({{"USER", "STATE"}, {"m\xC3\xBCller", "active"}, {"bob", "idle"}}),
            "USER    STATE\n"
            "m\xC3\xBCller  active\n"
            "bob     idle\n");
}

TEST(TableTest, LeavesNoBlanksAtTheEndOfALine) {
  EXPECT_EQ(FormatTable({{"A", "DETAIL"}, {"b", ""}}), "A  DETAIL\nb\n");
}

}  // namespace
}  // namespace labwall
