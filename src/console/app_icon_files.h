// SPDX-License-Identifier: Apache-2.0
// assets/labwall.svg in some sizes, as PNG files, put into the program when it is built.
#pragma once

#include <string_view>

namespace labwall {

extern const std::string_view kAppIcon16;
extern const std::string_view kAppIcon32;
extern const std::string_view kAppIcon48;
extern const std::string_view kAppIcon128;

}  // namespace labwall
