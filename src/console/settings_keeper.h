// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "console/settings_file.h"

namespace labwall {

// SettingsKeeper writes what changes in the settings, a second after the last change and at its own end, on a thread of
// its own: a slow disk must not hold a frame back. Threads: all on one, the one that draws.
class SettingsKeeper {
 public:
  // `theme_of_this_run` is shown, and not kept, until another is chosen. `wake` is called on the keeper's thread when
  // there is a new notice; it must not block.
  SettingsKeeper(SettingsFile file, std::optional<ThemeChoice> theme_of_this_run, std::function<void()> wake);
  ~SettingsKeeper();  // writes what is not yet written
  SettingsKeeper(const SettingsKeeper&) = delete;
  SettingsKeeper& operator=(const SettingsKeeper&) = delete;

  // To begin with.
  [[nodiscard]] const UiSettings& settings() const { return shown_.ui; }
  // The settings as they are now. Costs a comparison when nothing has changed. A window that has no place, or one that
  // is not to be kept, leaves the earlier one.
  void Keep(const UiSettings& ui, const std::optional<WindowPlace>& window);
  // What the supervisor should know: how the file was found, and, for as long as it is so, that it can't be written.
  [[nodiscard]] std::vector<std::string> Notices() const EXCLUDES(mutex_);

 private:
  void Run();
  // Waits for settings that are due; none when the keeper ends and nothing is left to write.
  [[nodiscard]] std::optional<ConsoleSettings> WaitForDue() EXCLUDES(mutex_);
  // False when it failed.
  bool Write(const ConsoleSettings& settings) EXCLUDES(mutex_);

  std::optional<ThemeChoice> theme_of_this_run_;
  ConsoleSettings shown_;
  ConsoleSettings kept_;  // what is, or is about to be, in the file
  const std::function<void()> wake_;

  mutable Mutex mutex_;
  CondVar changed_;
  std::optional<ConsoleSettings> to_write_ GUARDED_BY(mutex_);
  MonotonicTime due_ GUARDED_BY(mutex_);
  bool ending_ GUARDED_BY(mutex_) = false;
  std::string problem_ GUARDED_BY(mutex_);

  const std::vector<std::string> notices_of_reading_;
  SettingsFile file_;  // of the thread's
  std::thread thread_;
};

}  // namespace labwall
