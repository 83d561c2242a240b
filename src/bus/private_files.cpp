// SPDX-License-Identifier: Apache-2.0
#include "bus/private_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace labwall {
namespace {

bool IsOursAlone(const struct stat& status) { return status.st_uid == ::geteuid() && (status.st_mode & 077) == 0; }

}  // namespace

Result<> MakePrivateDirectory(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    return Fail(ErrorCode::kFailedPrecondition, ErrnoMessage("could not make the directory " + path));
  }
  const UniqueFd directory(::open(path.c_str(), O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat status {};
  if (!directory.valid() || ::fstat(directory.get(), &status) != 0) {
    return Fail(ErrorCode::kFailedPrecondition, ErrnoMessage("could not open the directory " + path));
  }
  if (!IsOursAlone(status)) {
    return Fail(ErrorCode::kPermissionDenied,
                "the directory " + path +
                    " belongs to another user or is open to others; remove it, or make it "
                    "yours alone with chmod 700");
  }
  return {};
}

Result<std::string> ReadPrivateFile(const std::string& path, size_t most) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file.valid()) {
    const ErrorCode code = errno == ENOENT   ? ErrorCode::kNotFound
                           : errno == ELOOP  ? ErrorCode::kPermissionDenied
                           : errno == EACCES ? ErrorCode::kPermissionDenied
                                             : ErrorCode::kFailedPrecondition;
    return Fail(code, ErrnoMessage("could not open " + path));
  }
  struct stat status {};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode) || !IsOursAlone(status)) {
    return Fail(ErrorCode::kPermissionDenied,
                path + " is not a file of this user that is closed to others; remove it and start again");
  }
  std::string content(most, '\0');
  size_t size = 0;
  while (size < most) {
    const ssize_t got = ::read(file.get(), content.data() + size, most - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Fail(ErrorCode::kFailedPrecondition, ErrnoMessage("could not read " + path));
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  content.resize(size);
  return content;
}

}  // namespace labwall
