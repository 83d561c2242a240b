// SPDX-License-Identifier: Apache-2.0
// What is kept from one run to the next, and the text (TOML) that it is kept as.
#pragma once

#include <string>

#include "base/result.h"
#include "console/window_place.h"
#include "ui/settings.h"

namespace labwall {

struct ConsoleSettings {
  UiSettings ui;
  WindowPlace window;

  bool operator==(const ConsoleSettings&) const = default;
};

// A longer text is refused, and none longer is made: what would make it so is left out.
inline constexpr size_t kMostSettingsBytes = size_t{4} << 20;

// Fails with kInvalidArgument and the line when it is no TOML at all. Otherwise a value that is missing or of the wrong
// kind is the default, a number out of its range is the nearest in it, and what has another name is passed over.
[[nodiscard]] Result<ConsoleSettings> ParseSettings(const std::string& text);

// The text of a file with these settings, zoom to the percent and widths to the pixel. What `before`, the text that was
// read, has beside them stays in it, for it may be a newer Labwall's; comments are lost.
[[nodiscard]] std::string TextOf(const ConsoleSettings& settings, const std::string& before);

}  // namespace labwall
