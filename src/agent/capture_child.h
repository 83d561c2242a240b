// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <poll.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/child_reaper.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "base/subprocess.h"
#include "capture/capture_link.h"
#include "session/display_finder.h"
#include "session/session_control.h"

namespace labwall {

struct CaptureProgram {
  std::string path;     // labwall-capture
  int cpu_percent = 5;  // what it may use of one core
};

// One running labwall-capture: the process, the conversation with it, and the watch over it. It runs as the session's
// user, who may do with it what he likes, so all it says is checked, and it gets to send no more than was asked for.
// Threads: one. Nothing here waits.
class CaptureChild {
 public:
  static constexpr Milliseconds kPingInterval{1'000};
  static constexpr Milliseconds kSilenceLimit{3'000};
  // A program that has just been started has its libraries to load first.
  static constexpr Milliseconds kFirstSilenceLimit{5'000};

  [[nodiscard]] static Result<std::unique_ptr<CaptureChild>> Start(const Clock& clock, ChildReaper& reaper,
                                                                   const CaptureProgram& program,
                                                                   const SessionRecord& session,
                                                                   const DisplayAddress& address);
  ~CaptureChild();
  CaptureChild(const CaptureChild&) = delete;
  CaptureChild& operator=(const CaptureChild&) = delete;

  void Want(std::vector<WantedRung> wanted);
  // These rungs, as far as they are wanted, get a whole frame at once.
  void Renew(const std::vector<Rung>& rungs);
  // Reads, writes, and looks after the time. Gives the reason in words when the child is of no more use: destroy it
  // then.
  [[nodiscard]] std::optional<std::string> Process(const std::function<void(CaptureFrame&&)>& on_frame);
  // It has opened the display.
  [[nodiscard]] bool ready() const { return ready_; }
  [[nodiscard]] pid_t pid() const { return child_.pid(); }
  [[nodiscard]] pollfd PollFd() const;
  [[nodiscard]] MonotonicTime NextDeadline() const;

 private:
  // How much of a rung may still be passed on now. Looks at the screen are what counts: one can give several parts.
  struct Allowance {
    int max_milli_fps = 0;
    double looks = 0;
    MonotonicTime counted_at;
    int64_t captured_us = 0;  // of the last look
    size_t parts = 0;         // passed of the last look
    // Parts build on each other, so after one that was not passed on, and at first, only a whole frame is.
    bool needs_whole = true;
    std::optional<MonotonicTime> renew_at;
  };

  CaptureChild(const Clock& clock, ChildReaper& reaper, Subprocess child, UniqueFd link, std::string name);
  void Send(const AgentMessage& message);
  // False when the link is of no more use.
  bool Write();
  bool Read();
  [[nodiscard]] Milliseconds silence_limit() const { return ping_number_ == 1 ? kFirstSilenceLimit : kSilenceLimit; }
  [[nodiscard]] bool MayPass(const CaptureFrame& frame);
  // Whether the rate that was asked for allows this frame.
  [[nodiscard]] bool Spend(Allowance& allowance, const CaptureFrame& frame);
  // Asks for whole frames in place of what was not passed on, when the rate allows one.
  void RenewWhatWasLost();
  [[nodiscard]] std::optional<std::string> Handle(HelperMessage&& message,
                                                  const std::function<void(CaptureFrame&&)>& on_frame);

  const Clock& clock_;
  ChildReaper& reaper_;
  Subprocess child_;
  UniqueFd link_;
  std::string name_;  // for the log
  LogThrottle throttle_;
  LinkReader reader_;
  std::string unsent_;
  std::map<Rung, Allowance> allowances_;
  uint64_t ping_number_ = 0;
  uint64_t pong_number_ = 0;
  CapturePong work_;  // as the child last told
  MonotonicTime pinged_at_;
  bool ready_ = false;
};

}  // namespace labwall
