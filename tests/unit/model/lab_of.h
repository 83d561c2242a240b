// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/lab_snapshot.h"

namespace labwall {

inline const std::string kBoot = "0123456789abcdef0123456789abcdef";

inline SessionKey KeyOf(const std::string& station, const std::string& id, int64_t started_us = 5) {
  return {station, kBoot, id, started_us};
}

// A lab of one station for each list of session ids: "s0", "s1" and so on.
inline LabSnapshot LabOf(const std::vector<std::vector<std::string>>& stations) {
  LabSnapshot snapshot;
  for (size_t i = 0; i < stations.size(); ++i) {
    auto station = std::make_shared<Station>();
    station->id = "s" + std::to_string(i);
    station->boot_id = kBoot;
    for (const std::string& id : stations[i]) {
      station->sessions.emplace_back();
      station->sessions.back().key = KeyOf(station->id, id);
    }
    snapshot.stations.push_back({station, {}, true});
  }
  return snapshot;
}

}  // namespace labwall
