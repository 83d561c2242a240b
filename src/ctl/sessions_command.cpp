// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "ctl/commands.h"
#include "ctl/session_report.h"

namespace labwall {

ExitCode RunSessions(const SessionsOptions& options) {
  const Result<std::unique_ptr<LabLink>> link = LabLink::Open(options.link);
  if (!link) return Report(link.error());
  const auto snapshot = (*link)->Collect([](const LabSnapshot&) { return false; });
  std::fputs((options.json ? SessionsAsJson(*snapshot) : SessionsAsTable(*snapshot)).c_str(), stdout);
  return ExitCode::kOk;
}

}  // namespace labwall
