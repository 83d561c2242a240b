// SPDX-License-Identifier: Apache-2.0
#include "console/png_file.h"

#include <fmt/format.h>
#include <png.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

namespace labwall {
namespace {

// `error` is errno's value, 0 when only `why` is known.
Result<> Unwritable(const std::string& path, int error, const std::string& why) {
  const bool full = error == ENOSPC || error == EDQUOT;
  return Fail(full ? ErrorCode::kResourceExhausted : ErrorCode::kUnavailable,
              fmt::format("The picture could not be written to {}: {}. {}", path,
                          error != 0 ? std::generic_category().message(error) : why,
                          full ? "Make room on that disk, or name a file on another."
                               : "Name a file in a folder that you may write to."));
}

}  // namespace

Result<> WritePng(const std::string& path, const RgbImage& image) {
  if (image.size.width < 1 || image.size.height < 1 ||
      image.bytes.size() != static_cast<size_t>(image.size.width) * static_cast<size_t>(image.size.height) * 3) {
    return Fail(ErrorCode::kInvalidArgument, "there is no picture to write");
  }
  std::string temporary = path + ".XXXXXX";
  const int fd = ::mkstemp(temporary.data());
  if (fd < 0) return Unwritable(path, errno, "");
  std::FILE* const file = ::fdopen(fd, "wb");
  if (file == nullptr) {
    const int error = errno;
    ::close(fd);
    ::unlink(temporary.c_str());
    return Unwritable(path, error, "");
  }

  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<png_uint_32>(image.size.width);
  png.height = static_cast<png_uint_32>(image.size.height);
  png.format = PNG_FORMAT_RGB;
  png.flags = PNG_IMAGE_FLAG_FAST;
  // libpng says no more than "Write Error"; what the disk said is in errno.
  errno = 0;
  const bool written = png_image_write_to_stdio(&png, file, 0, image.bytes.data(), 0, nullptr) != 0;
  int error = written ? 0 : errno;
  if (std::fclose(file) != 0 && error == 0) error = errno;
  if (written && error == 0) {
    if (::rename(temporary.c_str(), path.c_str()) == 0) return {};
    error = errno;
  }
  ::unlink(temporary.c_str());
  return Unwritable(path, error, png.message);
}

}  // namespace labwall
