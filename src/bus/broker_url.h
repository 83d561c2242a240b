// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace labwall {

struct BrokerUrl {
  std::string full;     // as libnats takes it, with the credential: never shown, never logged
  std::string address;  // "host:port", for people
};

// Reads "[nats://|tls://][user:password@]host[:port]"; the port is 4222 when none is named. Its errors don't repeat the
// text, which may hold a password.
[[nodiscard]] Result<BrokerUrl> ParseBrokerUrl(std::string_view text);

}  // namespace labwall
