// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace labwall {

// Puts a file with these bytes, readable by this user only, in place of whatever was there, in one step: nobody ever
// sees half of it, and on an error the old file stays.
[[nodiscard]] Result<> WriteWholeFile(const std::string& path, std::string_view bytes);

}  // namespace labwall
