// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "model/lab_snapshot.h"
#include "model/session_key.h"

namespace labwall {

// The session that this program itself runs in, if it is one that the lab knows.
[[nodiscard]] std::optional<SessionKey> FindOwnSession(const LabSnapshot& snapshot);
// Likewise, for the session with this id on the machine with this boot id.
[[nodiscard]] std::optional<SessionKey> FindSession(const LabSnapshot& snapshot, const std::string& boot_id,
                                                    const std::string& session_id);

}  // namespace labwall
