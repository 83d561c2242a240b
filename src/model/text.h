// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace labwall {

// Makes a foreign string safe to show and to print: invalid UTF-8 becomes U+FFFD; control characters, line and
// paragraph separators, bidirectional overrides and isolates, and other invisible format characters are left out, but
// for one joiner between two letters of a script that is spelt with them; cut (with an ellipsis) to at most
// max_code_points.
[[nodiscard]] std::string SanitizeText(std::string_view text, size_t max_code_points);

}  // namespace labwall
