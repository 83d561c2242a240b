// SPDX-License-Identifier: Apache-2.0
#include "agent/station_publisher.h"

#include <utility>

#include "model/text.h"
#include "wire/limits.h"

namespace labwall {

Session DescribeSession(const SessionRecord& record, const std::string& station, const std::string& boot_id) {
  Session session;
  session.key = SessionKey{station, boot_id, record.id, record.started_us};
  session.user = SanitizeText(record.user, wire::kMaxNameCodePoints);
  session.display_name = SanitizeText(record.display_name, wire::kMaxNameCodePoints);
  session.seat = SanitizeText(record.seat, wire::kMaxNameCodePoints);
  session.remote_host = SanitizeText(record.remote_host, wire::kMaxNameCodePoints);
  session.type = record.type;
  session.state = record.state;
  session.remote = record.remote;
  session.idle = record.idle;
  session.locked = record.locked;
  session.idle_since_us = record.idle_since_us;
  return session;
}

StationPublisher::StationPublisher(const Clock& clock, std::function<void(const wire::StationStateMessage&)> publish)
    : clock_(clock), publish_(std::move(publish)) {}

void StationPublisher::Update(Station station) {
  if (known_ && station == station_) return;
  station_ = std::move(station);
  known_ = due_ = true;
}

void StationPublisher::Tick() {
  if (!known_ || clock_.Now() < NextDue()) return;
  due_ = false;
  last_published_ = clock_.Now();
  publish_(wire::StationStateMessage{station_, false});
}

MonotonicTime StationPublisher::NextDue() const {
  if (!known_) return MonotonicTime::max();
  if (last_published_ == MonotonicTime::min()) return last_published_;
  return last_published_ + (due_ ? kLeastInterval : wire::kHeartbeat);
}

void StationPublisher::Leave() {
  if (!known_) return;  // nobody knows of this station
  Station empty = station_;
  empty.sessions.clear();
  publish_(wire::StationStateMessage{std::move(empty), true});
}

}  // namespace labwall
