// SPDX-License-Identifier: Apache-2.0
// Files that only their owner may read, in directories that only their owner may enter.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/unique_fd.h"

namespace labwall {

// Makes the directory with mode 0700 if it is not there. Fails unless it is then a directory, no link, that belongs to
// this user and is closed to others.
[[nodiscard]] Result<> MakePrivateDirectory(const std::string& path);
// Puts a 0600 file of this content in place of what was there, all at once: a reader sees the old or the new.
[[nodiscard]] Result<> ReplacePrivateFile(const std::string& path, std::string_view content);
// Reads at most `most` bytes. kNotFound when there is no such file; kPermissionDenied when it is a link, belongs to
// another user, or is open to others.
[[nodiscard]] Result<std::string> ReadPrivateFile(const std::string& path, size_t most);

}  // namespace labwall
