// SPDX-License-Identifier: Apache-2.0
#include "ctl/output_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/unique_fd.h"

namespace labwall {

Result<> WriteWholeFile(const std::string& path, std::string_view bytes) {
  std::string temporary = path + ".XXXXXX";
  UniqueFd file(::mkostemp(temporary.data(), O_CLOEXEC));  // 0600
  if (!file.valid()) return Fail(ErrorCode::kPermissionDenied, ErrnoMessage("can't write " + path));
  const auto give_up = [&] {
    const int error = errno;
    ::unlink(temporary.c_str());
    errno = error;
    return Fail(ErrorCode::kDataLoss, ErrnoMessage("can't write " + path));
  };
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return give_up();
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  if (std::rename(temporary.c_str(), path.c_str()) != 0) return give_up();
  return {};
}

}  // namespace labwall
