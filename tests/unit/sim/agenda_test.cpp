// SPDX-License-Identifier: Apache-2.0
#include "sim/agenda.h"

#include <gtest/gtest.h>

namespace labwall {
namespace {

MonotonicTime At(int ms) { return MonotonicTime(Milliseconds(ms)); }

TEST(AgendaTest, GivesWhoIsDueLongestWaitingFirst) {
  Agenda agenda;
  agenda.Set(7, At(30));
  agenda.Set(2, At(10));
  agenda.Set(5, At(20));
  EXPECT_EQ(agenda.Next(), At(10));
  EXPECT_EQ(agenda.TakeDue(At(20)), 2u);
  EXPECT_EQ(agenda.TakeDue(At(20)), 5u);
  EXPECT_EQ(agenda.TakeDue(At(20)), std::nullopt);
  EXPECT_EQ(agenda.Next(), At(30));
}

TEST(AgendaTest, AMemberHasOneTimeAtMost) {
  Agenda agenda;
  agenda.Set(1, At(10));
  agenda.Set(1, At(50));
  EXPECT_EQ(agenda.TakeDue(At(40)), std::nullopt);
  agenda.Set(1, At(5));
  EXPECT_EQ(agenda.TakeDue(At(40)), 1u);
  EXPECT_EQ(agenda.TakeDue(At(100)), std::nullopt) << "taken is due no more";
  agenda.Set(1, At(5));
  agenda.Set(1, std::nullopt);
  EXPECT_EQ(agenda.Next(), std::nullopt);
}

}  // namespace
}  // namespace labwall
