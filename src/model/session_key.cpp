// SPDX-License-Identifier: Apache-2.0
#include "model/session_key.h"

#include <algorithm>
#include <charconv>

namespace labwall {
namespace {

constexpr size_t kStationIdMax = 63;
constexpr size_t kSessionIdMax = 32;
constexpr size_t kBootIdLength = 32;

bool IsTokenChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

bool IsToken(std::string_view text, size_t max) {
  return !text.empty() && text.size() <= max && std::all_of(text.begin(), text.end(), IsTokenChar);
}

}  // namespace

std::string SessionKey::ToString() const {
  return station + "/" + boot_id + "/" + session_id + "/" + std::to_string(started_us);
}

std::optional<SessionKey> SessionKey::Parse(std::string_view text) {
  std::string_view parts[4];
  for (int i = 0; i < 3; ++i) {
    const size_t slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    parts[i] = text.substr(0, slash);
    text.remove_prefix(slash + 1);
  }
  parts[3] = text;
  SessionKey key{std::string(parts[0]), std::string(parts[1]), std::string(parts[2]), 0};
  const char* const end = parts[3].data() + parts[3].size();
  const auto [stop, error] = std::from_chars(parts[3].data(), end, key.started_us);
  if (error != std::errc() || stop != end || key.started_us < 0) return std::nullopt;
  if (!IsStationId(key.station) || !IsBootId(key.boot_id) || !IsSessionId(key.session_id)) return std::nullopt;
  return key;
}

bool IsStationId(std::string_view text) { return IsToken(text, kStationIdMax); }

std::string StationIdFromHostName(std::string_view host_name) {
  std::string id(host_name.substr(0, kStationIdMax));
  std::replace_if(
      id.begin(), id.end(), [](char c) { return !IsTokenChar(c); }, '-');
  return id.empty() ? "station" : id;
}

bool IsSessionId(std::string_view text) { return IsToken(text, kSessionIdMax); }

bool IsBootId(std::string_view text) {
  return text.size() == kBootIdLength &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace labwall
