// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace labwall {

// This user's home, by $HOME, else by the account; empty when neither says one.
[[nodiscard]] std::string HomeDirectory();
// With the home in place of a leading "~/".
[[nodiscard]] std::string ExpandHome(const std::string& path);

}  // namespace labwall
