// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/session.h"

namespace labwall {

enum class BrokerState { kUnknown = 0, kConnecting, kConnected, kLost };

struct StationView {
  std::shared_ptr<const Station> station;  // never null
  MonotonicTime heard_at;                  // when its last state arrived
  bool answering = true;                   // false once it has been silent for longer than kStationSilentAfter
};

// Everything the wall knows about the lab at one moment. Immutable once published; shared between threads by
// shared_ptr<const LabSnapshot>.
struct LabSnapshot {
  uint64_t version = 0;  // grows with every change
  BrokerState broker = BrokerState::kUnknown;
  std::string broker_detail;          // in words: the address, or why it can't be reached
  std::vector<StationView> stations;  // by room, then id

  // The session with this key, or null. The pointer lives as long as the snapshot.
  [[nodiscard]] const Session* Find(const SessionKey& key) const;
  // The session with this logind id on the machine with this boot id, which is one machine's: a program finds the
  // session it runs in without knowing what its station is called. Empty when either is unknown or the lab has no such
  // session.
  [[nodiscard]] std::optional<SessionKey> FindOnMachine(const std::string& boot_id,
                                                        const std::optional<std::string>& session_id) const;
};

}  // namespace labwall
