// SPDX-License-Identifier: Apache-2.0
#include "ctl/session_report.h"

#include <ctime>
#include <nlohmann/json.hpp>
#include <vector>

#include "ctl/table.h"

namespace labwall {
namespace {

using Json = nlohmann::ordered_json;

std::string StateInWords(const StationView& view, const Session& session) {
  std::string words = ToString(session.state);
  if (session.idle) words += ", idle";
  if (session.locked) words += ", locked";
  if (!session.monitored) words += ", not monitored";
  if (!view.answering) words += ", station silent";
  return words;
}

std::string PlaceInWords(const Session& session) {
  if (!session.remote) return session.seat.empty() ? "-" : session.seat;
  return session.remote_host.empty() ? "remote" : "from " + session.remote_host;
}

std::string FormatTime(int64_t unix_us, bool local, const char* format) {
  const time_t seconds = static_cast<time_t>(unix_us / 1'000'000);
  std::tm parts{};
  if ((local ? localtime_r(&seconds, &parts) : gmtime_r(&seconds, &parts)) == nullptr) return "-";
  char text[64];
  return {text, std::strftime(text, sizeof text, format, &parts)};
}

}  // namespace

std::string Rfc3339(int64_t unix_us) { return FormatTime(unix_us, false, "%Y-%m-%dT%H:%M:%SZ"); }

std::string SessionsAsJson(const LabSnapshot& snapshot) {
  Json list = Json::array();
  for (const StationView& view : snapshot.stations) {
    for (const Session& session : view.station->sessions) {
      list.push_back(Json{{"key", session.key.ToString()},
                          {"station", session.key.station},
                          {"user", session.user},
                          {"display_name", session.display_name},
                          {"type", ToString(session.type)},
                          {"state", ToString(session.state)},
                          {"remote", session.remote},
                          {"idle", session.idle},
                          {"locked", session.locked},
                          {"started", Rfc3339(session.key.started_us)},
                          {"monitored", session.monitored}});
    }
  }
  return list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string SessionsAsTable(const LabSnapshot& snapshot) {
  std::vector<std::vector<std::string>> rows = {{"SESSION", "USER", "NAME", "STATE", "TYPE", "PLACE", "SINCE"}};
  for (const StationView& view : snapshot.stations) {
    for (const Session& session : view.station->sessions) {
      rows.push_back({session.key.station + "/" + session.key.session_id, session.user, session.display_name,
                      StateInWords(view, session), ToString(session.type), PlaceInWords(session),
                      FormatTime(session.key.started_us, true, "%Y-%m-%d %H:%M")});
    }
  }
  if (rows.size() == 1) {
    return snapshot.stations.empty() ? "No station has reported.\n" : "Nobody is logged in on any station.\n";
  }
  return FormatTable(rows);
}

}  // namespace labwall
