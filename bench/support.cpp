// SPDX-License-Identifier: Apache-2.0
#include "bench/support.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/log.h"
#include "base/stop_signals.h"
#include "base/unique_fd.h"

namespace labwall {
namespace {

// Ending real sessions takes some seconds.
constexpr Milliseconds kLimitForTheRest{60'000};

std::string ReadText(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string ProcessorModel() {
  std::istringstream lines(ReadText("/proc/cpuinfo"));
  for (std::string line; std::getline(lines, line);) {
    const size_t colon = line.find(": ");
    if (line.rfind("model name", 0) == 0 && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

double SecondsOf(clockid_t clock) {
  timespec time{};
  if (::clock_gettime(clock, &time) != 0) return 0;  // that thread has ended
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// As pthread_getcpuclockid() makes it, but for a thread of which only the number is known.
clockid_t ClockOfThread(pid_t thread) {
  constexpr int kOneThreadScheduled = 6;
  return static_cast<clockid_t>((~static_cast<unsigned>(thread) << 3) | kOneThreadScheduled);
}

// Two benches at a time would measure each other. The turn lasts until all processes of a bench have let go of it.
UniqueFd WaitForTurn() {
  UniqueFd turn(::open(std::filesystem::temp_directory_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (turn.valid() && ::flock(turn.get(), LOCK_EX | LOCK_NB) != 0) {
    std::fprintf(stderr, "bench: waits for another bench on this machine to end\n");
    while (::flock(turn.get(), LOCK_EX) != 0 && errno == EINTR) {
    }
  }
  return turn;
}

// Waits for the child, or ends it when this process is told to stop. Gives its wait status.
int WaitForChild(pid_t child, StopSignals& stop) {
  const UniqueFd ended(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
  pollfd waits[2] = {{ended.get(), POLLIN, 0}, {stop.fd(), POLLIN, 0}};
  while (::poll(waits, 2, -1) < 0) {
  }
  if (waits[0].revents == 0) ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

// What the child had started ends with it, and comes to this process, a subreaper.
void WaitForTheRest() {
  const MonotonicTime deadline = Clock::System().Now() + kLimitForTheRest;
  while (Clock::System().Now() < deadline) {
    const pid_t reaped = ::waitpid(-1, nullptr, WNOHANG);
    if (reaped < 0) return;
    if (reaped == 0) ::poll(nullptr, 0, 20);
  }
  std::fprintf(stderr, "bench: some processes did not end\n");
}

[[noreturn]] void RunChild(const std::function<int(const std::string&)>& bench, const std::string& directory,
                           pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(EXIT_FAILURE);
  for (const char* name : {"TMPDIR", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"}) ::setenv(name, directory.c_str(), 1);
  // Where the tests' tools look for the programs.
  ::setenv("LABWALL_BIN", ProgramDirectory().c_str(), 1);
  ::setenv("LABWALL_SOURCE", LABWALL_SOURCE_DIRECTORY, 1);
  StartLog("bench", LogLevel::kWarning);
  const int status = bench(directory);
  std::fflush(nullptr);
  ::_exit(status);
}

}  // namespace

int RunBench(const std::function<int(const std::string& directory)>& bench) {
  const UniqueFd turn = WaitForTurn();
  StopSignals stop;
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  std::string directory = (std::filesystem::temp_directory_path() / "labwall-bench.XXXXXX").string();
  if (::mkdtemp(directory.data()) == nullptr) {
    std::perror("bench: mkdtemp");
    return EXIT_FAILURE;
  }
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) RunChild(bench, directory, parent);
  const int status = child > 0 ? WaitForChild(child, stop) : EXIT_FAILURE;
  WaitForTheRest();
  std::error_code ignored;
  std::filesystem::remove_all(directory, ignored);
  if (child > 0 && WIFEXITED(status)) return WEXITSTATUS(status);
  std::fprintf(stderr, "bench: was ended\n");
  return EXIT_FAILURE;
}

std::string ProgramDirectory() { return std::filesystem::read_symlink("/proc/self/exe").parent_path().string(); }

Report::Report(const std::string& bench) {
  json_["bench"] = bench;
  json_["processor"] = ProcessorModel();
  json_["cores"] = std::thread::hardware_concurrency();
  double load = 0;
  if (::getloadavg(&load, 1) == 1) json_["load_before"] = Rounded(load);
}

void Report::Target(bool met, std::string words) { verdicts_.push_back({met, std::move(words)}); }

int Report::Fail(std::string words) {
  Target(false, std::move(words));
  return Print();
}

int Report::Print() const {
  std::printf("%s\n", json_.dump(2).c_str());
  bool all_met = true;
  for (const Verdict& verdict : verdicts_) {
    std::printf("%s: %s\n", verdict.met ? "ok" : "MISSED", verdict.words.c_str());
    all_met = all_met && verdict.met;
  }
  return all_met ? EXIT_SUCCESS : EXIT_FAILURE;
}

std::map<std::string, double> CpuTimeByThread() {
  std::map<std::string, double> seconds;
  std::error_code ignored;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task", ignored)) {
    const pid_t thread = std::atoi(task.path().filename().c_str());
    std::string name = ReadText(task.path() / "comm");
    if (!name.empty()) name.pop_back();
    // A thread that nobody has named has the name of the one that started it.
    seconds[thread == ::getpid() ? "main" : name] += SecondsOf(ClockOfThread(thread));
  }
  return seconds;
}

CpuTime CpuTimeOfProcess() {
  CpuTime time;
  for (const auto& [name, seconds] : CpuTimeByThread()) {
    if (name.rfind("llvmpipe", 0) == 0) time.rasterising += seconds;
  }
  // Of the whole process, so that threads which have ended count.
  time.own = SecondsOf(CLOCK_PROCESS_CPUTIME_ID) - time.rasterising;
  return time;
}

double CpuTimeOfThread() { return SecondsOf(CLOCK_THREAD_CPUTIME_ID); }

double CpuTimeOf(int pid) {
  clockid_t clock{};
  return ::clock_getcpuclockid(pid, &clock) == 0 ? SecondsOf(clock) : 0;
}

int64_t ResidentBytes() {
  int64_t all_pages = 0;
  int64_t resident_pages = 0;
  std::istringstream(ReadText("/proc/self/statm")) >> all_pages >> resident_pages;
  return resident_pages * ::sysconf(_SC_PAGESIZE);
}

double Quantile(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  const auto at = static_cast<size_t>(std::ceil(part * static_cast<double>(values.size())));
  const auto place = values.begin() + static_cast<ptrdiff_t>(std::clamp<size_t>(at, 1, values.size()) - 1);
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

double Rounded(double value) {
  if (value == 0 || !std::isfinite(value)) return 0;
  const int decimals = std::max(0, 2 - static_cast<int>(std::floor(std::log10(std::abs(value)))));
  const double scale = std::pow(10, decimals);
  return std::round(value * scale) / scale;
}

}  // namespace labwall
