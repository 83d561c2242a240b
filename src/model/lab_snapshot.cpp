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

}  // namespace labwall
