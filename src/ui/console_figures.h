// SPDX-License-Identifier: Apache-2.0
// What the console is doing and what that costs, as the status bar, the figures panel and `--stats` show it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace labwall {

// How many sessions are leased, by why.
struct LeaseFigures {
  int on_screen = 0;  // at the set rate; without those that are
  int attended = 0;   // hovered or focused,
  int large = 0;      // or shown for themselves
  int away = 0;       // scrolled away a while ago
  [[nodiscard]] int all() const { return on_screen + attended + large + away; }
};

struct ConsoleFigures {
  // Each second, over the last one or so.
  double updates_per_second = 0;  // whole frames and parts that came
  double bytes_per_second = 0;    // of their JPEGs
  double decodes_per_second = 0;
  double upload_bytes_per_second = 0;  // given to OpenGL
  double frames_per_second = 0;        // of the wall
  double cpu_cores = 0;                // of the process, without the next
  double renderer_cores = 0;           // the threads of a software renderer

  // Milliseconds.
  double decode_ms = 0;          // CPU time of a picture, the mean over the last second
  double frame_ms = 0;           // CPU time of the drawing thread in the last frame of the wall
  double frame_interval_ms = 0;  // what is kept between two frames that are drawn for news
  std::optional<double> gpu_ms;  // of a frame of the wall, where the driver tells it

  // Since the start.
  uint64_t whole_frames = 0;
  uint64_t parts = 0;
  uint64_t lost = 0;      // parts of no use, for one before them is missing, and what came late
  uint64_t replaced = 0;  // a newer one came before it was decoded or uploaded
  uint64_t unwanted = 0;  // of no session that is leased here
  uint64_t bad = 0;       // refused
  uint64_t uploads = 0;
  uint64_t upload_bytes = 0;
  uint64_t frames = 0;  // of the wall

  // Now.
  LeaseFigures leases;
  size_t pictures = 0;    // on the GPU
  size_t held_bytes = 0;  // of their planes
  size_t texture_bytes = 0;
  size_t texture_limit = 0;
  size_t picture_bytes = 0;   // of one at the rung that most tiles on screen have; 0 while there are none
  size_t resident_bytes = 0;  // of the process
  int sessions = 0;           // in the lab
  std::string upload_mode;    // "direct" or "mapped"
  double direct_us = 0;       // what each takes for a picture of 320x180, where that was measured
  double mapped_us = 0;
};

}  // namespace labwall
