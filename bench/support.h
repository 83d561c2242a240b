// SPDX-License-Identifier: Apache-2.0
// What the benches share: how one runs and leaves nothing behind, what a machine and a process are made of, and how a
// bench says what it found.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/clock.h"

namespace labwall {

// JSON with its members in the order in which they were put in.
using Json = nlohmann::ordered_json;

// Waits until no other bench runs on this machine, then runs this one in a child process, in a private directory of its
// own for which TMPDIR, XDG_RUNTIME_DIR and XDG_CONFIG_HOME stand. However the child ends (a signal to either process,
// a crash), everything that it started is waited for, and the directory is removed, before this returns. Gives the
// child's exit status. Call it first thing in main(), before there are threads.
[[nodiscard]] int RunBench(const std::function<int(const std::string& directory)>& bench);

// The directory that this program and the others of the build are in.
[[nodiscard]] std::string ProgramDirectory();

// Threads: one owner.
class Report {
 public:
  // Notes the machine's processor, and how busy it was before: figures of a busy one say little.
  explicit Report(const std::string& bench);

  // What is printed before the verdicts.
  [[nodiscard]] Json& json() { return json_; }
  void Target(bool met, std::string words);
  // The bench can't go on: a target that was not reached. In this way `return report.Fail(...)` ends a bench.
  [[nodiscard]] int Fail(std::string words);
  // Writes the JSON, and a line "ok: ..." or "MISSED: ..." for each target. Gives the exit status: 0 when all are met.
  [[nodiscard]] int Print() const;

 private:
  struct Verdict {
    bool met = false;
    std::string words;
  };
  Json json_;
  std::vector<Verdict> verdicts_;
};

// The processor time that this process has had, in seconds.
struct CpuTime {
  double own = 0;          // all that is not the software renderer's
  double rasterising = 0;  // of llvmpipe's threads, which do what a GPU would

  CpuTime operator-(const CpuTime& earlier) const { return {own - earlier.own, rasterising - earlier.rasterising}; }
};
[[nodiscard]] CpuTime CpuTimeOfProcess();
// Of each thread that runs now, added up by the threads' names; the main thread is "main".
[[nodiscard]] std::map<std::string, double> CpuTimeByThread();
// Of the calling thread.
[[nodiscard]] double CpuTimeOfThread();
// User and system time of another process; 0 when it is not there.
[[nodiscard]] double CpuTimeOf(int pid);

// What of this process is in memory.
[[nodiscard]] int64_t ResidentBytes();

// 0 when there are no values. `part` is 0.5 for the median, 0.99 for p99.
[[nodiscard]] double Quantile(std::vector<double> values, double part);
// To three digits, for JSON that people read.
[[nodiscard]] double Rounded(double value);

}  // namespace labwall
