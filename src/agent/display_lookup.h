// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "agent/child_reaper.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/subprocess.h"
#include "session/display_finder.h"
#include "session/session_control.h"

namespace labwall {

// Looks for a session's display in a process of its own, as the session's user: reading the environment of that user's
// processes may hang, and may not be done with more rights than the user's. The process is `labwall-agent
// find-display`; what it says is checked like any other word from a user. Threads: one.
class DisplayLookup {
 public:
  static constexpr Milliseconds kLimit{3'000};

  // `program` is labwall-agent's own path.
  [[nodiscard]] static Result<std::unique_ptr<DisplayLookup>> Start(const Clock& clock, ChildReaper& reaper,
                                                                    const std::string& program,
                                                                    const SessionRecord& session);
  ~DisplayLookup();
  DisplayLookup(const DisplayLookup&) = delete;
  DisplayLookup& operator=(const DisplayLookup&) = delete;

  // True once it is over; then found() says what came of it. Call when fd() is readable or the deadline has passed.
  [[nodiscard]] bool Process();
  [[nodiscard]] const std::optional<DisplayAddress>& found() const { return found_; }
  [[nodiscard]] int fd() const { return output_.get(); }
  [[nodiscard]] MonotonicTime deadline() const { return deadline_; }

 private:
  DisplayLookup(const Clock& clock, ChildReaper& reaper, Subprocess child, UniqueFd output);

  const Clock& clock_;
  ChildReaper& reaper_;
  Subprocess child_;
  UniqueFd output_;
  MonotonicTime deadline_;
  std::string said_;
  std::optional<DisplayAddress> found_;
};

// Where programs of the session run: as its user when this process is root; fails when they can't. For `options` of
// both the lookup and the capture.
Result<> RunAsUserOf(const SessionRecord& session, SubprocessOptions& options);

// The whole of the program `find-display SESSION LEADER UID [DISPLAY]`; its exit status.
[[nodiscard]] int RunFindDisplay(const SessionProcessQuery& query, const std::string& logind_display);

}  // namespace labwall
