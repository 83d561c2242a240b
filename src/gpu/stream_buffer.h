// SPDX-License-Identifier: Apache-2.0
// StreamBuffer is memory for what the GPU reads once, in the frame that it was written for: a buffer that stays mapped,
// with a region for each of the frames that are under way at a time. Nothing of it ever waits: where the GPU has not
// read a region yet, or a frame needs more than a region, there is a new buffer, and the driver keeps the old one until
// it has been read.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/thread_role.h"

struct __GLsync;  // what a GLsync points to

namespace labwall {

// Threads: all on the gl thread, destruction included.
class StreamBuffer {
 public:
  static constexpr size_t kRegions = 3;
  static constexpr size_t kFirstRegionBytes = size_t{64} << 10;  // 800 tiles
  static constexpr size_t kMostRegionBytes = size_t{4} << 20;    // unless a single piece needs more
  // The least that every driver takes for the start of a uniform block (OpenGL 4.5, table 23.57).
  static constexpr size_t kAlignment = 256;

  struct Piece {
    unsigned buffer = 0;
    size_t offset_bytes = 0;       // a multiple of kAlignment
    std::uint8_t* data = nullptr;  // for writing only; null when the driver has no memory
  };

  StreamBuffer() = default;
  ~StreamBuffer();
  StreamBuffer(const StreamBuffer&) = delete;
  StreamBuffer& operator=(const StreamBuffer&) = delete;

  // To be written, and the commands that read it given, before the next call of either kind.
  [[nodiscard]] Piece Take(size_t bytes) REQUIRES(gl_thread);
  // All commands that read this frame's pieces have been given.
  void NextFrame() REQUIRES(gl_thread);

 private:
  void Renew(size_t region_bytes) REQUIRES(gl_thread);
  void Drop() REQUIRES(gl_thread);

  unsigned buffer_ = 0;
  std::uint8_t* memory_ = nullptr;
  size_t region_bytes_ = 0;
  size_t region_ = 0;
  size_t used_bytes_ = 0;                     // of the region
  std::array<__GLsync*, kRegions> fences_{};  // after the last commands that read a region; null when passed
};

}  // namespace labwall
