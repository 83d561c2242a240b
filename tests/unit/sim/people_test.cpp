// SPDX-License-Identifier: Apache-2.0
#include "sim/people.h"

#include <gtest/gtest.h>

#include <set>

#include "model/text.h"

namespace labwall {
namespace {

TEST(PeopleTest, AThousandPeopleHaveAThousandLogins) {
  std::set<std::string> logins;
  for (int i = 0; i < 1'000; ++i) logins.insert(PersonFor(i).login);
  EXPECT_EQ(logins.size(), 1'000u);
}

TEST(PeopleTest, NamesArePrintableAsTheyAre) {
  for (int i = 0; i < 60; ++i) EXPECT_EQ(SanitizeText(PersonFor(i).name, 128), PersonFor(i).name);
}

TEST(PeopleTest, TheSameNumberIsTheSamePerson) {
  EXPECT_EQ(PersonFor(3).name, PersonFor(3).name);
  EXPECT_NE(PersonFor(3).name, PersonFor(4).name);
}

}  // namespace
}  // namespace labwall
