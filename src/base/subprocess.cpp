// SPDX-License-Identifier: Apache-2.0
#include "base/subprocess.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstring>

extern char** environ;  // NOLINT: POSIX's own declaration

namespace labwall {
namespace {

// What the child needs, made before fork(): after it only async-signal-safe calls are allowed.
struct ChildPlan {
  std::vector<char*> argv;
  std::vector<char*> envp;
  std::array<int, 4> fds{-1, -1, -1, -1};
  const SubprocessOptions* options = nullptr;
  std::vector<gid_t> groups;
  pid_t parent = 0;
};

[[noreturn]] void ReportAndExit(int report_fd) {
  const int error = errno;
  [[maybe_unused]] const ssize_t written = ::write(report_fd, &error, sizeof error);
  _exit(127);
}

// Moves the wanted descriptors to 0..3 without one overwriting another that is still to be moved.
bool PlaceDescriptors(std::array<int, 4> fds) {
  for (int& fd : fds) {
    if (fd < 0) continue;
    fd = ::fcntl(fd, F_DUPFD, 16);
    if (fd < 0) return false;
  }
  if (fds[0] < 0) {
    fds[0] = ::open("/dev/null", O_RDONLY);
    if (fds[0] < 0) return false;
  }
  for (int target = 0; target < 4; ++target) {
    if (fds[target] >= 0 && fds[target] != target && ::dup2(fds[target], target) < 0) return false;
  }
  return true;
}

[[noreturn]] void RunChild(const ChildPlan& plan, int report_fd) {
  const SubprocessOptions& options = *plan.options;
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  if (options.new_process_group) ::setpgid(0, 0);
  // The report pipe must survive the moves to 0..3 and stay last.
  const int report = ::fcntl(report_fd, F_DUPFD_CLOEXEC, 32);
  if (report < 0 || !PlaceDescriptors(plan.fds)) ReportAndExit(report_fd);
  const int first_unwanted = plan.fds[3] >= 0 ? 4 : 3;
  ::syscall(SYS_close_range, first_unwanted, report - 1, 0);
  ::syscall(SYS_close_range, report + 1, ~0U, 0);
  if (options.user) {
    if (::setgroups(plan.groups.size(), plan.groups.data()) != 0 || ::setgid(options.user->gid) != 0 ||
        ::setuid(options.user->uid) != 0) {
      ReportAndExit(report);
    }
  }
  if (!options.directory.empty() && ::chdir(options.directory.c_str()) != 0) ReportAndExit(report);
  // After the change of user, which clears it. A parent that died before this line is seen by its pid.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != plan.parent) _exit(127);
  ::execvpe(plan.argv[0], plan.argv.data(), plan.envp.data());
  ReportAndExit(report);
}

}  // namespace

Result<Subprocess> Subprocess::Start(const SubprocessOptions& options) {
  if (options.argv.empty()) return Fail(ErrorCode::kInvalidArgument, "no program to start was named");
  ChildPlan plan;
  plan.options = &options;
  plan.parent = ::getpid();
  plan.fds = {options.stdin_fd, options.stdout_fd, options.stderr_fd, options.fd3};
  for (const std::string& argument : options.argv) plan.argv.push_back(const_cast<char*>(argument.c_str()));
  plan.argv.push_back(nullptr);
  std::vector<std::string> environment;
  if (options.environment) {
    for (const auto& [name, value] : *options.environment) environment.push_back(name + "=" + value);
    for (std::string& entry : environment) plan.envp.push_back(entry.data());
  } else {
    for (char** entry = environ; *entry != nullptr; ++entry) plan.envp.push_back(*entry);
  }
  plan.envp.push_back(nullptr);
  if (options.user) {
    int count = 64;
    plan.groups.resize(count);
    if (::getgrouplist(options.user->name.c_str(), options.user->gid, plan.groups.data(), &count) < 0) {
      plan.groups.resize(count);
      ::getgrouplist(options.user->name.c_str(), options.user->gid, plan.groups.data(), &count);
    }
    plan.groups.resize(count);
  }

  int report[2];
  if (::pipe2(report, O_CLOEXEC) != 0) return Fail(ErrorCode::kResourceExhausted, ErrnoMessage("pipe"));
  UniqueFd report_read(report[0]);
  UniqueFd report_write(report[1]);
  const pid_t pid = ::fork();
  if (pid < 0) return Fail(ErrorCode::kResourceExhausted, ErrnoMessage("fork for " + options.argv[0]));
  if (pid == 0) RunChild(plan, report_write.get());
  report_write.Reset();
  UniqueFd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));

  int child_errno = 0;
  ssize_t got = 0;
  do {
    got = ::read(report_read.get(), &child_errno, sizeof child_errno);
  } while (got < 0 && errno == EINTR);
  if (got == static_cast<ssize_t>(sizeof child_errno)) {
    int status = 0;
    ::waitpid(pid, &status, 0);
    errno = child_errno;
    return Fail(child_errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kFailedPrecondition,
                ErrnoMessage("could not start " + options.argv[0]));
  }
  return Subprocess(pid, std::move(pidfd));
}

Subprocess::Subprocess(Subprocess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      pidfd_(std::move(other.pidfd_)),
      wait_status_(other.wait_status_),
      reaped_(std::exchange(other.reaped_, true)) {}

Subprocess& Subprocess::operator=(Subprocess&& other) noexcept {
  if (this != &other) {
    KillAndReap();
    pid_ = std::exchange(other.pid_, -1);
    pidfd_ = std::move(other.pidfd_);
    wait_status_ = other.wait_status_;
    reaped_ = std::exchange(other.reaped_, true);
  }
  return *this;
}

Subprocess::~Subprocess() { KillAndReap(); }

void Subprocess::KillAndReap() {
  if (pid_ <= 0 || reaped_) return;
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, &wait_status_, 0) < 0 && errno == EINTR) {
  }
  reaped_ = true;
}

bool Subprocess::Running() {
  if (pid_ <= 0 || reaped_) return false;
  const pid_t ended = ::waitpid(pid_, &wait_status_, WNOHANG);
  if (ended == 0) return true;
  reaped_ = true;
  return false;
}

std::string Subprocess::EndInWords() const {
  if (WIFSIGNALED(wait_status_)) return "was killed by signal " + std::to_string(WTERMSIG(wait_status_));
  return "ended with status " + std::to_string(WEXITSTATUS(wait_status_));
}

void Subprocess::Signal(int signal_number) {
  if (pid_ > 0 && !reaped_) ::kill(pid_, signal_number);
}

bool Subprocess::WaitUntil(MonotonicTime deadline) {
  while (Running()) {
    const auto left = std::chrono::duration_cast<Milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) return false;
    pollfd ended{pidfd_.get(), POLLIN, 0};
    ::poll(&ended, 1, static_cast<int>(left) + 1);
  }
  return true;
}

void Subprocess::Stop(Milliseconds grace) {
  Signal(SIGTERM);
  if (!WaitUntil(std::chrono::steady_clock::now() + grace)) KillAndReap();
}

}  // namespace labwall
