// SPDX-License-Identifier: Apache-2.0
#include "agent/agent_options.h"

#include <limits.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>

#include "bus/broker_process.h"
#include "model/session_key.h"
#include "model/text.h"
#include "wire/limits.h"

namespace labwall {
namespace {

std::string HostName() {
  std::array<char, HOST_NAME_MAX + 1> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "station";
  return name.data();
}

}  // namespace

Result<AgentFile> ParseAgentFile(const std::string& path, const std::string& text) {
  AgentFile file;
  try {
    const toml::table table = toml::parse(text, path);
    for (const auto& [key, node] : table) {
      if (key == "capture_cpu_percent") {
        const int64_t percent = node.value_exact<int64_t>().value_or(0);
        if (percent < 1 || percent > 100) {
          return Fail(ErrorCode::kInvalidArgument, path + ": 'capture_cpu_percent' must be a whole number, 1 to 100");
        }
        file.capture_cpu_percent = static_cast<int>(percent);
        continue;
      }
      std::string* target = nullptr;
      if (key == "connect") target = &file.connect;
      if (key == "station") target = &file.station;
      if (key == "room") target = &file.room;
      if (target == nullptr) {
        return Fail(ErrorCode::kInvalidArgument, path + ": there is no setting '" + std::string(key.str()) +
                                                     "'; there are connect, station, room and capture_cpu_percent");
      }
      const auto value = node.value_exact<std::string>();
      if (!value) {
        return Fail(ErrorCode::kInvalidArgument, path + ": '" + std::string(key.str()) + "' must be a text in quotes");
      }
      *target = *value;
    }
  } catch (const toml::parse_error& error) {
    return Fail(ErrorCode::kInvalidArgument,
                path + ", line " + std::to_string(error.source().begin.line) + ": " + std::string(error.description()));
  }
  return file;
}

Result<> CompleteOptions(AgentOptions& options, const AgentFile& file) {
  options.host = SanitizeText(HostName(), wire::kMaxNameCodePoints);
  if (options.station.empty()) options.station = file.station;
  if (options.station.empty()) options.station = StationIdFromHostName(HostName());
  if (!IsStationId(options.station)) {
    return Fail(ErrorCode::kInvalidArgument,
                "'" + SanitizeText(options.station, 80) + "' can't be a station's id: use up to 63 of A-Z a-z 0-9 _ -");
  }
  if (options.room.empty()) options.room = file.room;
  options.room = SanitizeText(options.room, wire::kMaxNameCodePoints);
  if (options.connect.empty()) options.connect = file.connect;
  if (options.connect.empty()) {
    const char* const named = std::getenv("LABWALL_CONNECT");
    if (named != nullptr) options.connect = named;
  }
  if (options.connect.empty()) {
    Result<std::string> local = FindLocalBroker();
    if (!local) return Fail(local.error().code, local.error().message + "; or name a broker with --connect");
    options.connect = *local;
  }
  options.capture_cpu_percent = file.capture_cpu_percent > 0 ? file.capture_cpu_percent : kDefaultCaptureCpuPercent;
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return Fail(ErrorCode::kInternal, "could not find this program's own file: " + error.message());
  options.agent_program = self;
  if (options.capture_program.empty()) options.capture_program = self.parent_path() / "labwall-capture";
  return {};
}

}  // namespace labwall
