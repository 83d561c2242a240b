// SPDX-License-Identifier: Apache-2.0
// Subprocess starts one program and owns it: it dies with its owner, whether that is destroyed, returns from main() or
// is killed. No shell is involved.
#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/unique_fd.h"

namespace labwall {

struct SubprocessUser {
  uid_t uid = 0;
  gid_t gid = 0;
  std::string name;  // for the supplementary groups
};

struct SubprocessOptions {
  std::vector<std::string> argv;  // argv[0] is looked up in PATH when it has no slash
  // The whole environment when set; this process's otherwise.
  std::optional<std::map<std::string, std::string>> environment;
  std::optional<SubprocessUser> user;  // needs root
  std::string directory;               // working directory when not empty
  // Descriptors of this process that become the child's 0, 1 and 2; -1 is /dev/null for input, inherited for outputs.
  int stdin_fd = -1;
  int stdout_fd = -1;
  int stderr_fd = -1;
  // Becomes the child's descriptor 3 when not -1. Every other descriptor is closed in the child.
  int fd3 = -1;
  bool new_process_group = false;
};

// Threads: one owner. The kernel ends the child when the *thread* that called Start() ends (PR_SET_PDEATHSIG), so call
// it from one that lives as long as the child should.
class Subprocess {
 public:
  [[nodiscard]] static Result<Subprocess> Start(const SubprocessOptions& options);

  Subprocess(Subprocess&& other) noexcept;
  Subprocess& operator=(Subprocess&& other) noexcept;
  ~Subprocess();  // SIGKILL and reap, if it still runs

  [[nodiscard]] pid_t pid() const { return pid_; }
  // Readable when the process has ended; for poll().
  [[nodiscard]] int pidfd() const { return pidfd_.get(); }
  // True while it has not been seen to end. Reaps it when it has.
  [[nodiscard]] bool Running();
  // The wait status (see waitpid(2)) once Running() is false.
  [[nodiscard]] int wait_status() const { return wait_status_; }
  // In words: "ended with status 1", "was killed by signal 9".
  [[nodiscard]] std::string EndInWords() const;
  void Signal(int signal_number);
  // Waits for the end; false at the deadline.
  bool WaitUntil(MonotonicTime deadline);
  // SIGTERM, and SIGKILL after `grace`.
  void Stop(Milliseconds grace);

 private:
  Subprocess(pid_t pid, UniqueFd pidfd) : pid_(pid), pidfd_(std::move(pidfd)) {}
  void KillAndReap();

  pid_t pid_ = -1;
  UniqueFd pidfd_;
  int wait_status_ = 0;
  bool reaped_ = false;
};

}  // namespace labwall
