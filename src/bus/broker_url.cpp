// SPDX-License-Identifier: Apache-2.0
#include "bus/broker_url.h"

#include <algorithm>
#include <charconv>

namespace labwall {
namespace {

constexpr std::string_view kDefaultPort = "4222";

auto Bad(std::string what) {
  return Fail(ErrorCode::kInvalidArgument,
              "the broker's address " + what + "; write it as nats://user:password@host:port");
}

bool IsPort(std::string_view text) {
  int port = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && stop == text.data() + text.size() && port >= 1 && port <= 65535;
}

}  // namespace

Result<BrokerUrl> ParseBrokerUrl(std::string_view text) {
  std::string_view scheme = "nats";
  std::string_view rest = text;
  if (const size_t end = text.find("://"); end != std::string_view::npos) {
    scheme = text.substr(0, end);
    rest = text.substr(end + 3);
  }
  if (scheme != "nats" && scheme != "tls") return Bad("is neither nats:// nor tls://");
  if (!rest.empty() && rest.back() == '/') rest.remove_suffix(1);
  const size_t at = rest.rfind('@');
  std::string_view host = at == std::string_view::npos ? rest : rest.substr(at + 1);
  const std::string_view credential = rest.substr(0, rest.size() - host.size());
  std::string_view port = kDefaultPort;
  // The colons inside an IPv6 address's brackets are not the port's.
  const size_t colon = host.rfind(':');
  if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos) {
    port = host.substr(colon + 1);
    host = host.substr(0, colon);
  }
  if (host.empty()) return Bad("names no host");
  const auto is_plain = [](char c) { return c > ' ' && c < '\x7f' && c != '/' && c != ',' && c != '?' && c != '#'; };
  // libnats would take a comma in the credential for the end of a first address.
  const bool plain = std::all_of(host.begin(), host.end(), is_plain) && credential.find(',') == std::string_view::npos;
  if (!plain) return Bad("names a host that can't be one");
  if (!IsPort(port)) return Bad("has a port that is not a number from 1 to 65535");
  BrokerUrl url;
  url.address = std::string(host).append(":").append(port);
  url.full = std::string(scheme).append("://").append(credential).append(url.address);
  return url;
}

}  // namespace labwall
