// SPDX-License-Identifier: Apache-2.0
// labwall: the wall, in a window or offscreen.
#include <algorithm>
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
#include "console/stats_file.h"
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
                                                        .follow_desktop = true,
                                                        .upload = options.upload},
                                                       screen, stop);
  if (!app) return Failed(app.error(), EXIT_FAILURE);
  (*app)->RunUntil(MonotonicTime::max());
  return EXIT_SUCCESS;
}

// What is written while nobody looks: pictures of the wall, and figures, each in its own time.
class HeadlessRun {
 public:
  HeadlessRun(const ConsoleOptions& options, App& app, HeadlessScreen& screen)
      : options_(options), app_(app), screen_(screen) {
    if (!options.screenshot.empty()) picture_due_ = In(options.after);
    if (!options.stats.empty()) stats_due_ = In(kStatsInterval);
    if (options.seconds) end_ = In(*options.seconds);
  }

  // None when all is done.
  [[nodiscard]] std::optional<MonotonicTime> NextDue() const {
    if (Clock::System().Now() >= end_ || (done_ && end_ == MonotonicTime::max())) return std::nullopt;
    return std::min({picture_due_, stats_due_, end_});
  }
  // What is due; at the end the figures in any case.
  [[nodiscard]] Result<> Write(bool stopped) REQUIRES(gl_thread) {
    const MonotonicTime now = Clock::System().Now();
    if (!stopped && now >= picture_due_) {
      app_.DrawFrame();
      if (Result<> written = WritePng(options_.screenshot, screen_.TakePicture()); !written) return written;
      has_picture_ = true;
      done_ = !options_.every;
      picture_due_ = done_ ? MonotonicTime::max() : In(*options_.every);
    }
    const bool last = stopped || !NextDue();
    if (options_.stats.empty() || (now < stats_due_ && !last)) return {};
    stats_due_ = In(kStatsInterval);
    app_.MeasureCost();
    return WriteStats(options_.stats, app_.figures(), screen_.gl().renderer);
  }
  // Whether it has done what it was for, once it was told to stop. Pictures that are taken again and again have no end.
  [[nodiscard]] bool HasWritten() const { return options_.screenshot.empty() || options_.every || has_picture_; }

 private:
  static constexpr Seconds kStatsInterval{1};

  const ConsoleOptions& options_;
  App& app_;
  HeadlessScreen& screen_;
  MonotonicTime picture_due_ = MonotonicTime::max();
  MonotonicTime stats_due_ = MonotonicTime::max();
  MonotonicTime end_ = MonotonicTime::max();
  bool has_picture_ = false;
  bool done_ = false;
};

int RunHeadless(const ConsoleOptions& options, StopSignals& signals) REQUIRES(gl_thread) {
  const Result<std::unique_ptr<HeadlessScreen>> screen = HeadlessScreen::Create(options.size.value_or(kDefaultSize));
  if (!screen) {
    return Failed(screen.error(),
                  screen.error().code == ErrorCode::kInvalidArgument ? kUsageExitCode : kNoScreenExitCode);
  }
  const StopWatcher stop(signals, options.exit_with, [&screen] { (*screen)->Wake(); });
  const Result<std::unique_ptr<App>> app = App::Create({.connect = options.connect,
                                                        .settings = SettingsFile::Open(options.settings),
                                                        .theme = options.theme,
                                                        .upload = options.upload},
                                                       **screen, stop);
  if (!app) return Failed(app.error(), EXIT_FAILURE);
  HeadlessRun run(options, **app, **screen);
  while (const std::optional<MonotonicTime> due = run.NextDue()) {
    (*app)->RunUntil(*due);
    const bool stopped = stop.stopped();
    if (const Result<> written = run.Write(stopped); !written) return Failed(written.error(), EXIT_FAILURE);
    if (stopped) break;
  }
  if (run.HasWritten()) return EXIT_SUCCESS;
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
