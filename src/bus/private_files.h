// SPDX-License-Identifier: Apache-2.0
// Files that only their owner may read, in directories that only their owner may enter.
#pragma once

#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace labwall {

// Makes the directory with mode 0700 if it is not there. Fails unless it is then a directory, no link, that belongs to
// this user and is closed to others.
[[nodiscard]] Result<> MakePrivateDirectory(const std::string& path);
// Reads at most `most` bytes. kNotFound when there is no such file; kPermissionDenied when it is a link, belongs to
// another user, or is open to others.
[[nodiscard]] Result<std::string> ReadPrivateFile(const std::string& path, size_t most);

}  // namespace labwall
