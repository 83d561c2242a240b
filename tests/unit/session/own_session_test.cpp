// SPDX-License-Identifier: Apache-2.0
#include "session/own_session.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "model/session_key.h"
#include "support/program.h"

namespace labwall {
namespace {

TEST(OwnSessionTest, TheBootIdIsTheKernels) {
  const std::string id = BootId();
  EXPECT_TRUE(IsBootId(id)) << id;
  EXPECT_NE(id, std::string(32, '0'));
  std::string kernels = ReadFile("/proc/sys/kernel/random/boot_id");
  std::erase_if(kernels, [](char c) { return c == '-' || c == '\n'; });
  EXPECT_EQ(id, kernels);
}

TEST(OwnSessionTest, AStrangeNameInTheEnvironmentIsNoSession) {
  ::setenv("XDG_SESSION_ID", "../../etc", 1);
  const auto id = OwnSessionId();
  ::unsetenv("XDG_SESSION_ID");
  EXPECT_NE(id, "../../etc");
}

}  // namespace
}  // namespace labwall
