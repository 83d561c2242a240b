// SPDX-License-Identifier: Apache-2.0
// Which processes belong to a session, from /proc. Reads only what the kernel itself writes there, so it never waits
// for another process.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace labwall {

struct SessionProcessQuery {
  std::string session_id;
  pid_t leader = 0;          // 0 when unknown
  std::optional<uid_t> uid;  // only processes of this user
};

// At most `max` process ids, ascending: those in the session's control group (logind's), and those that descend from
// its leader. The leader itself counts.
[[nodiscard]] std::vector<pid_t> ProcessesOfSession(const SessionProcessQuery& query, size_t max,
                                                    const std::string& proc = "/proc");
// The program's short name, at most 15 bytes that the program itself can choose; empty when the process has ended.
[[nodiscard]] std::string ProcessName(pid_t pid, const std::string& proc = "/proc");
// Whether the content of a /proc/PID/cgroup file names this session.
[[nodiscard]] bool CgroupNamesSession(std::string_view cgroup_file, std::string_view session_id);
// At most `max` bytes of a file; empty when it can't be read.
[[nodiscard]] std::string ReadAtMost(const std::string& path, size_t max);

}  // namespace labwall
