// SPDX-License-Identifier: Apache-2.0
#include "gpu/gpu_timer.h"

#include <glad/gl.h>

namespace labwall {

GpuTimer::~GpuTimer() {
  for (const Span& span : spans_) glDeleteQueries(1, &span.query);
}

void GpuTimer::Start() {
  for (Span& span : spans_) glCreateQueries(GL_TIME_ELAPSED, 1, &span.query);
  frame_ = 1;
}

void GpuTimer::BeginSpan() {
  open_ = begun_ - answered_ < kSpans;
  if (!open_) {
    skipped_frame_ = frame_;
    return;
  }
  Span& span = At(begun_);
  span.frame = frame_;
  span.begun_at = std::chrono::steady_clock::now();
  glBeginQuery(GL_TIME_ELAPSED, span.query);
}

void GpuTimer::EndSpan() {
  if (!open_) return;
  glEndQuery(GL_TIME_ELAPSED);
  open_ = false;
  ++begun_;
}

void GpuTimer::NextFrame() {
  for (; answered_ < begun_; ++answered_) {
    const Span& span = At(answered_);
    GLuint answered = GL_FALSE;
    glGetQueryObjectuiv(span.query, GL_QUERY_RESULT_AVAILABLE, &answered);
    if (answered == GL_FALSE) break;
    GLuint64 nanoseconds = 0;
    glGetQueryObjectui64v(span.query, GL_QUERY_RESULT, &nanoseconds);
    // llvmpipe answers with its time since the machine started where a span had nothing to draw.
    const std::chrono::nanoseconds possible = std::chrono::steady_clock::now() - span.begun_at;
    if (nanoseconds <= static_cast<GLuint64>(possible.count())) sum_ns_ += nanoseconds;
    const bool last_of_frame = answered_ + 1 == begun_ || At(answered_ + 1).frame != span.frame;
    if (!last_of_frame) continue;
    if (span.frame != skipped_frame_) frame_ms_ = static_cast<double>(sum_ns_) / 1e6;
    sum_ns_ = 0;
  }
  ++frame_;
}

}  // namespace labwall
