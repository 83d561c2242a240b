// SPDX-License-Identifier: Apache-2.0
#include "session/logind/logind_properties.h"

#include <pwd.h>

#include <array>
#include <vector>

namespace labwall {
namespace {

template <typename T>
T Get(const LogindProperties& properties, const char* name) {
  const auto found = properties.find(name);
  if (found == properties.end()) return T{};
  try {
    return found->second.get<T>();
  } catch (const sdbus::Error&) {
    return T{};  // of another type than documented: as good as missing
  }
}

SessionType TypeFrom(const std::string& word) {
  for (const SessionType type :
       {SessionType::kX11, SessionType::kWayland, SessionType::kTty, SessionType::kMir, SessionType::kWeb}) {
    if (word == ToString(type)) return type;
  }
  return SessionType::kUnknown;
}

SessionState StateFrom(const std::string& word) {
  if (word == "active") return SessionState::kActive;
  if (word == "closing") return SessionState::kClosing;
  // "opening" is over before anybody has read it.
  if (word == "online" || word == "opening") return SessionState::kOnline;
  return SessionState::kUnknown;
}

}  // namespace

void FillInAccount(SessionRecord& record) {
  record.display_name = record.user;
  passwd entry{};
  passwd* found = nullptr;
  std::vector<char> buffer(16384);
  if (::getpwuid_r(record.uid, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) return;
  record.gid = entry.pw_gid;
  record.home = entry.pw_dir == nullptr ? "" : entry.pw_dir;
  const std::string gecos = entry.pw_gecos == nullptr ? "" : entry.pw_gecos;
  const std::string name = gecos.substr(0, gecos.find(','));
  if (!name.empty()) record.display_name = name;
}

std::optional<SessionRecord> RecordFromProperties(const LogindProperties& properties, const SessionRecord* known) {
  if (Get<std::string>(properties, "Class") != "user") return std::nullopt;
  SessionRecord record;
  record.id = Get<std::string>(properties, "Id");
  record.started_us = static_cast<int64_t>(Get<uint64_t>(properties, "Timestamp"));
  record.user = Get<std::string>(properties, "Name");
  if (!IsSessionId(record.id) || record.started_us <= 0 || record.user.empty()) return std::nullopt;
  record.uid = std::get<0>(Get<sdbus::Struct<uint32_t, sdbus::ObjectPath>>(properties, "User"));
  record.seat = std::get<0>(Get<sdbus::Struct<std::string, sdbus::ObjectPath>>(properties, "Seat"));
  record.remote_host = Get<std::string>(properties, "RemoteHost");
  record.display = Get<std::string>(properties, "Display");
  record.leader = static_cast<pid_t>(Get<uint32_t>(properties, "Leader"));
  record.type = TypeFrom(Get<std::string>(properties, "Type"));
  record.state = StateFrom(Get<std::string>(properties, "State"));
  record.remote = Get<bool>(properties, "Remote");
  record.idle = Get<bool>(properties, "IdleHint");
  record.locked = Get<bool>(properties, "LockedHint");
  if (record.idle) record.idle_since_us = static_cast<int64_t>(Get<uint64_t>(properties, "IdleSinceHint"));
  if (known != nullptr && known->uid == record.uid && known->user == record.user && !known->home.empty()) {
    record.gid = known->gid;
    record.home = known->home;
    record.display_name = known->display_name;
  } else {
    FillInAccount(record);
  }
  return record;
}

Error ErrorFromBus(const std::string& what, const sdbus::Error& error) {
  struct Meaning {
    const char* name;
    ErrorCode code;
  };
  static constexpr std::array kMeanings = {
      Meaning{"org.freedesktop.login1.NoSuchSession", ErrorCode::kNotFound},
      Meaning{"org.freedesktop.DBus.Error.UnknownObject", ErrorCode::kNotFound},
      Meaning{"org.freedesktop.DBus.Error.AccessDenied", ErrorCode::kPermissionDenied},
      Meaning{"org.freedesktop.DBus.Error.InteractiveAuthorizationRequired", ErrorCode::kPermissionDenied},
      Meaning{"org.freedesktop.DBus.Error.Timeout", ErrorCode::kDeadlineExceeded},
      Meaning{"org.freedesktop.DBus.Error.NoReply", ErrorCode::kUnavailable},
      Meaning{"org.freedesktop.DBus.Error.ServiceUnknown", ErrorCode::kUnavailable},
  };
  ErrorCode code = ErrorCode::kUnknown;
  for (const Meaning& meaning : kMeanings) {
    if (error.getName() == meaning.name) code = meaning.code;
  }
  return Error{code, what + ": " + (error.getMessage().empty() ? error.getName() : error.getMessage())};
}

}  // namespace labwall
