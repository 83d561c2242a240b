// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/subprocess.h"
#include "bus/broker_process.h"
#include "console/app.h"
#include "console/headless.h"
#include "support/program.h"

namespace labwall {

// The console in this process, on a screen that nobody sees, with a broker and a practice room of its own. One in a
// process, as ImGuiSession says: each test of it is a program.
class AppTest : public testing::Test {
 protected:
  static constexpr Milliseconds kPatience{30'000};

  void SetUp() override;
  void TearDown() override;

  // `settings` is a console.toml.
  void StartApp(const std::string& settings = "") REQUIRES(gl_thread);
  void StartRoom(const std::vector<std::string>& options);
  void RunFor(Milliseconds time) REQUIRES(gl_thread);
  // The sessions of the lab that have a picture.
  [[nodiscard]] std::vector<SessionKey> WithPicture() const REQUIRES(gl_thread);
  // Lets it run until there are so many of them.
  [[nodiscard]] bool WaitForPictures(size_t count) REQUIRES(gl_thread);

  const ScratchDirectory scratch_;
  StopSignals signals_;
  std::unique_ptr<BrokerProcess> broker_;
  std::optional<Subprocess> room_;
  std::unique_ptr<HeadlessScreen> screen_;
  std::unique_ptr<StopWatcher> stop_;
  std::unique_ptr<App> app_;
};

}  // namespace labwall
