// SPDX-License-Identifier: Apache-2.0
// SettingsFile is where the console's settings are kept between runs.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "console/settings_text.h"

namespace labwall {

// $XDG_CONFIG_HOME/labwall/console.toml, else ~/.config/labwall/console.toml; empty when there is no home.
[[nodiscard]] std::string DefaultSettingsPath();

// Two consoles may use one file: the last that writes wins, and the file is whole at any time. Threads: one at a time.
class SettingsFile {
 public:
  SettingsFile() = default;  // nowhere: nothing is read, and nothing kept

  // Reads the file. What can't be read as settings is set aside under another name, PATH.broken or the next one free
  // (.broken-2 and so on). Where it can't be set aside, or not even be looked at, it is left alone for this whole run.
  [[nodiscard]] static SettingsFile Open(std::string path);

  // As they were read, defaults where they were not.
  [[nodiscard]] const ConsoleSettings& settings() const { return settings_; }
  // What the supervisor should know of the reading, in their language.
  [[nodiscard]] const std::vector<std::string>& notices() const { return notices_; }

  // Puts a new file in place of the old one, for this user only, and makes its folder where there is none. The error is
  // for the supervisor. Blocks for as long as the disk takes.
  [[nodiscard]] Result<> Save(const ConsoleSettings& settings);

 private:
  void Read();
  void SetAside(const std::string& why);

  std::string path_;  // empty: nothing is written
  std::string text_;  // of the file, as it was read or written last
  ConsoleSettings settings_;
  std::vector<std::string> notices_;
};

}  // namespace labwall
