// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <poll.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/capture_child.h"
#include "agent/child_reaper.h"
#include "agent/display_lookup.h"
#include "base/clock.h"
#include "session/session_control.h"

namespace labwall {

struct CaptureProcessOptions {
  std::string capture_program;  // labwall-capture
  std::string agent_program;    // labwall-agent, for its find-display
  int cpu_percent = 5;          // of one core, for labwall-capture
  std::function<void(CaptureFrame&&)> on_frame;
  // picture() has changed.
  std::function<void()> on_picture;
};

struct Picture {
  PictureState state = PictureState::kUnknown;
  std::string detail;
  bool operator==(const Picture&) const = default;
};

// Keeps one session's screen captured while somebody watches it: finds the display, starts labwall-capture as the
// session's user, and starts it again, ever more slowly, when it ends or hangs. Threads: one. Nothing here waits.
class CaptureProcess {
 public:
  static constexpr Milliseconds kFirstRetry{500};
  static constexpr Milliseconds kLastRetry{4'000};
  // A text console may get a display later, but seldom does.
  static constexpr Milliseconds kLastRetryOfText{30'000};
  // After it has been this long without trouble the next retry is quick again.
  static constexpr Milliseconds kGoodAfter{30'000};
  // How long the child is kept after nobody watches any more.
  static constexpr Milliseconds kLinger{10'000};
  // A session that nobody watches is looked at for this long after it has appeared, as its display may come late.
  static constexpr Milliseconds kSettling{60'000};

  CaptureProcess(const Clock& clock, ChildReaper& reaper, CaptureProcessOptions options, SessionRecord session);

  // Logind says something new of the session.
  void Update(const SessionRecord& session);
  // Replaces what is wanted. A rung that is new in it gets a frame at once.
  void Want(const std::vector<WantedRung>& wanted);
  // These rungs, as far as they are wanted, get a whole frame at once, though the screen may not have changed.
  void Renew(const std::vector<Rung>& rungs);
  void RenewAll();
  // While the session is being ended nothing of ours may be in it.
  void SetEnding(bool ending);

  [[nodiscard]] const Picture& picture() const { return picture_; }
  // The running labwall-capture, 0 when there is none.
  [[nodiscard]] pid_t child_pid() const { return child_ ? child_->pid() : 0; }
  void AppendPollFds(std::vector<pollfd>& fds) const;
  [[nodiscard]] std::optional<MonotonicTime> NextDeadline() const;
  // Call when one of the descriptors is ready, or the deadline has passed; earlier does no harm.
  void Process();

 private:
  [[nodiscard]] bool CanBeCaptured() const;
  // Starts over with looking for the display, now.
  void LookNow();
  void OnLookedUp();
  void StartChild(const DisplayAddress& address);
  void Trouble(PictureState state, const std::string& words);
  void SetPicture(PictureState state, std::string detail);
  void Stop();

  const Clock& clock_;
  ChildReaper& reaper_;
  CaptureProcessOptions options_;
  SessionRecord session_;
  Picture picture_;
  std::vector<WantedRung> wanted_;
  bool ending_ = false;
  const MonotonicTime appeared_at_;
  std::unique_ptr<DisplayLookup> lookup_;
  std::unique_ptr<CaptureChild> child_;
  MonotonicTime child_started_at_;
  std::optional<MonotonicTime> retry_at_;
  std::optional<MonotonicTime> unwanted_since_;
  Milliseconds retry_delay_ = kFirstRetry;
};

}  // namespace labwall
