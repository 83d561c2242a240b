// SPDX-License-Identifier: Apache-2.0
// A frame as a hostile station could send it: whatever Inspect() lets through must decode or fail within its planes.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "codec/jpeg.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace labwall;
  static JpegDecoder decoder;  // as in a decoding thread, one for good and bad files alike
  const std::string_view jpeg(reinterpret_cast<const char*>(data), size);
  const auto inspected = decoder.Inspect(jpeg, {320, 180}, 1 << 16);
  const PixelSize picture = inspected.value_or(PixelSize{16, 16});
  const PixelSize chroma = ChromaSize(picture);
  // Planes without a byte to spare, each on its own, so that a write beyond one is seen.
  std::vector<uint8_t> y(static_cast<size_t>(picture.width) * picture.height);
  std::vector<uint8_t> u(static_cast<size_t>(chroma.width) * chroma.height);
  std::vector<uint8_t> v(u.size());
  const auto decoded = decoder.Decode(jpeg, {picture, y.data(), u.data(), v.data(), picture.width, chroma.width});
  if (decoded && !inspected && picture != PixelSize{16, 16}) __builtin_trap();
  return 0;
}
