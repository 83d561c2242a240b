// SPDX-License-Identifier: Apache-2.0
// labwallctl's commands. Each prints its answer to standard output, everything else to standard error.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ctl/exit_code.h"
#include "ctl/lab_link.h"
#include "model/rung.h"

namespace labwall {

class StopSignals;

struct SessionsOptions {
  LinkOptions link;
  bool json = false;
};
[[nodiscard]] ExitCode RunSessions(const SessionsOptions& options);

struct FrameOptions {
  LinkOptions link;
  std::string session;
  std::string output;
  Rung rung = Rung::k320x180;
  Milliseconds limit{10'000};  // for the frame to come
};
// Writes the station's JPEG as it came, after a look at it.
[[nodiscard]] ExitCode RunFrame(const FrameOptions& options);

struct LogOffOptions {
  LinkOptions link;
  // Exactly one of these three says who is meant.
  std::vector<std::string> sessions;
  std::string user;
  bool all = false;
  bool yes = false;  // don't ask
  bool json = false;
};
[[nodiscard]] ExitCode RunLogOff(const LogOffOptions& options);

struct BrokerCommandOptions {
  std::string directory;     // empty: a folder of the runtime directory
  std::string connect_info;  // a file for the URL; empty for none
  int exit_with = 0;         // a process to end with; 0 for none
};
// Runs a broker until a stop signal, or until the process exit_with ends.
[[nodiscard]] ExitCode RunBroker(const BrokerCommandOptions& options, StopSignals& stop);

}  // namespace labwall
