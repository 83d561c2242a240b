// SPDX-License-Identifier: Apache-2.0
#include "console/own_session_key.h"

namespace labwall {

std::optional<SessionKey> FindOwnSession(const LabSnapshot& snapshot, const std::string& boot_id,
                                         const std::optional<std::string>& session_id) {
  if (boot_id.empty() || !session_id) return std::nullopt;
  for (const StationView& view : snapshot.stations) {
    if (view.station->boot_id != boot_id) continue;
    for (const Session& session : view.station->sessions) {
      if (session.key.session_id == *session_id) return session.key;
    }
  }
  return std::nullopt;
}

}  // namespace labwall
