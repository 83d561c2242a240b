// SPDX-License-Identifier: Apache-2.0
// labwall-agent: shows this machine's sessions to the lab and ends them when a supervisor asks for it.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "agent/agent.h"
#include "agent/display_lookup.h"
#include "base/log.h"
#include "base/version.h"
#include "session/logind/logind_control.h"

namespace labwall {
namespace {

constexpr const char* kDefaultFile = "/etc/labwall/agent.toml";
constexpr size_t kMaxFileBytes = 64 * 1024;

Result<AgentFile> ReadAgentFile(const std::string& path, bool required) {
  if (::access(path.c_str(), R_OK) != 0) {
    if (!required) return AgentFile{};
    return Fail(ErrorCode::kNotFound, ErrnoMessage("can't read " + path));
  }
  return ParseAgentFile(path, ReadAtMost(path, kMaxFileBytes));
}

int RunAgent(AgentOptions options, const std::string& file_path) {
  StopSignals stop;
  StartLog("labwall-agent", options.verbose ? LogLevel::kDebug : LogLevel::kInfo);
  const Result<AgentFile> file = ReadAgentFile(file_path.empty() ? kDefaultFile : file_path, !file_path.empty());
  if (!file) {
    LogError("{}", file.error().message);
    return 2;
  }
  if (auto complete = CompleteOptions(options, *file); !complete) {
    LogError("{}", complete.error().message);
    return complete.error().code == ErrorCode::kInvalidArgument ? 2 : 3;
  }
  LogInfo("station {}: starting", options.station);
  Agent agent(Clock::System(), std::move(options), MakeLogindControl(Clock::System()));
  if (auto ran = agent.Run(stop); !ran) {
    LogError("{}", ran.error().message);
    return 1;
  }
  LogInfo("stopped");
  return 0;
}

int Main(int argc, char** argv) {
  CLI::App app(
      "Labwall's agent: shows this machine's sessions to the lab, and logs them off when a supervisor asks.\n"
      "Run it as root on every machine with sessions to watch.",
      "labwall-agent");
  app.set_version_flag("--version", std::string("labwall-agent ") + kVersion);
  AgentOptions options;
  std::string file_path;
  app.add_option("--connect", options.connect,
                 "the lab's broker, nats://USER:PASSWORD@HOST:PORT (default: $LABWALL_CONNECT, else the local one)");
  app.add_option("--station", options.station, "this station's id (default: the host name)");
  app.add_option("--room", options.room, "the room it stands in");
  app.add_option("--config", file_path,
                 "a TOML file with connect, station, room and capture_cpu_percent (default: /etc/labwall/agent.toml)");
  app.add_option("--capture-program", options.capture_program,
                 "labwall-capture (default: the one beside this program)");
  app.add_option("--exit-with", options.exit_with, "end when the process with this id ends")
      ->check(CLI::PositiveNumber);
  app.add_option("--exclude-session", options.excluded_sessions,
                 "a session id that is listed, but neither watched nor logged off");
  app.add_flag("-v,--verbose", options.verbose, "log more");

  // The agent starts itself like this, as a session's user.
  CLI::App* const find = app.add_subcommand("find-display", "")->group("");
  SessionProcessQuery query;
  uid_t uid = 0;
  std::string logind_display;
  find->add_option("session", query.session_id)->required();
  find->add_option("leader", query.leader)->required();
  find->add_option("uid", uid)->required();
  find->add_option("display", logind_display);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (*find) {
    query.uid = uid;
    return RunFindDisplay(query, logind_display);
  }
  return RunAgent(std::move(options), file_path);
}

}  // namespace
}  // namespace labwall

int main(int argc, char** argv) { return labwall::Main(argc, argv); }
