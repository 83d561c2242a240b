// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "base/clock.h"
#include "model/session.h"
#include "session/session_control.h"
#include "wire/messages.h"

namespace labwall {

// What the lab is told of a session. Every foreign string is sanitised here.
[[nodiscard]] Session DescribeSession(const SessionRecord& record, const std::string& station,
                                      const std::string& boot_id);

// Decides when the station's state is published: at once when it has changed or was asked for, though never more than
// ten times a second, and as a heartbeat. Threads: one.
class StationPublisher {
 public:
  static constexpr Milliseconds kLeastInterval{100};

  // `publish` sends one state; what it can't send is made up for by the heartbeat.
  StationPublisher(const Clock& clock, std::function<void(const wire::StationStateMessage&)> publish);

  // The state as it is now; published when it differs from the last one.
  void Update(Station station);
  // Publishes even if nothing has changed: somebody asked, or the broker is new.
  void Request() { due_ = true; }
  // Publishes if it is time to. Call after Update() and Request(), and at NextDue().
  void Tick();
  [[nodiscard]] MonotonicTime NextDue() const;
  // Says that the agent stops in good order, if anything was said before.
  void Leave();

 private:
  const Clock& clock_;
  std::function<void(const wire::StationStateMessage&)> publish_;
  Station station_;
  bool due_ = false;
  bool known_ = false;  // nothing is published before the first Update()
  MonotonicTime last_published_ = MonotonicTime::min();
};

}  // namespace labwall
