// SPDX-License-Identifier: Apache-2.0
#include "session/session_bus.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <string_view>

#include "base/unique_fd.h"

namespace labwall {
namespace {

std::string OfEnvironment(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : "";
}

// Bytes may be written as %XX.
std::string Unescaped(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const char* const digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() && std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      plain.push_back(static_cast<char>(byte));
      i += 2;
    } else {
      plain.push_back(text[i]);
    }
  }
  return plain;
}

std::string_view UpTo(std::string_view text, char end) { return text.substr(0, text.find(end)); }

UniqueFd ConnectTo(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) return {};
  std::copy(path.begin(), path.end(), address.sun_path);
  // An abstract name has its exact length, a path ends in a zero.
  const size_t length = offsetof(sockaddr_un, sun_path) + path.size() + (path[0] == '\0' ? 0 : 1);
  UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const auto* const target = reinterpret_cast<const sockaddr*>(&address);
  if (::connect(socket.get(), target, static_cast<socklen_t>(length)) != 0) return {};
  return socket;
}

}  // namespace

std::string SocketOfAddress(const std::string& address) {
  constexpr std::string_view kUnix = "unix:";
  for (std::string_view rest = address; !rest.empty();) {
    std::string_view entry = UpTo(rest, ';');
    rest.remove_prefix(std::min(rest.size(), entry.size() + 1));
    if (!entry.starts_with(kUnix)) continue;
    for (entry.remove_prefix(kUnix.size()); !entry.empty();) {
      const std::string_view pair = UpTo(entry, ',');
      entry.remove_prefix(std::min(entry.size(), pair.size() + 1));
      const std::string_view key = UpTo(pair, '=');
      const std::string value = Unescaped(pair.substr(std::min(pair.size(), key.size() + 1)));
      if (key == "path") return value;
      if (key == "abstract") return std::string(1, '\0') + value;
    }
  }
  return {};
}

std::optional<std::string> WaitForSessionBus(int end_fd) {
  std::string address = OfEnvironment("DBUS_SESSION_BUS_ADDRESS");
  if (address.empty()) {
    const std::string runtime = OfEnvironment("XDG_RUNTIME_DIR");
    if (runtime.empty()) return std::nullopt;
    address = "unix:path=" + runtime + "/bus";
  }
  const UniqueFd socket = ConnectTo(SocketOfAddress(address));
  // Asked without naming a way to authenticate, a bus lists the ways it has.
  constexpr std::string_view kQuestion("\0AUTH\r\n", 7);
  if (!socket.valid() || ::send(socket.get(), kQuestion.data(), kQuestion.size(), MSG_NOSIGNAL) < 0) {
    return std::nullopt;
  }
  std::array<pollfd, 2> waits = {pollfd{socket.get(), POLLIN, 0}, {end_fd, POLLIN, 0}};
  while (::poll(waits.data(), waits.size(), -1) < 0 && errno == EINTR) {
  }
  char first = 0;
  if (waits[1].revents != 0 || ::recv(socket.get(), &first, 1, 0) != 1) return std::nullopt;
  return address;
}

}  // namespace labwall
