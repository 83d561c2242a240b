// SPDX-License-Identifier: Apache-2.0
#include "lab/lab_model.h"

#include <algorithm>
#include <tuple>

#include "wire/limits.h"

namespace labwall {
namespace {

// Agents list sessions in no particular order; by start time is an order that a reader can follow and that stays.
void PutInOrder(std::vector<Session>& sessions) {
  std::sort(sessions.begin(), sessions.end(), [](const Session& a, const Session& b) {
    return std::tie(a.key.started_us, a.key.session_id) < std::tie(b.key.started_us, b.key.session_id);
  });
  const auto same_key = [](const Session& a, const Session& b) { return a.key == b.key; };
  sessions.erase(std::unique(sessions.begin(), sessions.end(), same_key), sessions.end());
}

}  // namespace

LabModel::LabModel() {
  auto first = std::make_shared<LabSnapshot>();
  first->broker = broker_;
  snapshot_ = std::move(first);
}

void LabModel::SetBroker(BrokerState state, std::string detail) {
  if (state == broker_ && detail == broker_detail_) return;
  broker_ = state;
  broker_detail_ = std::move(detail);
  changed_ = true;
}

Result<> LabModel::Fold(wire::StationStateMessage message, MonotonicTime heard_at) {
  Station& station = message.station;
  const auto known = room_of_.find(station.id);
  if (message.leaving) {
    if (known == room_of_.end()) return {};
    stations_.erase(Place(known->second, station.id));
    room_of_.erase(known);
    changed_ = true;
    return {};
  }
  PutInOrder(station.sessions);
  if (known != room_of_.end()) {
    const auto place = stations_.find(Place(known->second, station.id));
    StationView& view = place->second;
    view.heard_at = std::max(view.heard_at, heard_at);
    NoteAnswering(view.heard_at);
    if (*view.station == station) {
      changed_ = changed_ || !view.answering;
      view.answering = true;
      return {};
    }
    if (known->second != station.room) {
      stations_.erase(place);
      room_of_.erase(known);
    }
  } else if (room_of_.size() >= kMaxStations) {
    return Fail(ErrorCode::kResourceExhausted, "there are " + std::to_string(kMaxStations) +
                                                   " stations already; station " + station.id + " is left out");
  }
  const std::string id = station.id;
  const std::string room = station.room;
  stations_[Place(room, id)] = StationView{std::make_shared<const Station>(std::move(station)), heard_at, true};
  room_of_[id] = room;
  NoteAnswering(heard_at);
  changed_ = true;
  return {};
}

// next_silence_ is a lower bound that only MarkSilent() moves on: hearing a station later can't make another one's
// silence begin sooner, so nothing need be searched for each heartbeat.
void LabModel::NoteAnswering(MonotonicTime heard_at) {
  const MonotonicTime silent_at = heard_at + wire::kStationSilentAfter;
  if (!next_silence_ || silent_at < *next_silence_) next_silence_ = silent_at;
}

void LabModel::MarkSilent(MonotonicTime now) {
  if (!next_silence_ || now < *next_silence_) return;
  next_silence_.reset();
  for (auto& [place, view] : stations_) {
    if (!view.answering) continue;
    if (now - view.heard_at >= wire::kStationSilentAfter) {
      view.answering = false;
      changed_ = true;
    } else {
      NoteAnswering(view.heard_at);
    }
  }
}

std::shared_ptr<const LabSnapshot> LabModel::Snapshot() {
  if (!changed_) return snapshot_;
  auto next = std::make_shared<LabSnapshot>();
  next->version = snapshot_->version + 1;
  next->broker = broker_;
  next->broker_detail = broker_detail_;
  next->stations.reserve(stations_.size());
  for (const auto& [place, view] : stations_) next->stations.push_back(view);
  snapshot_ = std::move(next);
  changed_ = false;
  return snapshot_;
}

}  // namespace labwall
