// SPDX-License-Identifier: Apache-2.0
#include "console/options.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <string>

#include "base/version.h"

#include "console/settings_file.h"

namespace labwall {
namespace {

constexpr int kUsageExitCode = 2;
constexpr int kLeastSide = 64;
constexpr int kMostSide = 16'384;

std::optional<PixelSize> ParseSize(std::string_view text) {
  PixelSize size;
  const char* const end = text.data() + text.size();
  const auto width = std::from_chars(text.data(), end, size.width);
  if (width.ec != std::errc() || width.ptr == end || *width.ptr != 'x') return std::nullopt;
  const auto height = std::from_chars(width.ptr + 1, end, size.height);
  if (height.ec != std::errc() || height.ptr != end) return std::nullopt;
  const auto fits = [](int side) { return side >= kLeastSide && side <= kMostSide; };
  return fits(size.width) && fits(size.height) ? std::optional(size) : std::nullopt;
}

}  // namespace

std::optional<int> ParseOptions(int argc, const char* const* argv, ConsoleOptions& options) {
  CLI::App app("Shows the sessions of a computer lab on one wall, and logs the selected ones off.", "labwall");
  app.footer("Exit codes: 0 closed, 1 failed, 2 wrong usage, 3 no display or no OpenGL 4.5.");
  app.set_version_flag("--version", std::string("labwall ") + kVersion);
  std::string size;
  bool light = false;
  double after = options.after.count();
  double every = 0;
  double run_for = 0;
  app.add_option("--connect", options.connect,
                 "The broker's URL, nats://user:password@host:port. Without it: the broker that runs on this machine, "
                 "else labwall starts one")
      ->envname("LABWALL_CONNECT")
      ->type_name("URL");
  CLI::Option* const headless =
      app.add_flag("--headless", options.headless, "Open no window: draw offscreen, for --screenshot and --stats");
  CLI::Option* const screenshot =
      app.add_option("--screenshot", options.screenshot, "Where the picture of the wall goes (PNG)")
          ->type_name("FILE")
          ->needs(headless);
  CLI::Option* const stats =
      app.add_option("--stats", options.stats,
                     "Where the figures of what labwall does and costs go (JSON), each second and at the end; it ends "
                     "after a screenshot, after --seconds, or on SIGINT or SIGTERM")
          ->type_name("FILE")
          ->needs(headless);
  CLI::Option* const seconds = app.add_option("--seconds", run_for, "How long to run")
                                   ->type_name("SECONDS")
                                   ->check(CLI::Range(0.1, 31'536'000.0))
                                   ->needs(headless);
  std::string upload = "auto";
  app.add_option("--upload", upload,
                 "How pictures come to the GPU: auto (which measures at the start), direct or mapped")
      ->type_name("WAY")
      ->check(CLI::IsMember({"auto", "direct", "mapped"}));
  app.add_option("--after", after, "How long to watch before the picture is taken (3)")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.0, 86'400.0))
      ->needs(headless);
  CLI::Option* const repeat =
      app.add_option("--every", every, "Take the picture again and again, until SIGINT or SIGTERM")
          ->type_name("SECONDS")
          ->check(CLI::Range(0.1, 86'400.0))
          ->needs(headless);
  app.add_option("--size", size,
                 "Of the picture (1600x1000), or of the window, which then has no place from the last time and leaves "
                 "none for the next")
      ->type_name("WxH");
  CLI::Option* const light_flag = app.add_flag("--light", light, "Light colours, this time");
  bool dark = false;
  app.add_flag("--dark", dark, "Dark colours, this time")->excludes(light_flag);
  CLI::Option* const settings =
      app.add_option("--settings", options.settings,
                     "Where settings are kept (labwall/console.toml in $XDG_CONFIG_HOME, else in ~/.config; nowhere "
                     "with --headless)")
          ->type_name("FILE");
  app.add_option("--exit-with", options.exit_with, "End when this process ends")
      ->type_name("PID")
      ->check(CLI::PositiveNumber);
  app.add_flag("-v,--verbose", options.verbose, "Log more");

  try {
    app.parse(argc, argv);
    if (!size.empty()) {
      const std::optional<PixelSize> parsed = ParseSize(size);
      if (!parsed) {
        throw CLI::ValidationError("--size", "wants WIDTHxHEIGHT, each from 64 to 16384, and not '" + size + "'");
      }
      options.size = parsed;
    }
    if (options.headless && !*screenshot && !*stats) {
      throw CLI::RequiredError("--headless wants --screenshot or --stats");
    }
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsageExitCode;
  }
  options.after = Seconds(after);
  if (*repeat) options.every = Seconds(every);
  if (*seconds) options.seconds = Seconds(run_for);
  options.upload = UploadModeFromString(upload).value_or(UploadMode::kAuto);
  if (light) options.theme = ThemeChoice::kLight;
  if (dark) options.theme = ThemeChoice::kDark;
  if (!*settings && !options.headless) options.settings = DefaultSettingsPath();
  return std::nullopt;
}

}  // namespace labwall
