// SPDX-License-Identifier: Apache-2.0
// Logging to standard error through spdlog, with fmt's format strings: LogInfo("station {} is back", id).
// A message that hostile or repeating input can cause goes through a LogThrottle: once per source and minute.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/clock.h"
#include "base/mutex.h"

namespace labwall {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

// Names the program in each line and sets the least level that is written. Call once, first thing in main().
void StartLog(std::string_view program, LogLevel least);
// Writes one line; control characters in it are escaped. Threads: any.
void WriteLog(LogLevel level, std::string_view line);

template <typename... Args>
void LogDebug(fmt::format_string<Args...> format, Args&&... args) {
  WriteLog(LogLevel::kDebug, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void LogInfo(fmt::format_string<Args...> format, Args&&... args) {
  WriteLog(LogLevel::kInfo, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void LogWarning(fmt::format_string<Args...> format, Args&&... args) {
  WriteLog(LogLevel::kWarning, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void LogError(fmt::format_string<Args...> format, Args&&... args) {
  WriteLog(LogLevel::kError, fmt::format(format, std::forward<Args>(args)...));
}

// Counts every event of a source and lets one a minute through. Remembers at most kMaxSources sources; when that many
// are known it forgets all and starts again, which costs at most one extra line for each. Threads: any.
class LogThrottle {
 public:
  static constexpr size_t kMaxSources = 4096;

  explicit LogThrottle(const Clock& clock) : clock_(clock) {}
  // True when the event should be logged now.
  [[nodiscard]] bool Allow(std::string_view source) EXCLUDES(mutex_);
  // All events, logged or not.
  [[nodiscard]] uint64_t event_count() const EXCLUDES(mutex_);

 private:
  const Clock& clock_;
  mutable Mutex mutex_;
  std::unordered_map<std::string, MonotonicTime> last_logged_ GUARDED_BY(mutex_);
  uint64_t event_count_ GUARDED_BY(mutex_) = 0;
};

}  // namespace labwall
