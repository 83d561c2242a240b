// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

#include <cerrno>
#include <system_error>

namespace labwall {

std::string ErrnoMessage(const std::string& what) { return what + ": " + std::generic_category().message(errno); }

}  // namespace labwall
