// SPDX-License-Identifier: Apache-2.0
// What the fake promises. logind_control_test.cpp holds the real one to the same.
#include "session/fake/fake_control.h"

#include <gtest/gtest.h>

#include "control_loop.h"

namespace labwall {
namespace {

SessionRecord Record(const std::string& id) {
  SessionRecord record;
  record.id = id;
  record.started_us = 1;
  record.user = "jo";
  return record;
}

TEST(FakeControlTest, TellsOfChangesInsideProcessOnly) {
  FakeControl control;
  int changes = 0;
  control.set_on_change([&] { ++changes; });
  control.Put(Record("c1"));
  EXPECT_EQ(changes, 0);
  control.Process();
  EXPECT_EQ(changes, 1);
  control.Process();
  EXPECT_EQ(changes, 1);
  EXPECT_NE(control.Find("c1"), nullptr);
  EXPECT_EQ(control.Find("c2"), nullptr);
}

TEST(FakeControlTest, ATerminatedSessionIsNoLongerListed) {
  FakeControl control;
  control.Put(Record("c1"));
  control.Put(Record("c2"));
  bool answered = false;
  control.Terminate("c1", [&](const Result<>& result) { answered = result.has_value(); });
  EXPECT_TRUE(RunUntil(control, [&] { return answered && control.Find("c1") == nullptr; }));
  EXPECT_NE(control.Find("c2"), nullptr);
}

TEST(FakeControlTest, TerminatingNobodyIsNotFound) {
  FakeControl control;
  std::optional<ErrorCode> code;
  control.Terminate("c9", [&](const Result<>& result) { code = result.error().code; });
  EXPECT_TRUE(RunUntil(control, [&] { return code.has_value(); }));
  EXPECT_EQ(code, ErrorCode::kNotFound);
}

TEST(FakeControlTest, AStubbornSessionStaysClosing) {
  FakeControl control;
  control.Put(Record("c1"));
  control.MakeStubborn("c1");
  control.Terminate("c1", [](const Result<>&) {});
  control.Process();
  ASSERT_NE(control.Find("c1"), nullptr);
  EXPECT_EQ(control.Find("c1")->state, SessionState::kClosing);
  control.Vanish("c1");
  control.Process();
  EXPECT_EQ(control.Find("c1"), nullptr);
}

}  // namespace
}  // namespace labwall
