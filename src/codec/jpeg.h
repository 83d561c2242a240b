// SPDX-License-Identifier: Apache-2.0
// Planes to JPEG and back, by libjpeg-turbo.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/result.h"
#include "codec/planes.h"

namespace labwall {

// A 4:2:0 JPEG is coded in squares of this many pixels (ITU T.81's minimum coded unit), each for itself: a rectangle of
// whole squares looks the same whether it is encoded alone or in its picture.
inline constexpr int kJpegBlock = 16;

// Baseline, 4:2:0, standard Huffman tables. Threads: one at a time. One encoder for one class of settings: a handle
// that was once used otherwise makes corrupt files (libjpeg-turbo 1.4 to 3.0).
class JpegEncoder {
 public:
  static constexpr int kQuality = 70;

  JpegEncoder();
  ~JpegEncoder();
  JpegEncoder(JpegEncoder&&) noexcept;
  JpegEncoder& operator=(JpegEncoder&&) noexcept;

  // The bytes are this object's until the next call.
  [[nodiscard]] Result<std::span<const uint8_t>> Encode(const PlanesView& planes, int quality = kQuality);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Decodes hostile bytes. Threads: one at a time; each decoding thread has its own.
class JpegDecoder {
 public:
  JpegDecoder();
  ~JpegDecoder();
  JpegDecoder(JpegDecoder&&) noexcept;
  JpegDecoder& operator=(JpegDecoder&&) noexcept;

  // The picture's size, if this is a JPEG that Decode() would take: at most wire::kMaxFrameBytes long (given as
  // max_bytes), baseline, 8 bits, three components, 4:2:0, no larger than `box`. Reads only the header.
  [[nodiscard]] Result<PixelSize> Inspect(std::string_view jpeg, PixelSize box, size_t max_bytes);
  // Decodes into planes of exactly the size that Inspect() gave. A file that is cut short or corrupt is an error, even
  // if some of it could be shown.
  [[nodiscard]] Result<> Decode(std::string_view jpeg, const MutablePlanesView& into);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace labwall
