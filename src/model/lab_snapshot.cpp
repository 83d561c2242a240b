// SPDX-License-Identifier: Apache-2.0
#include "model/lab_snapshot.h"

namespace labwall {

const Session* LabSnapshot::Find(const SessionKey& key) const {
  for (const StationView& view : stations) {
    if (view.station->id != key.station) continue;
    for (const Session& session : view.station->sessions) {
      if (session.key == key) return &session;
    }
  }
  return nullptr;
}

std::optional<SessionKey> LabSnapshot::FindOnMachine(const std::string& boot_id,
                                                     const std::optional<std::string>& session_id) const {
  if (boot_id.empty() || !session_id) return std::nullopt;
  for (const StationView& view : stations) {
    if (view.station->boot_id != boot_id) continue;
    for (const Session& session : view.station->sessions) {
      if (session.key.session_id == *session_id) return session.key;
    }
  }
  return std::nullopt;
}

}  // namespace labwall
