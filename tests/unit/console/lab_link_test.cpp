// SPDX-License-Identifier: Apache-2.0
#include "console/lab_link.h"

#include <gtest/gtest.h>

#include <atomic>

namespace labwall {
namespace {

TEST(LabLinkTest, FailsInWordsWhenTheUrlMakesNoSenseAndKeepsItsPasswordToItself) {
  const Result<std::unique_ptr<LabLink>> link =
      LabLink::Open({.url = "nats://user:secret@:::", .on_lab = [] {}, .on_commands = [] {}});
  ASSERT_FALSE(link);
  EXPECT_NE(link.error().message, "");
  EXPECT_EQ(link.error().message.find("secret"), std::string::npos);
}

TEST(LabLinkTest, DoesNotWaitForABrokerThatHasAUrl) {
  std::atomic<int> wakes{0};
  // Nobody listens on port 1.
  const Result<std::unique_ptr<LabLink>> link =
      LabLink::Open({.url = "nats://127.0.0.1:1", .on_lab = [&wakes] { ++wakes; }, .on_commands = [] {}});
  ASSERT_TRUE(link) << link.error().message;
  EXPECT_NE((*link)->client().Snapshot(), nullptr);
  EXPECT_TRUE((*link)->dispatcher().Batches().empty());
  EXPECT_NE((*link)->hint(), "");
}

}  // namespace
}  // namespace labwall
