// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "model/lab_snapshot.h"

namespace labwall {

// The session that this program runs in, as the lab knows it: "all" never means that one. Empty when the lab does not
// (yet) have this machine, or when the program runs in no session.
[[nodiscard]] std::optional<SessionKey> FindOwnSession(const LabSnapshot& snapshot, const std::string& boot_id,
                                                       const std::optional<std::string>& session_id);

}  // namespace labwall
