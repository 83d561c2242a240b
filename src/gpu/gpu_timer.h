// SPDX-License-Identifier: Apache-2.0
// GpuTimer says how long the GPU worked on the spans of a frame. Its answers come some frames later; they are taken
// when they are there and never waited for.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/thread_role.h"

namespace labwall {

// Threads: all on the gl thread, destruction included.
class GpuTimer {
 public:
  GpuTimer() = default;
  ~GpuTimer();
  GpuTimer(const GpuTimer&) = delete;
  GpuTimer& operator=(const GpuTimer&) = delete;

  void Start() REQUIRES(gl_thread);
  // The commands between these two are a span. Spans don't nest, and no other GL_TIME_ELAPSED query may be active.
  void BeginSpan() REQUIRES(gl_thread);
  void EndSpan() REQUIRES(gl_thread);
  // Ends a frame, and looks for the answers of earlier ones.
  void NextFrame() REQUIRES(gl_thread);
  // All spans of the newest frame whose answers have come; 0 until one has.
  [[nodiscard]] double frame_ms() const { return frame_ms_; }

 private:
  // For a few frames. A frame with spans that find no place in it is not measured.
  static constexpr size_t kSpans = 32;
  struct Span {
    unsigned query = 0;
    uint64_t frame = 0;
    std::chrono::steady_clock::time_point begun_at;
  };
  [[nodiscard]] Span& At(uint64_t number) { return spans_[number % kSpans]; }

  std::array<Span, kSpans> spans_;
  uint64_t begun_ = 0;     // spans, ever
  uint64_t answered_ = 0;  // as many of them
  uint64_t frame_ = 0;
  uint64_t skipped_frame_ = 0;  // the last one that found no place; frames count from 1
  bool open_ = false;
  uint64_t sum_ns_ = 0;  // of the answered spans of the frame that is being added up
  double frame_ms_ = 0;
};

}  // namespace labwall
