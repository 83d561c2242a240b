// SPDX-License-Identifier: Apache-2.0
// labwall: the wall, in a window or offscreen.
#include <chrono>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>

#include "base/log.h"
#include "base/stop_signals.h"
#include "base/thread_role.h"
#include "console/app.h"
#include "console/headless.h"
#include "console/no_gpu.h"
#include "console/options.h"
#include "console/png_file.h"
#include "console/settings_file.h"
#include "console/stop_watcher.h"
#include "console/window.h"
#include "ui/text.h"

namespace labwall {
namespace {

constexpr int kUsageExitCode = 2;
constexpr int kNoScreenExitCode = 3;

int Failed(const Error& error, int exit_code) {
  LogError("{}", error.message);
  return exit_code;
}

MonotonicTime In(Seconds seconds) {
  return Clock::System().Now() + std::chrono::duration_cast<MonotonicTime::duration>(seconds);
}

int RunInWindow(const ConsoleOptions& options, char** argv, StopSignals& signals) REQUIRES(gl_thread) {
  SettingsFile settings = SettingsFile::Open(options.settings);
  const WindowPlace place = options.size ? WindowPlace() : settings.settings().window;
  const Result<Window> window = OpenWindow({.size = options.size.value_or(kDefaultSize), .place = place});
  if (!window || window->lacking) {
    const Error& error = window ? *window->lacking : window.error();
    if (error.code == ErrorCode::kFailedPrecondition) StartAgainWithSoftwareRenderer(argv);
    LogError("{}", error.message);
  }
  if (!window) return kNoScreenExitCode;
  Screen& screen = *window->screen;
  const StopWatcher stop(signals, options.exit_with, [&screen] { screen.Wake(); });
  if (window->lacking) {
    ShowNoGpu(screen, stop, settings.settings().ui);
    return kNoScreenExitCode;
  }
  const Result<std::unique_ptr<App>> app = App::Create({.connect = options.connect,
                                                        .settings = std::move(settings),
                                                        .theme = options.theme,
                                                        .keep_place = !options.size,
                                                        .follow_desktop = true},
                                                       screen, stop);
  if (!app) return Failed(app.error(), EXIT_FAILURE);
  (*app)->RunUntil(MonotonicTime::max());
  return EXIT_SUCCESS;
}

int RunHeadless(const ConsoleOptions& options, StopSignals& signals) REQUIRES(gl_thread) {
  const Result<std::unique_ptr<HeadlessScreen>> screen = HeadlessScreen::Create(options.size.value_or(kDefaultSize));
  if (!screen) {
    return Failed(screen.error(),
                  screen.error().code == ErrorCode::kInvalidArgument ? kUsageExitCode : kNoScreenExitCode);
  }
  const StopWatcher stop(signals, options.exit_with, [&screen] { (*screen)->Wake(); });
  const Result<std::unique_ptr<App>> app = App::Create(
      {.connect = options.connect, .settings = SettingsFile::Open(options.settings), .theme = options.theme}, **screen,
      stop);
  if (!app) return Failed(app.error(), EXIT_FAILURE);

  MonotonicTime due = In(options.after);
  for (;;) {
    (*app)->RunUntil(due);
    if (stop.stopped()) break;
    (*app)->DrawFrame();
    if (const Result<> written = WritePng(options.screenshot, (*screen)->TakePicture()); !written) {
      return Failed(written.error(), EXIT_FAILURE);
    }
    if (!options.every) return EXIT_SUCCESS;
    due = In(*options.every);
  }
  if (options.every) return EXIT_SUCCESS;
  LogError("Told to stop before the picture was taken; {} was not written", options.screenshot);
  return EXIT_FAILURE;
}

int Main(int argc, char** argv) {
  StartTranslations();
  StopSignals signals;
  ConsoleOptions options;
  if (const std::optional<int> exit_code = ParseOptions(argc, argv, options)) return *exit_code;
  StartLog("labwall", options.verbose ? LogLevel::kDebug : LogLevel::kInfo);
  gl_thread.Claim();
  return options.headless ? RunHeadless(options, signals) : RunInWindow(options, argv, signals);
}

}  // namespace
}  // namespace labwall

int main(int argc, char** argv) { return labwall::Main(argc, argv); }
