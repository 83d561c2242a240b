// SPDX-License-Identifier: Apache-2.0
#include "console/settings_keeper.h"

#include <utility>

#include "base/log.h"

namespace labwall {
namespace {

constexpr Milliseconds kQuiet{1'000};

}  // namespace

SettingsKeeper::SettingsKeeper(SettingsFile file, std::optional<ThemeChoice> theme_of_this_run,
                               std::function<void()> wake)
    : theme_of_this_run_(theme_of_this_run),
      shown_(file.settings()),
      kept_(file.settings()),
      wake_(std::move(wake)),
      notices_of_reading_(file.notices()),
      file_(std::move(file)) {
  if (theme_of_this_run) shown_.ui.theme = *theme_of_this_run;
  for (const std::string& notice : notices_of_reading_) LogWarning("{}", notice);
  thread_ = std::thread([this] { Run(); });
}

SettingsKeeper::~SettingsKeeper() {
  {
    MutexLock lock(mutex_);
    ending_ = true;
  }
  changed_.NotifyOne();
  thread_.join();
}

void SettingsKeeper::Keep(const UiSettings& ui, const std::optional<WindowPlace>& window) {
  const WindowPlace& place = window && window->known() ? *window : shown_.window;
  if (ui == shown_.ui && place == shown_.window) return;
  shown_ = {ui, place};
  if (ui.theme != theme_of_this_run_) theme_of_this_run_.reset();
  ConsoleSettings wanted = shown_;
  if (theme_of_this_run_) wanted.ui.theme = kept_.ui.theme;
  if (wanted == kept_) return;
  kept_ = wanted;
  {
    MutexLock lock(mutex_);
    to_write_ = std::move(wanted);
    due_ = Clock::System().Now() + kQuiet;
  }
  changed_.NotifyOne();
}

std::vector<std::string> SettingsKeeper::Notices() const {
  std::vector<std::string> notices = notices_of_reading_;
  MutexLock lock(mutex_);
  if (!problem_.empty()) notices.push_back(problem_);
  return notices;
}

void SettingsKeeper::Run() {
  std::optional<ConsoleSettings> unsaved;
  while (std::optional<ConsoleSettings> settings = WaitForDue()) {
    const bool saved = Write(*settings);
    unsaved = saved ? std::nullopt : std::move(settings);
  }
  // The disk may have room by now.
  if (unsaved) Write(*unsaved);
}

std::optional<ConsoleSettings> SettingsKeeper::WaitForDue() {
  MutexLock lock(mutex_);
  while (!ending_ && (!to_write_ || Clock::System().Now() < due_)) {
    if (to_write_) {
      changed_.WaitUntil(mutex_, due_);
    } else {
      changed_.Wait(mutex_);
    }
  }
  return std::exchange(to_write_, std::nullopt);
}

bool SettingsKeeper::Write(const ConsoleSettings& settings) {
  const Result<> saved = file_.Save(settings);
  {
    MutexLock lock(mutex_);
    // The first of several in a row is told, for they are one.
    if (saved || !problem_.empty()) {
      if (saved) problem_.clear();
      return saved.has_value();
    }
    problem_ = saved.error().message;
  }
  LogWarning("{}", saved.error().message);
  wake_();
  return false;
}

}  // namespace labwall
