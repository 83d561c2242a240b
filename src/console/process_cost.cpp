// SPDX-License-Identifier: Apache-2.0
#include "console/process_cost.h"

#include <time.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace labwall {
namespace {

double SecondsOf(clockid_t clock) {
  timespec time{};
  if (::clock_gettime(clock, &time) != 0) return 0;
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// As the C library makes it of a pthread_t: see CPUCLOCK_PERTHREAD and CPUCLOCK_SCHED in Linux's posix-timers.h.
clockid_t ClockOfThread(pid_t thread) { return static_cast<clockid_t>((~static_cast<unsigned>(thread) << 3) | 6); }

// Mesa names them so: "llvmpipe-0" and so on.
double SecondsOfSoftwareRenderer() {
  double seconds = 0;
  std::error_code ignored;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task", ignored)) {
    std::string name;
    std::getline(std::ifstream(task.path() / "comm"), name);
    if (name.starts_with("llvmpipe-")) seconds += SecondsOf(ClockOfThread(std::atoi(task.path().filename().c_str())));
  }
  return seconds;
}

}  // namespace

ProcessCost ReadProcessCost() {
  ProcessCost cost;
  cost.renderer_seconds = SecondsOfSoftwareRenderer();
  cost.cpu_seconds = SecondsOf(CLOCK_PROCESS_CPUTIME_ID) - cost.renderer_seconds;
  size_t all_pages = 0;
  size_t resident_pages = 0;
  std::ifstream("/proc/self/statm") >> all_pages >> resident_pages;
  cost.resident_bytes = resident_pages * static_cast<size_t>(::sysconf(_SC_PAGESIZE));
  return cost;
}

double ThreadCpuMs() { return SecondsOf(CLOCK_THREAD_CPUTIME_ID) * 1e3; }

}  // namespace labwall
