// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/lab_snapshot.h"
#include "unit/lab/scripted_station.h"

namespace labwall {

[[nodiscard]] inline LabSnapshot LabOf(std::vector<Station> stations) {
  LabSnapshot lab;
  for (Station& station : stations) {
    lab.stations.push_back({std::make_shared<const Station>(std::move(station)), MonotonicTime(), true});
  }
  return lab;
}

}  // namespace labwall
