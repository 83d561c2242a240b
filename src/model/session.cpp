// SPDX-License-Identifier: Apache-2.0
#include "model/session.h"

namespace labwall {

const char* ToString(SessionType type) {
  switch (type) {
    case SessionType::kUnknown:
      return "unknown";
    case SessionType::kX11:
      return "x11";
    case SessionType::kWayland:
      return "wayland";
    case SessionType::kTty:
      return "tty";
    case SessionType::kMir:
      return "mir";
    case SessionType::kWeb:
      return "web";
  }
  return "unknown";
}

const char* ToString(SessionState state) {
  switch (state) {
    case SessionState::kUnknown:
      return "unknown";
    case SessionState::kActive:
      return "active";
    case SessionState::kOnline:
      return "online";
    case SessionState::kClosing:
      return "closing";
  }
  return "unknown";
}

}  // namespace labwall
