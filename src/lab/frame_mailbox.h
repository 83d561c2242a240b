// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "model/pixel_rect.h"
#include "model/rung.h"
#include "wire/frame_headers.h"

namespace labwall {

// A frame as it came from a station; its JPEG has not been looked at.
struct EncodedFrame {
  uint64_t sequence = 0;
  int64_t captured_us = 0;
  PixelSize source;
  std::optional<PixelPoint> part;
  MonotonicTime received_at;
  size_t begin = 0;  // of its JPEG in FrameBatch::bytes
  size_t size = 0;
};

// What one session has waiting: a whole frame and parts that build on it, or only parts that build on what was taken
// before. Used again and again, so that nothing is allocated for a frame once it has grown.
struct FrameBatch {
  Rung rung = Rung::kUnknown;
  std::vector<EncodedFrame> frames;  // sequences grow by one
  std::string bytes;

  [[nodiscard]] std::string_view JpegOf(const EncodedFrame& frame) const {
    return std::string_view(bytes).substr(frame.begin, frame.size);
  }
  void Clear() {
    frames.clear();
    bytes.clear();
  }
};

// FrameMailbox hands one session's frames of one rung from bus threads to the decoders, and knows which of them can
// still be used. A whole frame replaces all that waits: a late thumbnail is worth less than its memory. A part is kept
// only when its sequence is one more than the last: otherwise one is missing, and parts are dropped until a whole frame
// comes. What waits is bounded in number and bytes; when there is too much of it, all of it counts as missing.
// Threads: all methods from any thread; none waits longer than a frame takes to copy.
class FrameMailbox {
 public:
  static constexpr size_t kMaxFrames = 32;
  static constexpr size_t kMaxBytes = 1 << 20;
  // A whole frame whose sequence is at most this much lower than the last came late; a lower one begins a new series.
  static constexpr uint64_t kLateSequences = 64;

  struct Published {
    bool kept = false;
    bool missing = false;  // parts are of no use until a whole frame comes;
    bool lost = false;     // and that is so since this one
    size_t dropped = 0;    // frames, this one included
  };

  // Forgets everything and expects a series at this rung.
  void Reset(Rung rung) EXCLUDES(mutex_);
  // Copies the bytes.
  Published Publish(const wire::FrameHead& head, std::string_view jpeg, MonotonicTime now) EXCLUDES(mutex_);
  // Swaps in what waits, if anything. Give it back: its memory is used for the next ones.
  void Take(FrameBatch& into) EXCLUDES(mutex_);
  void GiveBack(FrameBatch& taken) EXCLUDES(mutex_);
  // What was taken can't be used, so what builds on it can't either. True when a whole frame is needed for that; false
  // when one waits.
  bool Break() EXCLUDES(mutex_);

  [[nodiscard]] bool waiting() const EXCLUDES(mutex_);
  [[nodiscard]] bool whole_waiting() const EXCLUDES(mutex_);
  // The last sequence, if it and all before it are here or were taken; 0 when a whole frame is needed.
  [[nodiscard]] uint64_t have_sequence() const EXCLUDES(mutex_);

 private:
  void Append(const wire::FrameHead& head, std::string_view jpeg, MonotonicTime now) REQUIRES(mutex_);
  Published PublishWhole(const wire::FrameHead& head, std::string_view jpeg, MonotonicTime now) REQUIRES(mutex_);
  Published PublishPart(const wire::FrameHead& head, std::string_view jpeg, MonotonicTime now) REQUIRES(mutex_);
  [[nodiscard]] bool WholeWaits() const REQUIRES(mutex_) {
    return !batch_.frames.empty() && !batch_.frames.front().part;
  }

  mutable Mutex mutex_;
  FrameBatch batch_ GUARDED_BY(mutex_);
  FrameBatch spare_ GUARDED_BY(mutex_);  // memory for the next batch while a decoder has one
  std::optional<uint64_t> last_ GUARDED_BY(mutex_);
  bool unbroken_ GUARDED_BY(mutex_) = false;  // a part with the next sequence can be used
};

}  // namespace labwall
