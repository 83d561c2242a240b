// SPDX-License-Identifier: Apache-2.0
// Real users' X11 sessions on this machine, through tests/lab/lab, and Labwall's own programs beside them.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/subprocess.h"
#include "support/program.h"

namespace labwall {

struct Rgb {
  int r = 0;
  int g = 0;
  int b = 0;
};

struct LabSession {
  std::string user;
  std::string session_id;
  std::string display;  // ":N"
  int x_pid = 0;
  Rgb colour;  // of its root window
};

// N sessions, up while this object lives. Check Problem() first: it says why there can be none.
class RealLab {
 public:
  // `more` are further words for `lab up`.
  explicit RealLab(int sessions, const std::vector<std::string>& more = {});
  ~RealLab();
  RealLab(const RealLab&) = delete;
  RealLab& operator=(const RealLab&) = delete;

  [[nodiscard]] const std::string& problem() const { return problem_; }
  // As they are now.
  [[nodiscard]] std::vector<LabSession> Sessions() const;
  // The users that logind itself lists now, among ours.
  [[nodiscard]] static std::set<std::string> LoggedOnUsers();

  // True when this machine can't have real sessions, with the reason printed loudly. In CI it then also fails the test.
  [[nodiscard]] static bool Missing();

 private:
  std::string problem_;
};

// A broker and this machine's agent. The agent's programs and the console's find the broker through the environment.
class RealStation {
 public:
  RealStation();
  [[nodiscard]] bool Start();
  [[nodiscard]] std::map<std::string, std::string> environment() const { return {{"LABWALL_CONNECT", url_}}; }
  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] bool StartAgent();
  void KillAgent() { agent_.reset(); }
  [[nodiscard]] Subprocess* agent() { return agent_ ? &*agent_ : nullptr; }
  // The nats-server's pid, or 0.
  [[nodiscard]] int BrokerPid() const;
  // labwallctl with these words.
  [[nodiscard]] ProgramResult Ctl(std::vector<std::string> words) const;

 private:
  ScratchDirectory scratch_;
  std::string url_;
  std::optional<Subprocess> broker_;
  std::optional<Subprocess> agent_;
};

// Process ids below `parent`, at any depth, whose program has this name.
[[nodiscard]] std::vector<int> Descendants(int parent, const std::string& program);

#define LABWALL_NEEDS_REAL_SESSIONS() \
  if (RealLab::Missing()) GTEST_SKIP() << "needs root on a machine that may be thrown away"

}  // namespace labwall
