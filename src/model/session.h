// SPDX-License-Identifier: Apache-2.0
// What is known of a station and of the sessions on it: plain values, as the station last reported them. Every string
// has been through SanitizeText() by the time it is here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/session_key.h"

namespace labwall {

enum class SessionType { kUnknown = 0, kX11, kWayland, kTty, kMir, kWeb };

// logind's states: active is in the foreground of its seat (remote sessions always are), online is logged in but not in
// the foreground (MultiPoint's "suspended"), closing is logging off.
enum class SessionState { kUnknown = 0, kActive, kOnline, kClosing };

// Whether the station can show this session's screen, and if not, why.
enum class PictureState {
  kUnknown = 0,
  kAvailable,
  kNoDisplay,     // the session has no X display, e.g. a text console
  kUnsupported,   // it has a display of a kind that can't be captured yet, e.g. Wayland
  kUnresponsive,  // it has one that does not answer; picture_detail says more
};

struct Session {
  SessionKey key;
  std::string user;          // login name
  std::string display_name;  // the person's name; the login name when the account has none
  std::string seat;          // "seat0"; empty for a remote session
  std::string remote_host;   // where a remote session comes from, when logind knows
  SessionType type = SessionType::kUnknown;
  SessionState state = SessionState::kUnknown;
  bool remote = false;
  bool idle = false;
  bool locked = false;
  bool monitored = true;      // may be shown and acted on
  int64_t idle_since_us = 0;  // microseconds since the Unix epoch, 0 when not idle
  PictureState picture = PictureState::kUnknown;
  std::string picture_detail;  // in words, for the tile

  bool operator==(const Session&) const = default;
};

struct Station {
  std::string id;
  std::string host;     // host name, for people
  std::string boot_id;  // 32 hexadecimal digits
  std::string room;     // empty when the agent's configuration names none
  std::vector<Session> sessions;

  bool operator==(const Station&) const = default;
};

// "x11", "active" and so on: the words of labwallctl's JSON, the same as logind's.
[[nodiscard]] const char* ToString(SessionType type);
[[nodiscard]] const char* ToString(SessionState state);

}  // namespace labwall
