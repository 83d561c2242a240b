// SPDX-License-Identifier: Apache-2.0
// PlainDecoder is libjpeg-turbo and nothing else: one handle, which decodes to planes in the same memory each time.
#pragma once

#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

#include "bench/jpeg_pool.h"

namespace labwall {

// Threads: one owner. The pool must outlive it.
class PlainDecoder {
 public:
  explicit PlainDecoder(const JpegPool& pool);
  ~PlainDecoder();
  PlainDecoder(const PlainDecoder&) = delete;
  PlainDecoder& operator=(const PlainDecoder&) = delete;

  // Decodes this many, the next of the pool, and gives the seconds of this thread's processor time.
  double Decode(size_t count);
  // What one takes, the mean of all so far.
  [[nodiscard]] double mean_seconds() const { return count_ == 0 ? 0 : seconds_ / static_cast<double>(count_); }
  [[nodiscard]] double seconds() const { return seconds_; }

 private:
  const JpegPool& pool_;
  void* const handle_;
  std::vector<unsigned char> memory_;
  size_t next_ = 0;
  size_t count_ = 0;
  double seconds_ = 0;
};

// A PlainDecoder on a thread of its own, which decodes a few JPEGs in a row ten times a second: what they cost while
// something else keeps the processor, its caches and the other half of its core busy. Stop() ends it.
class PlainDecoderBeside {
 public:
  explicit PlainDecoderBeside(const JpegPool& pool);
  ~PlainDecoderBeside() { Stop(); }
  PlainDecoderBeside(const PlainDecoderBeside&) = delete;
  PlainDecoderBeside& operator=(const PlainDecoderBeside&) = delete;

  void Stop();
  // After Stop().
  [[nodiscard]] const PlainDecoder& decoder() const { return decoder_; }
  // All that the thread has had, after Stop().
  [[nodiscard]] double thread_seconds() const { return thread_seconds_; }

 private:
  PlainDecoder decoder_;
  std::atomic<bool> stopping_{false};
  double thread_seconds_ = 0;
  std::thread thread_;
};

}  // namespace labwall
