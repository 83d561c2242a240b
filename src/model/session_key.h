// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace labwall {

// Which session is meant, for as long as anybody may still mean it. Session ids and X displays are used again; a key
// never is, so a command that names keys can't reach the next person at the same seat.
struct SessionKey {
  std::string station;     // station id, see IsStationId()
  std::string boot_id;     // of the station's kernel: 32 hexadecimal digits
  std::string session_id;  // logind's, e.g. "c4"; see IsSessionId()
  int64_t started_us = 0;  // logind's Timestamp: microseconds since the Unix epoch

  auto operator<=>(const SessionKey&) const = default;

  // "station/boot/session/started", which Parse() reads back.
  [[nodiscard]] std::string ToString() const;
  [[nodiscard]] static std::optional<SessionKey> Parse(std::string_view text);
};

// A station id is a NATS subject token: 1 to 63 of A-Z a-z 0-9 _ and -.
[[nodiscard]] bool IsStationId(std::string_view text);
// A host name as a station id: what is not allowed in one becomes '-', and it is cut at 63.
[[nodiscard]] std::string StationIdFromHostName(std::string_view host_name);
// logind's session ids are 1 to 32 of the same characters.
[[nodiscard]] bool IsSessionId(std::string_view text);
[[nodiscard]] bool IsBootId(std::string_view text);

}  // namespace labwall

template <>
struct std::hash<labwall::SessionKey> {
  size_t operator()(const labwall::SessionKey& key) const noexcept {
    const std::hash<std::string> hash;
    size_t seed = hash(key.station);
    seed = seed * 31 + hash(key.session_id);
    return seed * 31 + static_cast<size_t>(key.started_us);
  }
};
