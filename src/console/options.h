// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>

#include "gpu/upload_memory.h"
#include "model/rung.h"
#include "ui/wall_ui.h"

namespace labwall {

using Seconds = std::chrono::duration<double>;

inline constexpr PixelSize kDefaultSize{1600, 1000};

// What labwall was asked for on its command line.
struct ConsoleOptions {
  std::string connect;  // empty: the broker of this machine, or one of our own
  bool headless = false;
  std::string screenshot;            // with headless, this or the next, or both
  std::string stats;                 // the file for the figures
  std::optional<Seconds> seconds;    // when to end; else after a single screenshot, or when told to stop
  Seconds after{3};                  // from the start to the first screenshot
  std::optional<Seconds> every;      // from then on, until told to stop
  std::optional<PixelSize> size;     // as given; see kDefaultSize
  std::optional<ThemeChoice> theme;  // for this run only
  UploadMode upload = UploadMode::kAuto;
  std::string settings;  // the file; empty: nothing is read or kept
  pid_t exit_with = 0;   // end when this process ends; 0 for none
  bool verbose = false;
};

// Reads the command line. When the program should not go on (--help, or a mistake, which it has then written to
// standard error) gives the exit code instead.
[[nodiscard]] std::optional<int> ParseOptions(int argc, const char* const* argv, ConsoleOptions& options);

}  // namespace labwall
