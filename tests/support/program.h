// SPDX-License-Identifier: Apache-2.0
// Running the project's own programs, and others, from a test.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/subprocess.h"

namespace labwall {

// The path of one of our programs in the build that is tested.
[[nodiscard]] std::string OurProgram(const std::string& name);
// The path of a file of the source tree.
[[nodiscard]] std::string SourceFile(const std::string& name);

struct ProgramResult {
  int exit_status = -1;  // -1: could not start, was killed, or took too long
  std::string output;    // standard output
  std::string errors;    // standard error
};

// Runs a program to its end; `extra_environment` is added to this process's.
[[nodiscard]] ProgramResult RunProgram(const std::vector<std::string>& argv,
                                       const std::map<std::string, std::string>& extra_environment = {},
                                       Milliseconds limit = std::chrono::seconds(60));

// This process's environment with `extra` in it.
[[nodiscard]] std::map<std::string, std::string> EnvironmentWith(const std::map<std::string, std::string>& extra);

// A directory that is removed with everything in it.
class ScratchDirectory {
 public:
  ScratchDirectory();
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

[[nodiscard]] std::string ReadFile(const std::string& path);

}  // namespace labwall
