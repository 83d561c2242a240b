// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace labwall {
namespace {

constexpr auto kThrottleInterval = std::chrono::minutes(1);

spdlog::level::level_enum ToSpdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

}  // namespace

void StartLog(std::string_view program, LogLevel least) {
  auto logger =
      std::make_shared<spdlog::logger>(std::string(program), std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  logger->set_pattern("%H:%M:%S.%e %n: %^%l%$: %v");
  logger->set_level(ToSpdlog(least));
  spdlog::set_default_logger(std::move(logger));
}

void WriteLog(LogLevel level, std::string_view line) {
  std::string clean;
  clean.reserve(line.size());
  for (const unsigned char c : line) {
    if (c < 0x20 || c == 0x7f) {
      fmt::format_to(std::back_inserter(clean), "\\x{:02x}", c);
    } else {
      clean.push_back(static_cast<char>(c));
    }
  }
  spdlog::default_logger_raw()->log(ToSpdlog(level), spdlog::string_view_t(clean.data(), clean.size()));
}

bool LogThrottle::Allow(std::string_view source) {
  const MonotonicTime now = clock_.Now();
  MutexLock lock(mutex_);
  ++event_count_;
  std::string name(source);
  const auto known = last_logged_.find(name);
  if (known != last_logged_.end() && now - known->second < kThrottleInterval) return false;
  if (last_logged_.size() >= kMaxSources) last_logged_.clear();
  last_logged_[std::move(name)] = now;
  return true;
}

uint64_t LogThrottle::event_count() const {
  MutexLock lock(mutex_);
  return event_count_;
}

}  // namespace labwall
