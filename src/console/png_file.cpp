// SPDX-License-Identifier: Apache-2.0
#include "console/png_file.h"

#include <fmt/format.h>
#include <png.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

namespace labwall {
namespace {

Result<> Unwritable(const std::string& path, const std::string& why) {
  return Fail(ErrorCode::kUnavailable,
              fmt::format("The picture could not be written to {}: {}. Name a file in a folder that you may write to.",
                          path, why));
}

}  // namespace

Result<> WritePng(const std::string& path, const RgbImage& image) {
  if (image.size.width < 1 || image.size.height < 1 ||
      image.bytes.size() != static_cast<size_t>(image.size.width) * static_cast<size_t>(image.size.height) * 3) {
    return Fail(ErrorCode::kInvalidArgument, "there is no picture to write");
  }
  std::string temporary = path + ".XXXXXX";
  const int fd = ::mkstemp(temporary.data());
  if (fd < 0) return Unwritable(path, ErrnoMessage("open"));
  std::FILE* const file = ::fdopen(fd, "wb");
  if (file == nullptr) {
    ::close(fd);
    ::unlink(temporary.c_str());
    return Unwritable(path, ErrnoMessage("open"));
  }

  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<png_uint_32>(image.size.width);
  png.height = static_cast<png_uint_32>(image.size.height);
  png.format = PNG_FORMAT_RGB;
  png.flags = PNG_IMAGE_FLAG_FAST;
  const bool written = png_image_write_to_stdio(&png, file, 0, image.bytes.data(), 0, nullptr) != 0;
  const std::string why = written ? "" : png.message;
  const bool closed = std::fclose(file) == 0;
  if (written && closed && ::rename(temporary.c_str(), path.c_str()) == 0) return {};
  const std::string reason = written ? ErrnoMessage(closed ? "rename" : "write") : why;
  ::unlink(temporary.c_str());
  return Unwritable(path, reason);
}

}  // namespace labwall
