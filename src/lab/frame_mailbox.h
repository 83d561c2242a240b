// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.h"
#include "wire/frame_headers.h"

namespace labwall {

// A frame as it came from a station, not yet looked at.
struct EncodedFrame {
  wire::FrameInfo info;
  MonotonicTime received_at;
  std::string jpeg;
};

// FrameMailbox hands one session's newest frame from a bus thread to the decoders. It holds one frame at most: a late
// thumbnail is worth less than its memory, so publishing over an untaken frame discards the older one and counts it.
// Threads: Publish() from any thread, Take() from any decoder. Neither waits longer than a pointer swap.
class FrameMailbox {
 public:
  FrameMailbox() = default;
  ~FrameMailbox();
  FrameMailbox(const FrameMailbox&) = delete;
  FrameMailbox& operator=(const FrameMailbox&) = delete;

  // True when an untaken frame was discarded for this one.
  bool Publish(std::unique_ptr<const EncodedFrame> frame);
  // The waiting frame, or null when nothing arrived since the last call.
  [[nodiscard]] std::unique_ptr<const EncodedFrame> Take();
  [[nodiscard]] bool waiting() const { return frame_.load() != nullptr; }
  [[nodiscard]] uint64_t dropped_count() const { return dropped_count_.load(); }

 private:
  std::atomic<const EncodedFrame*> frame_{nullptr};  // owned
  std::atomic<uint64_t> dropped_count_{0};
};

}  // namespace labwall
