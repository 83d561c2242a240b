// SPDX-License-Identifier: Apache-2.0
// Which sessions a command line means.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/command.h"
#include "model/lab_snapshot.h"

namespace labwall {

// A session is named by its key, by STATION/ID, or by its id alone when no other station has a session of that id.
// kNotFound when there is none, kInvalidArgument with the candidates when there are several.
[[nodiscard]] Result<Session> FindNamedSession(const LabSnapshot& snapshot, std::string_view name);

// Whether the name can be looked up before every station has reported: a key or STATION/ID can, an id alone can't.
[[nodiscard]] bool NamesItsStation(std::string_view name);

// The targets for these names, in their order. A whole key that no station reports is taken as it is: only the station
// can say that it is gone already.
[[nodiscard]] Result<std::vector<CommandTarget>> TargetsByName(const LabSnapshot& snapshot,
                                                               const std::vector<std::string>& names);
// All monitored sessions of the person with this login name. kNotFound when there are none.
[[nodiscard]] Result<std::vector<CommandTarget>> TargetsOfUser(const LabSnapshot& snapshot, std::string_view user);
// All monitored sessions but the operator's own. kNotFound when there are none.
[[nodiscard]] Result<std::vector<CommandTarget>> AllTargets(const LabSnapshot& snapshot,
                                                            const std::optional<SessionKey>& own_session);

}  // namespace labwall
