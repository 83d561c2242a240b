// SPDX-License-Identifier: Apache-2.0
#include "model/selection.h"

namespace labwall {

void Selection::RetainExisting(const LabSnapshot& snapshot) {
  if (keys_.empty()) return;
  std::unordered_set<SessionKey> kept;
  for (const StationView& view : snapshot.stations) {
    for (const Session& session : view.station->sessions) {
      if (keys_.contains(session.key)) kept.insert(session.key);
    }
  }
  keys_ = std::move(kept);
}

}  // namespace labwall
