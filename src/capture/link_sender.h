// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "capture/capture_link.h"

namespace labwall {

// Writes a capture program's messages to its agent without ever waiting for it. Frames are not made while pending() is
// true, so a slow agent gets the newest picture later instead of old ones late; past kMaxQueuedBytes, which only an
// agent that pings without reading can cause, pongs are dropped. Threads: one owner.
class LinkSender {
 public:
  static constexpr size_t kMaxQueuedBytes = 8 << 20;

  explicit LinkSender(int fd) : fd_(fd) {}  // not owned
  void Queue(const HelperMessage& message);
  // Writes what the socket takes. False when the other side is gone.
  [[nodiscard]] bool Flush();
  [[nodiscard]] bool pending() const { return sent_bytes_ < bytes_.size(); }
  // For the last words before the end: waits for the agent to take everything, at most this long.
  void FlushFor(Milliseconds limit);

 private:
  const int fd_;
  std::string bytes_;
  size_t sent_bytes_ = 0;
};

}  // namespace labwall
