// SPDX-License-Identifier: Apache-2.0
// WallCase is one of wall_bench's measurements: the console in this process, with so many sessions on screen, and their
// stations and the broker in others.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bench/allocation_count.h"
#include "bench/jpeg_pool.h"
#include "bench/pool_wall.h"
#include "bench/support.h"

namespace labwall {

struct WallCaseOptions {
  std::string directory;
  std::string pool_file;
  int sessions = 0;
  PixelSize screen;
  bool fit_all = false;       // else tiles of the middle size
  bool only_at_rest = false;  // memory and what a frame draws, without the time that updates take
  bool overload = false;      // also at three times the load that can be decoded
};

// Threads: all on the gl thread. One in a process.
class WallCase {
 public:
  explicit WallCase(WallCaseOptions options) : options_(std::move(options)) {}
  // What was measured; "problem" says why that is not all.
  [[nodiscard]] Json Run() REQUIRES(gl_thread);

 private:
  // Between two moments.
  struct Span {
    double seconds = 0;
    CpuTime cpu;
    double drawing_cpu = 0;  // the main thread's share of it
    Allocations allocations;
    double received = 0;
    double updates = 0;  // that reached a texture
    double upload_bytes = 0;
    double frames = 0;
    double replaced = 0;
  };

  Result<> Start() REQUIRES(gl_thread);
  // What it takes to receive a frame and do nothing with it, and what libjpeg-turbo allocates.
  void MeasurePlain();
  [[nodiscard]] Span Moment() REQUIRES(gl_thread);
  [[nodiscard]] static Span Between(const Span& from, const Span& to);
  // At this rate, for so long, after it has settled.
  Span Measure(double per_second, Milliseconds settle, Milliseconds time) REQUIRES(gl_thread);
  void MeasureRest() REQUIRES(gl_thread);
  void MeasureUpdates() REQUIRES(gl_thread);
  // What an update takes of the main thread, and allocates there: from frames with updates and without.
  [[nodiscard]] Json DrawingShare(double rate) REQUIRES(gl_thread);
  // The same of all other threads for a frame that is received: from many and few.
  [[nodiscard]] Json ReceivingShare(double rate) REQUIRES(gl_thread);
  // Frames, one after the other, with a pause before each in which updates come.
  Span DrawFrames(int count, Milliseconds pause) REQUIRES(gl_thread);
  void MeasureOverload(double decode_seconds) REQUIRES(gl_thread);
  [[nodiscard]] double UnloadedFrames() REQUIRES(gl_thread);
  // Of the oldest picture to the mean of all.
  [[nodiscard]] double OldestToMeanAge() REQUIRES(gl_thread);

  const WallCaseOptions options_;
  Json json_;
  JpegPool pool_;
  std::unique_ptr<PoolWall> lab_;
};

}  // namespace labwall
