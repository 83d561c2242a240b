// SPDX-License-Identifier: Apache-2.0
#include "base/whole_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <random>
#include <system_error>

#include "base/unique_fd.h"

namespace labwall {
namespace {

tl::unexpected<Error> Unwritable(const std::string& path, int error) {
  ErrorCode code = ErrorCode::kFailedPrecondition;
  if (error == ENOSPC || error == EDQUOT) code = ErrorCode::kResourceExhausted;
  if (error == EACCES || error == EPERM || error == EROFS) code = ErrorCode::kPermissionDenied;
  return Fail(code, fmt::format("{}: {}", path, std::generic_category().message(error)));
}

// mkstemp() would not take a mode, and asking for the umask changes it for all threads.
UniqueFd CreateBeside(const std::string& path, mode_t mode, std::string& temporary) {
  std::random_device random;
  for (;;) {
    temporary = fmt::format("{}.{:08x}", path, random());
    UniqueFd file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (file.valid() || errno != EEXIST) return file;
  }
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

Result<> WriteWholeFile(const std::string& path, std::string_view bytes, mode_t mode) {
  struct stat before {};
  if (::stat(path.c_str(), &before) == 0 && !S_ISREG(before.st_mode)) {
    if (S_ISDIR(before.st_mode)) return Unwritable(path, EISDIR);
    return Fail(ErrorCode::kFailedPrecondition, path + ": it is something else than a file");
  }
  std::string temporary;
  const UniqueFd file = CreateBeside(path, mode, temporary);
  if (!file.valid()) return Unwritable(path, errno);
  if (!WriteAll(file.get(), bytes) || ::fsync(file.get()) != 0 || std::rename(temporary.c_str(), path.c_str()) != 0) {
    const int error = errno;
    ::unlink(temporary.c_str());
    return Unwritable(path, error);
  }
  return {};
}

}  // namespace labwall
