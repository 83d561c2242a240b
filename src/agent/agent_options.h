// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace labwall {

// What watching a session may cost its station when nobody says otherwise, in percent of one core.
inline constexpr int kDefaultCaptureCpuPercent = 5;

struct AgentOptions {
  std::string connect;  // the broker's URL; empty: the local one
  std::string station;  // passes IsStationId()
  std::string host;     // host name, for people
  std::string room;
  std::string capture_program;                 // labwall-capture
  std::string agent_program;                   // this program
  std::vector<std::string> excluded_sessions;  // logind ids: listed, but neither watched nor acted on
  int capture_cpu_percent = 0;                 // of one core, for each watched session; 0: the default
  int exit_with = 0;                           // end when this process ends; 0: no such process
  bool verbose = false;
};

// What a configuration file may say. Empty: it does not.
struct AgentFile {
  std::string connect;
  std::string station;
  std::string room;
  int capture_cpu_percent = 0;  // 1 to 100; 0: it does not
};

// Reads TOML with the keys connect, station, room and capture_cpu_percent. Any other key is an error, as it is likely a
// slip.
[[nodiscard]] Result<AgentFile> ParseAgentFile(const std::string& path, const std::string& text);

// Fills in what nobody has said, and checks what somebody has.
[[nodiscard]] Result<> CompleteOptions(AgentOptions& options, const AgentFile& file);

}  // namespace labwall
