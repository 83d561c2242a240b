// SPDX-License-Identifier: Apache-2.0
// CaptureLoop is all that labwall-capture does: it waits for the agent and for the screen, and sends what the one wants
// when the other has changed. Nobody wants anything: the screen is not looked at.
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "capture/capture_link.h"
#include "capture/frame_source.h"
#include "capture/link_sender.h"
#include "capture/rung_pipeline.h"

namespace labwall {

class CaptureLoop {
 public:
  // Some drivers never report damage. While somebody watches, the screen is looked at this often, reported or not.
  static constexpr Milliseconds kVerifyEvery{2'000};

  // `sender` writes to link_fd, a stream socket. Nothing is owned.
  CaptureLoop(FrameSource& source, int link_fd, LinkSender& sender, const Clock& clock);
  // Until the agent closes the link or stop_fd becomes readable. Fails when the screen can't be captured any more,
  // having told the agent so, or when the agent talks nonsense.
  [[nodiscard]] Result<> Run(int stop_fd);

 private:
  Result<bool> ReadLink();  // false: closed
  void Handle(const AgentMessage& message);
  void NoteScreen();
  Result<bool> LookIfDue();  // true: has looked
  int PollTimeoutMs() const;

  FrameSource& source_;
  const int link_fd_;
  LinkSender& sender_;
  const Clock& clock_;
  RungPipeline pipeline_;
  LinkReader reader_;
  PixelSize announced_;
  MonotonicTime verify_at_{};
};

}  // namespace labwall
