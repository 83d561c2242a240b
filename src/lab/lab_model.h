// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/clock.h"
#include "base/result.h"
#include "model/lab_snapshot.h"
#include "wire/messages.h"

namespace labwall {

// LabModel folds what the stations, the broker and time say into the next LabSnapshot. It knows no network and starts
// no thread. Threads: one at a time; the snapshots it gives out are immutable and belong to whoever holds them.
class LabModel {
 public:
  // More stations than this are refused: a lab has fewer, and a flood of made-up ones must not fill the memory.
  static constexpr size_t kMaxStations = 20'000;

  LabModel();

  void SetBroker(BrokerState state, std::string detail);
  // A station's state replaces what it said before; one that is leaving is taken off. kResourceExhausted when it is a
  // new station and there are kMaxStations.
  Result<> Fold(wire::StationStateMessage message, MonotonicTime heard_at);
  // Marks the stations that have been silent for too long as not answering. Their sessions stay: a silent station is no
  // proof that anybody has logged off.
  void MarkSilent(MonotonicTime now);
  // When MarkSilent() may next have something to do; empty while no station answers.
  [[nodiscard]] std::optional<MonotonicTime> NextSilence() const { return next_silence_; }

  // The same object as before when nothing changed. A heartbeat without news is no change.
  [[nodiscard]] std::shared_ptr<const LabSnapshot> Snapshot();

 private:
  using Place = std::pair<std::string, std::string>;  // room, id: the order of the wall

  void NoteAnswering(MonotonicTime heard_at);

  BrokerState broker_ = BrokerState::kConnecting;
  std::string broker_detail_;
  std::map<Place, StationView> stations_;
  std::unordered_map<std::string, std::string> room_of_;  // by station id
  std::optional<MonotonicTime> next_silence_;
  bool changed_ = false;
  std::shared_ptr<const LabSnapshot> snapshot_;
};

}  // namespace labwall
