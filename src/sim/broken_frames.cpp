// SPDX-License-Identifier: Apache-2.0
#include "sim/broken_frames.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "codec/jpeg.h"

namespace labwall {
namespace {

std::string GreyJpeg(PixelSize size) {
  Planes planes(size);
  const MutablePlanesView view = planes.view();
  const PixelSize chroma = ChromaSize(size);
  std::memset(view.y, 90, static_cast<size_t>(size.width) * size.height);
  std::memset(view.u, 128, static_cast<size_t>(chroma.width) * chroma.height);
  std::memset(view.v, 128, static_cast<size_t>(chroma.width) * chroma.height);
  JpegEncoder encoder;
  const auto jpeg = encoder.Encode(std::as_const(planes).view());
  return jpeg ? std::string(jpeg->begin(), jpeg->end()) : std::string();
}

}  // namespace

std::string BreakFrame(std::span<const uint8_t> jpeg, Rung rung, int kind) {
  std::string bytes(jpeg.begin(), jpeg.end());
  const PixelSize box = BoxOf(rung == Rung::kNative ? Rung::k1280x720 : rung);
  switch (kind % kBrokenFrameKinds) {
    case 0:
      return "This is not a picture, whatever the subject says.";
    case 1: {
      // The second byte of the frame header's marker is all that tells a baseline file from a progressive one.
      constexpr std::string_view kBaseline("\xFF\xC0", 2);
      if (const size_t at = bytes.find(kBaseline); at != std::string::npos) bytes[at + 1] = '\xC2';
      return bytes;
    }
    case 2:
      return GreyJpeg({box.width * 2, box.height * 2});
    case 3:
      return GreyJpeg({box.height, box.height});
    case 4:
      return bytes.substr(0, bytes.size() / 2);
    default: {
      const size_t from = bytes.size() * 2 / 3;
      std::fill(bytes.begin() + static_cast<ptrdiff_t>(from), bytes.end() - 2, '\xA5');
      return bytes;
    }
  }
}

}  // namespace labwall
