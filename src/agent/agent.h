// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "agent/agent_options.h"
#include "agent/bus_inbox.h"
#include "agent/capture_process.h"
#include "agent/child_reaper.h"
#include "agent/command_runner.h"
#include "agent/lease_table.h"
#include "agent/station_publisher.h"
#include "base/stop_signals.h"
#include "bus/connection.h"
#include "session/session_control.h"
#include "wire/frame_series.h"

namespace labwall {

// labwall-agent: joins the sessions of this machine, their captures and the lab's bus. One thread runs everything, in
// one poll() loop that waits for nothing else; what comes over the bus reaches it through BusInbox.
class Agent {
 public:
  Agent(const Clock& clock, AgentOptions options, std::unique_ptr<SessionControl> control);
  ~Agent();
  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;

  // Until a stop signal arrives or the process to end with has ended. Fails when it can't start.
  [[nodiscard]] Result<> Run(StopSignals& stop);

 private:
  // One session with what belongs to it.
  struct Watched {
    int64_t started_us = 0;
    std::unique_ptr<CaptureProcess> capture;  // null when the session is not monitored
    std::map<Rung, wire::FrameSeries> series;
    size_t first_poll_fd = 0;
    size_t poll_fd_count = 0;
  };

  [[nodiscard]] Result<> Start();
  void Loop(StopSignals& stop);
  [[nodiscard]] MonotonicTime NextDeadline() const;
  void ProcessBus();
  void ProcessCaptures(const std::vector<pollfd>& fds);
  void OnSessionsChanged();
  void TakeLeases();
  // Null when there is no such session.
  [[nodiscard]] Watched* Find(const LeaseTable::SessionStart& session);
  // A console that has as much as its entry says needs a whole frame.
  [[nodiscard]] bool OwesWhole(const wire::WatchEntry& entry);
  void ApplyLeases();
  void PublishFrame(const std::string& session_id, CaptureFrame&& frame);
  void PublishState(const wire::StationStateMessage& message);
  void Reply(const std::string& reply_to, const wire::CommandReply& reply, const std::string& word_subject);
  [[nodiscard]] bool IsMonitored(const std::string& session_id) const;
  [[nodiscard]] Station Describe() const;
  [[nodiscard]] std::unique_ptr<CaptureProcess> MakeCapture(const SessionRecord& session);

  const Clock& clock_;
  const AgentOptions options_;
  const std::string boot_id_;
  const std::set<std::string> excluded_;
  LogThrottle throttle_;
  UniqueFd exit_with_;  // a pidfd
  ChildReaper reaper_;
  std::unique_ptr<SessionControl> control_;
  BusInbox inbox_;
  std::unique_ptr<Connection> connection_;
  LeaseTable leases_;
  StationPublisher publisher_;
  CommandRunner commands_;
  std::map<std::string, Watched> watched_;
  bool state_changed_ = false;
  bool sessions_known_ = false;  // logind has been listed once; nothing is told before
};

}  // namespace labwall
