// SPDX-License-Identifier: Apache-2.0
// HeadlessWall is the console itself, without a window and inside a bench's process.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/stop_signals.h"
#include "console/app.h"
#include "console/headless.h"
#include "console/stop_watcher.h"

namespace labwall {

struct HeadlessWallOptions {
  std::string connect;
  std::string directory;  // for its settings file
  PixelSize size{1920, 1080};
  UiSettings ui;
  Rung least_rung = Rung::kUnknown;
  // What the console is to draw on in place of the screen it is given; empty: on that one.
  std::function<std::unique_ptr<Screen>(HeadlessScreen&)> wrap;
};

// Threads: all on the gl thread.
class HeadlessWall {
 public:
  [[nodiscard]] static Result<std::unique_ptr<HeadlessWall>> Start(const HeadlessWallOptions& options)
      REQUIRES(gl_thread);

  [[nodiscard]] App& app() { return *app_; }
  [[nodiscard]] HeadlessScreen& screen() { return *screen_; }
  // Lets the console run, and asks now and then; false when it still does not hold after `limit`.
  bool RunUntil(const std::function<bool()>& holds, Milliseconds limit) REQUIRES(gl_thread);
  void RunFor(Milliseconds time) REQUIRES(gl_thread);

 private:
  HeadlessWall() = default;

  StopSignals signals_;
  std::unique_ptr<HeadlessScreen> screen_;
  std::unique_ptr<Screen> wrapped_;
  std::unique_ptr<StopWatcher> stop_;
  std::unique_ptr<App> app_;
};

}  // namespace labwall
