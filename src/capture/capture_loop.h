// SPDX-License-Identifier: Apache-2.0
// CaptureLoop is all that labwall-capture does: it waits for the agent and for the screen, and sends what the one wants
// when the other has changed. Nobody wants anything: the screen is not looked at. A change is grabbed once, however
// many rungs show it and whenever each of them is due.
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "capture/capture_link.h"
#include "capture/cpu_budget.h"
#include "capture/damage_trust.h"
#include "capture/frame_source.h"
#include "capture/link_sender.h"
#include "capture/rung_pipeline.h"

namespace labwall {

class CaptureLoop {
 public:
  // `sender` writes to link_fd, a stream socket. While `budget` is used up the screen is looked at later. Nothing is
  // owned.
  CaptureLoop(FrameSource& source, int link_fd, LinkSender& sender, CpuBudget& budget, const Clock& clock);
  // Until the agent closes the link or stop_fd becomes readable. Fails when the screen can't be captured any more,
  // having told the agent so, or when the agent talks nonsense.
  [[nodiscard]] Result<> Run(int stop_fd);

 private:
  Result<bool> ReadLink();  // false: closed
  void Handle(const AgentMessage& message);
  void NoteScreen();
  Result<bool> LookIfDue();  // true: has looked
  Result<> Grab();
  // When the next picture is to be made, given the budget.
  std::optional<MonotonicTime> NextLook();
  int PollTimeoutMs();

  FrameSource& source_;
  const int link_fd_;
  LinkSender& sender_;
  CpuBudget& budget_;
  const Clock& clock_;
  RungPipeline pipeline_;
  LinkReader reader_;
  PixelSize announced_;
  DamageTrust trust_;
  bool reported_ = false;  // a change, since the last grab
  bool verify_ = false;    // the next grab is to be of the whole screen
  ScreenGrab held_;        // the last grab; no pixels before the first
  int64_t captured_us_ = 0;
  uint64_t grabs_ = 0;
  uint64_t frames_ = 0;
};

}  // namespace labwall
