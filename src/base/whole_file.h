// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "base/result.h"

namespace labwall {

// Puts a file with these bytes in place of whatever was there, in one step: a reader sees the earlier file or the new
// one, also after a power failure, and on an error the earlier one stays. `mode` is for a process without a umask. A
// link is replaced, not followed; what is there and no file (a folder, a device) is left alone.
// The error's message is "PATH: what the system says". kResourceExhausted: the disk, or the user's share of it, is
// full. kPermissionDenied: this user may not write there. kFailedPrecondition: anything else.
[[nodiscard]] Result<> WriteWholeFile(const std::string& path, std::string_view bytes, mode_t mode = 0600);

}  // namespace labwall
