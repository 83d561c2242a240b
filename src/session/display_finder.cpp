// SPDX-License-Identifier: Apache-2.0
#include "session/display_finder.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace labwall {
namespace {

constexpr size_t kMaxProcessesAsked = 256;
constexpr size_t kMaxEnvironmentBytes = 256 * 1024;
constexpr size_t kMaxAuthorityBytes = 1024;

// Takes up to `max_digits` digits off the front; false when there is none or there are more.
bool TakeNumber(std::string_view& text, size_t max_digits) {
  const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  text.remove_prefix(std::min(digits, max_digits));
  return digits > 0 && digits <= max_digits;
}

// ":0" and "unix:0.0" are the same server.
std::string_view ServerOf(std::string_view display) {
  display.remove_prefix(std::min(display.find(':'), display.size()));
  return display.substr(0, display.find('.'));
}

}  // namespace

bool IsLocalDisplay(std::string_view text) {
  if (text.substr(0, 4) == "unix") text.remove_prefix(4);
  if (text.substr(0, 1) != ":") return false;
  text.remove_prefix(1);
  if (!TakeNumber(text, 5)) return false;
  if (text.empty()) return true;
  if (text.front() != '.') return false;
  text.remove_prefix(1);
  return TakeNumber(text, 2) && text.empty();
}

bool IsAuthorityPath(std::string_view text) {
  return !text.empty() && text.front() == '/' && text.size() <= kMaxAuthorityBytes &&
         std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

std::optional<DisplayAddress> AddressFromEnvironment(std::string_view environment) {
  DisplayAddress address;
  while (!environment.empty()) {
    const std::string_view entry = environment.substr(0, environment.find('\0'));
    environment.remove_prefix(std::min(entry.size() + 1, environment.size()));
    const size_t equals = entry.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = entry.substr(0, equals);
    const std::string_view value = entry.substr(equals + 1);
    // The first of two entries counts, as for getenv().
    if (name == "DISPLAY" && address.display.empty() && IsLocalDisplay(value)) address.display = value;
    if (name == "XAUTHORITY" && address.authority.empty() && IsAuthorityPath(value)) address.authority = value;
  }
  if (address.display.empty()) return std::nullopt;
  return address;
}

std::optional<DisplayAddress> FindDisplay(const SessionProcessQuery& query, const std::string& logind_display,
                                          const std::string& proc) {
  std::vector<std::pair<DisplayAddress, int>> votes;
  for (const pid_t pid : ProcessesOfSession(query, kMaxProcessesAsked, proc)) {
    const auto address =
        AddressFromEnvironment(ReadAtMost(proc + "/" + std::to_string(pid) + "/environ", kMaxEnvironmentBytes));
    if (!address) continue;
    if (IsLocalDisplay(logind_display) && ServerOf(logind_display) != ServerOf(address->display)) continue;
    const auto same =
        std::find_if(votes.begin(), votes.end(), [&](const auto& vote) { return vote.first == *address; });
    if (same == votes.end()) {
      votes.emplace_back(*address, 1);
    } else {
      ++same->second;
    }
  }
  // The oldest process's word decides a tie.
  const auto best =
      std::max_element(votes.begin(), votes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (best != votes.end()) return best->first;
  if (IsLocalDisplay(logind_display)) return DisplayAddress{logind_display, ""};
  return std::nullopt;
}

std::string ToLines(const DisplayAddress& address) { return address.display + "\n" + address.authority + "\n"; }

std::optional<DisplayAddress> FromLines(std::string_view lines) {
  const size_t first_end = lines.find('\n');
  if (first_end == std::string_view::npos) return std::nullopt;
  DisplayAddress address{std::string(lines.substr(0, first_end)), ""};
  lines.remove_prefix(first_end + 1);
  const size_t second_end = lines.find('\n');
  if (second_end == std::string_view::npos || second_end + 1 != lines.size()) return std::nullopt;
  address.authority = lines.substr(0, second_end);
  if (!IsLocalDisplay(address.display)) return std::nullopt;
  if (!address.authority.empty() && !IsAuthorityPath(address.authority)) return std::nullopt;
  return address;
}

}  // namespace labwall
