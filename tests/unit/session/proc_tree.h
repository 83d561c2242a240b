// SPDX-License-Identifier: Apache-2.0
// A made-up /proc, for what a real one can't be made to hold.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "support/program.h"

namespace labwall {

class ProcTree {
 public:
  void Add(int pid, int parent, const std::string& cgroup, const std::string& environment,
           const std::string& name = "program") {
    const std::string folder = scratch_ / std::to_string(pid);
    std::filesystem::create_directory(folder);
    std::ofstream(folder + "/stat") << pid << " (" << name << ") S " << parent << " 1 1 0\n";
    std::ofstream(folder + "/comm") << name << "\n";
    std::ofstream(folder + "/cgroup") << cgroup;
    std::ofstream(folder + "/environ", std::ios::binary) << environment;
  }
  [[nodiscard]] const std::string& path() const { return scratch_.path(); }

 private:
  ScratchDirectory scratch_;
};

}  // namespace labwall
