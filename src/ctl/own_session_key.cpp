// SPDX-License-Identifier: Apache-2.0
#include "ctl/own_session_key.h"

#include "session/own_session.h"

namespace labwall {

std::optional<SessionKey> FindOwnSession(const LabSnapshot& snapshot) {
  const std::optional<std::string> session_id = OwnSessionId();
  if (!session_id) return std::nullopt;
  return FindSession(snapshot, BootId(), *session_id);
}

std::optional<SessionKey> FindSession(const LabSnapshot& snapshot, const std::string& boot_id,
                                      const std::string& session_id) {
  for (const StationView& view : snapshot.stations) {
    // A boot id is one machine's, so the station's name need not be known.
    if (view.station->boot_id != boot_id) continue;
    for (const Session& session : view.station->sessions) {
      if (session.key.session_id == session_id) return session.key;
    }
  }
  return std::nullopt;
}

}  // namespace labwall
