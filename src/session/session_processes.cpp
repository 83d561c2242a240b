// SPDX-License-Identifier: Apache-2.0
#include "session/session_processes.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <memory>

#include "base/unique_fd.h"

namespace labwall {
namespace {

constexpr int kMaxAncestors = 64;
constexpr size_t kMaxProcesses = 65'536;

std::optional<pid_t> ParsePid(std::string_view text) {
  pid_t pid = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), pid);
  if (error != std::errc() || stop != text.data() + text.size() || pid <= 0) return std::nullopt;
  return pid;
}

// 0 when unknown. The name in parentheses may hold anything, so the fields are counted from its end.
pid_t ParentOf(pid_t pid, const std::string& proc) {
  const std::string stat = ReadAtMost(proc + "/" + std::to_string(pid) + "/stat", 1024);
  const size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos || name_end + 4 >= stat.size()) return 0;
  const std::string_view fields = std::string_view(stat).substr(name_end + 4);  // after ") S "
  return ParsePid(fields.substr(0, fields.find(' '))).value_or(0);
}

bool DescendsFrom(pid_t pid, pid_t ancestor, const std::string& proc) {
  for (int i = 0; i < kMaxAncestors && pid > 1; ++i) {
    if (pid == ancestor) return true;
    pid = ParentOf(pid, proc);
  }
  return false;
}

}  // namespace

std::string ReadAtMost(const std::string& path, size_t max) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  std::string content;
  if (!fd.valid()) return content;
  content.resize(max);
  size_t filled = 0;
  while (filled < max) {
    const ssize_t got = ::read(fd.get(), content.data() + filled, max - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    filled += static_cast<size_t>(got);
  }
  content.resize(filled);
  return content;
}

bool CgroupNamesSession(std::string_view cgroup_file, std::string_view session_id) {
  // systemd: "0::/user.slice/user-1000.slice/session-4.scope"; elogind: "5:name=elogind:/c4", or "0::/c4".
  const std::string scope = "session-" + std::string(session_id) + ".scope";
  while (!cgroup_file.empty()) {
    const std::string_view line = cgroup_file.substr(0, cgroup_file.find('\n'));
    cgroup_file.remove_prefix(std::min(line.size() + 1, cgroup_file.size()));
    const size_t first_colon = line.find(':');
    const size_t second_colon = line.find(':', first_colon + 1);
    if (first_colon == std::string_view::npos || second_colon == std::string_view::npos) continue;
    const std::string_view controllers = line.substr(first_colon + 1, second_colon - first_colon - 1);
    std::string_view path = line.substr(second_colon + 1);
    if (controllers == "name=elogind" || controllers.empty()) {
      if (path.substr(0, 1) == "/" && path.substr(1) == session_id) return true;
    }
    while (!path.empty()) {
      const std::string_view part = path.substr(0, path.find('/'));
      if (part == scope) return true;
      path.remove_prefix(std::min(part.size() + 1, path.size()));
    }
  }
  return false;
}

std::vector<pid_t> ProcessesOfSession(const SessionProcessQuery& query, size_t max, const std::string& proc) {
  std::vector<pid_t> found;
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(proc.c_str()), &::closedir);
  if (!directory) return found;
  for (size_t i = 0; i < kMaxProcesses && found.size() < max; ++i) {
    const dirent* const entry = ::readdir(directory.get());
    if (entry == nullptr) break;
    const std::optional<pid_t> pid = ParsePid(entry->d_name);
    if (!pid) continue;
    if (query.uid) {
      struct stat status {};
      if (::fstatat(::dirfd(directory.get()), entry->d_name, &status, 0) != 0 || status.st_uid != *query.uid) continue;
    }
    const std::string cgroup = ReadAtMost(proc + "/" + entry->d_name + "/cgroup", 8192);
    if (CgroupNamesSession(cgroup, query.session_id) || (query.leader > 1 && DescendsFrom(*pid, query.leader, proc))) {
      found.push_back(*pid);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string ProcessName(pid_t pid, const std::string& proc) {
  std::string name = ReadAtMost(proc + "/" + std::to_string(pid) + "/comm", 64);
  while (!name.empty() && name.back() == '\n') name.pop_back();
  return name;
}

}  // namespace labwall
