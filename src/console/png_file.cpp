// SPDX-License-Identifier: Apache-2.0
#include "console/png_file.h"

#include <fmt/format.h>
#include <png.h>

#include <string_view>
#include <vector>

#include "base/whole_file.h"

namespace labwall {

Result<> WritePng(const std::string& path, const RgbImage& image) {
  if (image.size.width < 1 || image.size.height < 1 ||
      image.bytes.size() != static_cast<size_t>(image.size.width) * static_cast<size_t>(image.size.height) * 3) {
    return Fail(ErrorCode::kInvalidArgument, "there is no picture to write");
  }
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<png_uint_32>(image.size.width);
  png.height = static_cast<png_uint_32>(image.size.height);
  png.format = PNG_FORMAT_RGB;
  png.flags = PNG_IMAGE_FLAG_FAST;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(png);
  std::vector<char> encoded(size);
  if (png_image_write_to_memory(&png, encoded.data(), &size, 0, image.bytes.data(), 0, nullptr) == 0) {
    return Fail(ErrorCode::kInternal, fmt::format("The picture could not be encoded: {}", png.message));
  }
  Result<> written = WriteWholeFile(path, std::string_view(encoded.data(), size));
  if (!written) {
    const bool full = written.error().code == ErrorCode::kResourceExhausted;
    written.error().message = fmt::format(
        "The picture could not be written to {}. {}", written.error().message,
        full ? "Make room on that disk, or name a file on another." : "Name a file in a folder that you may write to.");
  }
  return written;
}

}  // namespace labwall
