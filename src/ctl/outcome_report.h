// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ctl/exit_code.h"
#include "dispatch/batch.h"

namespace labwall {

// [{"key","user","outcome","detail","elapsed_ms"}], in the order of the command.
[[nodiscard]] std::string OutcomesAsJson(const Batch& batch);
// The same for people.
[[nodiscard]] std::string OutcomesAsTable(const Batch& batch);
// kOk when every session is gone, kOther otherwise.
[[nodiscard]] ExitCode ExitCodeFor(const Batch& batch);

// "Log off 3 sessions of Ada Lovelace (ada), bob? [y/N] "; each person is named once.
[[nodiscard]] std::string LogOffQuestion(const std::vector<CommandTarget>& targets);

}  // namespace labwall
