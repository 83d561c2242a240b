// SPDX-License-Identifier: Apache-2.0
#include "session/own_session.h"

#include <sdbus-c++/sdbus-c++.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>

#include "base/log.h"
#include "model/session_key.h"
#include "session/session_processes.h"

namespace labwall {

std::optional<std::string> OwnSessionId() {
  constexpr std::chrono::seconds kLimit{1};
  try {
    const auto connection = sdbus::createSystemBusConnection();
    const auto manager = sdbus::createProxy(*connection, "org.freedesktop.login1", "/org/freedesktop/login1");
    sdbus::ObjectPath path;
    manager->callMethod("GetSessionByPID")
        .onInterface("org.freedesktop.login1.Manager")
        .withTimeout(kLimit)
        .withArguments(static_cast<uint32_t>(::getpid()))
        .storeResultsTo(path);
    const auto session = sdbus::createProxy(*connection, "org.freedesktop.login1", path);
    sdbus::Variant id;
    session->callMethod("Get")
        .onInterface("org.freedesktop.DBus.Properties")
        .withTimeout(kLimit)
        .withArguments(std::string("org.freedesktop.login1.Session"), std::string("Id"))
        .storeResultsTo(id);
    std::string text = id.get<std::string>();
    if (IsSessionId(text)) return text;
  } catch (const sdbus::Error& error) {
    LogDebug("logind does not know this process's session: {}", error.getMessage());
  }
  const char* const named = std::getenv("XDG_SESSION_ID");
  if (named != nullptr && IsSessionId(named)) return named;
  return std::nullopt;
}

std::string BootId() {
  std::string id;
  for (const char c : ReadAtMost("/proc/sys/kernel/random/boot_id", 64)) {
    if (c >= 'A' && c <= 'F') {
      id.push_back(static_cast<char>(c - 'A' + 'a'));
    } else if (c != '-' && c != '\n') {
      id.push_back(c);
    }
  }
  return IsBootId(id) ? id : std::string(32, '0');
}

}  // namespace labwall
