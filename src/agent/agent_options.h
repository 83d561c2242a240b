// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace labwall {

struct AgentOptions {
  std::string connect;  // the broker's URL; empty: the local one
  std::string station;  // passes IsStationId()
  std::string host;     // host name, for people
  std::string room;
  std::string capture_program;                 // labwall-capture
  std::string agent_program;                   // this program
  std::vector<std::string> excluded_sessions;  // logind ids: listed, but neither watched nor acted on
  int exit_with = 0;                           // end when this process ends; 0: no such process
  bool verbose = false;
};

// What a configuration file may say. Empty: it does not.
struct AgentFile {
  std::string connect;
  std::string station;
  std::string room;
};

// Reads TOML with the keys connect, station and room. Any other key is an error, as it is likely a slip.
[[nodiscard]] Result<AgentFile> ParseAgentFile(const std::string& path, const std::string& text);

// Fills in what nobody has said, and checks what somebody has.
[[nodiscard]] Result<> CompleteOptions(AgentOptions& options, const AgentFile& file);

}  // namespace labwall
