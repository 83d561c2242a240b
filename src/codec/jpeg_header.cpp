// SPDX-License-Identifier: Apache-2.0
#include "codec/jpeg_header.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace labwall {
namespace {

// Second bytes of the markers that this file knows by name; ITU T.81, table B.1.
constexpr uint8_t kStartOfImage = 0xD8;
constexpr uint8_t kStartOfScan = 0xDA;
constexpr uint8_t kBaseline = 0xC0;
constexpr uint8_t kHuffmanTables = 0xC4;
constexpr uint8_t kArithmeticConditioning = 0xCC;
// More segments than this before the first scan are nobody's frame.
constexpr int kMaxSegments = 64;

class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}
  [[nodiscard]] size_t left() const { return bytes_.size(); }
  // The callers have made sure that there are enough.
  uint8_t Take8() {
    const auto value = static_cast<uint8_t>(bytes_.front());
    bytes_.remove_prefix(1);
    return value;
  }
  int Take16() {
    const int high = Take8();
    return high << 8 | Take8();
  }
  std::string_view Take(size_t count) {
    const std::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
  }

 private:
  std::string_view bytes_;
};

tl::unexpected<Error> NotThis(const char* why) { return Fail(ErrorCode::kInvalidArgument, why); }

Result<PixelSize> ReadFrameSegment(Bytes segment) {
  if (segment.left() < 6) return NotThis("the JPEG's frame header is too short");
  if (segment.Take8() != 8) return NotThis("the JPEG does not have 8 bits a sample");
  PixelSize size;
  size.height = segment.Take16();
  size.width = segment.Take16();
  const int components = segment.Take8();
  if (size.width == 0 || size.height == 0) return NotThis("the JPEG has no pixels");
  if (components != 3) return NotThis("the JPEG does not have three components");
  if (segment.left() != 9) return NotThis("the JPEG's frame header has the wrong length");
  for (const int sampling : {0x22, 0x11, 0x11}) {
    segment.Take8();
    if (segment.Take8() != sampling) return NotThis("the JPEG is not 4:2:0");
    segment.Take8();
  }
  return size;
}

}  // namespace

Result<PixelSize> ReadBaselineHeader(std::string_view jpeg) {
  Bytes bytes(jpeg);
  if (bytes.left() < 4 || bytes.Take8() != 0xFF || bytes.Take8() != kStartOfImage) return NotThis("not a JPEG");
  std::optional<PixelSize> size;
  for (int count = 0; count < kMaxSegments; ++count) {
    if (bytes.left() < 4 || bytes.Take8() != 0xFF) break;
    const uint8_t marker = bytes.Take8();
    const int length = bytes.Take16();
    if (length < 2 || bytes.left() < static_cast<size_t>(length - 2)) break;
    Bytes segment(bytes.Take(length - 2));
    if (marker == kStartOfScan) {
      if (!size) return NotThis("the JPEG has no frame header before its first scan");
      if (segment.left() == 0 || segment.Take8() != 3) return NotThis("the JPEG has more than one scan");
      return *size;
    }
    if (marker == kBaseline) {
      if (size) return NotThis("the JPEG has two frame headers");
      const Result<PixelSize> frame = ReadFrameSegment(segment);
      if (!frame) return frame;
      size = *frame;
    } else if (marker == kArithmeticConditioning || (marker >= 0xC0 && marker <= 0xCF && marker != kHuffmanTables)) {
      return NotThis("the JPEG is not baseline: it is progressive, lossless, hierarchical or arithmetic-coded");
    } else if (marker < 0xC0 || (marker >= 0xD0 && marker <= 0xD9)) {
      break;  // not the marker of a segment
    }
  }
  return NotThis("the JPEG's header is damaged");
}

}  // namespace labwall
