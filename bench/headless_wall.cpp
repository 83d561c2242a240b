// SPDX-License-Identifier: Apache-2.0
#include "bench/headless_wall.h"

#include <utility>

namespace labwall {
namespace {

constexpr Milliseconds kAskEvery{10};

}  // namespace

Result<std::unique_ptr<HeadlessWall>> HeadlessWall::Start(const HeadlessWallOptions& options) {
  std::unique_ptr<HeadlessWall> wall(new HeadlessWall);
  Result<std::unique_ptr<HeadlessScreen>> screen = HeadlessScreen::Create(options.size);
  if (!screen) return tl::unexpected(screen.error());
  wall->screen_ = std::move(*screen);
  if (options.wrap) wall->wrapped_ = options.wrap(*wall->screen_);
  Screen& shown_on = wall->wrapped_ ? *wall->wrapped_ : *wall->screen_;
  wall->stop_ = std::make_unique<StopWatcher>(wall->signals_, 0, [&shown_on] { shown_on.Wake(); });

  // The console takes its settings from a file only.
  const std::string path = options.directory + "/console.toml";
  ConsoleSettings settings;
  settings.ui = options.ui;
  if (const Result<> saved = SettingsFile::Open(path).Save(settings); !saved) return tl::unexpected(saved.error());
  AppOptions app_options;
  app_options.connect = options.connect;
  app_options.settings = SettingsFile::Open(path);
  app_options.least_rung = options.least_rung;
  Result<std::unique_ptr<App>> app = App::Create(std::move(app_options), shown_on, *wall->stop_);
  if (!app) return tl::unexpected(app.error());
  wall->app_ = std::move(*app);
  return wall;
}

bool HeadlessWall::RunUntil(const std::function<bool()>& holds, Milliseconds limit) {
  const MonotonicTime deadline = Clock::System().Now() + limit;
  while (!holds()) {
    if (Clock::System().Now() >= deadline || stop_->stopped()) return false;
    RunFor(kAskEvery);
  }
  return true;
}

void HeadlessWall::RunFor(Milliseconds time) { app_->RunUntil(Clock::System().Now() + time); }

}  // namespace labwall
