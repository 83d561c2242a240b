// SPDX-License-Identifier: Apache-2.0
// Reading what logind says of a session. The only headers that show sdbus-c++'s types are here.
#pragma once

#include <sdbus-c++/sdbus-c++.h>

#include <map>
#include <optional>
#include <string>

#include "base/result.h"
#include "session/session_control.h"

namespace labwall {

using LogindProperties = std::map<std::string, sdbus::Variant>;

// The session that these properties describe; empty when it is not of class "user", or when logind left out what makes
// a session one. The account is looked up unless `known` is the same user's.
[[nodiscard]] std::optional<SessionRecord> RecordFromProperties(const LogindProperties& properties,
                                                                const SessionRecord* known);
// Fills in group, home and full name (the first field of GECOS, or the login name when that is empty) of record.uid's
// account, as far as there is one.
void FillInAccount(SessionRecord& record);
[[nodiscard]] Error ErrorFromBus(const std::string& what, const sdbus::Error& error);

}  // namespace labwall
