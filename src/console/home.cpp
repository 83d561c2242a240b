// SPDX-License-Identifier: Apache-2.0
#include "console/home.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <vector>

namespace labwall {

std::string HomeDirectory() {
  const char* const named = std::getenv("HOME");
  if (named != nullptr && *named == '/') return named;
  passwd entry{};
  passwd* found = nullptr;
  std::vector<char> buffer(16'384);
  if (::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) return {};
  return entry.pw_dir != nullptr ? entry.pw_dir : "";
}

std::string ExpandHome(const std::string& path) {
  return path.starts_with("~/") ? HomeDirectory() + path.substr(1) : path;
}

}  // namespace labwall
