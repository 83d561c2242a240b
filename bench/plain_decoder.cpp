// SPDX-License-Identifier: Apache-2.0
#include "bench/plain_decoder.h"

#include <turbojpeg.h>

#include <chrono>
#include <cstdlib>

#include "bench/support.h"

namespace labwall {
namespace {

constexpr size_t kInARow = 25;
constexpr Milliseconds kPause{100};

}  // namespace

PlainDecoder::PlainDecoder(const JpegPool& pool)
    : pool_(pool),
      handle_(tjInitDecompress()),
      memory_(static_cast<size_t>(JpegPool::kSize.width) * JpegPool::kSize.height * 3 / 2) {}

PlainDecoder::~PlainDecoder() { tjDestroy(handle_); }

double PlainDecoder::Decode(size_t count) {
  constexpr PixelSize kSize = JpegPool::kSize;
  constexpr size_t kLuma = static_cast<size_t>(kSize.width) * kSize.height;
  unsigned char* planes[3] = {memory_.data(), memory_.data() + kLuma, memory_.data() + kLuma + kLuma / 4};
  int strides[3] = {kSize.width, kSize.width / 2, kSize.width / 2};
  const double started = CpuTimeOfThread();
  for (size_t i = 0; i < count; ++i) {
    const std::string_view jpeg = pool_.at(next_++ % pool_.size());
    const auto* const bytes = reinterpret_cast<const unsigned char*>(jpeg.data());
    // The pool is this program's own.
    if (tjDecompressToYUVPlanes(handle_, bytes, jpeg.size(), planes, kSize.width, strides, kSize.height, 0) != 0) {
      std::abort();
    }
  }
  const double took = CpuTimeOfThread() - started;
  seconds_ += took;
  count_ += count;
  return took;
}

PlainDecoderBeside::PlainDecoderBeside(const JpegPool& pool)
    : decoder_(pool), thread_([this] {
        while (!stopping_) {
          decoder_.Decode(kInARow);
          std::this_thread::sleep_for(kPause);
        }
        thread_seconds_ = CpuTimeOfThread();
      }) {}

void PlainDecoderBeside::Stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

}  // namespace labwall
