// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>

namespace labwall {

// A directory of mode 0700 that goes, with all that is in it, when the test ends.
class ScratchDirectory {
 public:
  ScratchDirectory() { path_ = ::mkdtemp(name_.data()); }
  ~ScratchDirectory() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string name_ = std::filesystem::temp_directory_path().string() + "/labwall-test-XXXXXX";
  std::string path_;
};

}  // namespace labwall
