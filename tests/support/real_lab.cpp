// SPDX-License-Identifier: Apache-2.0
#include "support/real_lab.h"

#include <dirent.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/eventually.h"

namespace labwall {
namespace {

std::string LabScript() { return SourceFile("tests/lab/lab"); }

std::optional<Rgb> ParseColour(const std::string& text) {
  Rgb colour;
  if (std::sscanf(text.c_str(), "#%2x%2x%2x", reinterpret_cast<unsigned*>(&colour.r),
                  reinterpret_cast<unsigned*>(&colour.g), reinterpret_cast<unsigned*>(&colour.b)) != 3) {
    return std::nullopt;
  }
  return colour;
}

struct ProcessLine {
  int pid = 0;
  int parent = 0;
  std::string program;
};

std::optional<ProcessLine> ReadProcess(const std::string& pid) {
  const std::string stat = ReadFile("/proc/" + pid + "/stat");
  const size_t open = stat.find('(');
  const size_t close = stat.rfind(')');
  if (open == std::string::npos || close == std::string::npos) return std::nullopt;
  ProcessLine line;
  line.pid = std::stoi(pid);
  line.program = stat.substr(open + 1, close - open - 1);
  char state = 0;
  if (std::sscanf(stat.c_str() + close + 1, " %c %d", &state, &line.parent) != 2) return std::nullopt;
  return line;
}

}  // namespace

RealLab::RealLab(int sessions, const std::vector<std::string>& more) {
  std::vector<std::string> argv = {LabScript(), "up", std::to_string(sessions), "--owner", std::to_string(::getpid())};
  argv.insert(argv.end(), more.begin(), more.end());
  const ProgramResult up = RunProgram(argv, {}, std::chrono::seconds(90));
  if (up.exit_status != 0) problem_ = "lab up failed: " + up.output + up.errors;
}

RealLab::~RealLab() {
  // A lab that did not come up has taken itself down; one that is up now would be somebody else's.
  if (!problem_.empty()) return;
  const ProgramResult down = RunProgram({LabScript(), "down"}, {}, std::chrono::seconds(90));
  EXPECT_EQ(down.exit_status, 0) << down.output << down.errors;
}

std::vector<LabSession> RealLab::Sessions() const {
  std::vector<LabSession> sessions;
  std::istringstream lines(RunProgram({LabScript(), "status"}).output);
  std::string line;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    LabSession session;
    std::string colour;
    if (!(words >> session.user >> session.session_id >> session.display >> session.x_pid >> colour)) continue;
    if (const auto parsed = ParseColour(colour)) session.colour = *parsed;
    sessions.push_back(session);
  }
  return sessions;
}

std::set<std::string> RealLab::LoggedOnUsers() {
  std::set<std::string> users;
  std::istringstream lines(RunProgram({"loginctl", "list-sessions", "--no-legend"}).output);
  std::string line;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string session;
    std::string uid;
    std::string user;
    if (words >> session >> uid >> user && user.rfind("labwall-lab", 0) == 0) users.insert(user);
  }
  return users;
}

bool RealLab::Missing() {
  const ProgramResult check = RunProgram({LabScript(), "check"});
  if (check.exit_status == 0) return false;
  std::fprintf(stderr, "LOUD: skipped, no real sessions here: %s%s\n", check.output.c_str(), check.errors.c_str());
  const char* const ci = std::getenv("CI");
  if (ci != nullptr && std::string(ci) == "true") ADD_FAILURE() << "in CI real sessions must be possible";
  return true;
}

RealStation::RealStation() = default;

bool RealStation::Start() {
  SubprocessOptions options;
  options.argv = {OurProgram("labwallctl"), "broker",         "--directory",
                  scratch_ / "broker",      "--connect-info", scratch_ / "connect"};
  options.environment = EnvironmentWith({{"XDG_RUNTIME_DIR", scratch_.path()}});
  Result<Subprocess> broker = Subprocess::Start(options);
  if (!broker) {
    ADD_FAILURE() << broker.error().message;
    return false;
  }
  broker_ = std::move(*broker);
  if (!Eventually([&] { return !ReadFile(scratch_ / "connect").empty(); }, std::chrono::seconds(20))) {
    ADD_FAILURE() << "the broker did not start";
    return false;
  }
  url_ = ReadFile(scratch_ / "connect");
  while (!url_.empty() && url_.back() == '\n') url_.pop_back();
  return StartAgent();
}

bool RealStation::StartAgent() {
  SubprocessOptions options;
  options.argv = {OurProgram("labwall-agent"), "--station", "test-station"};
  options.environment = EnvironmentWith(environment());
  Result<Subprocess> agent = Subprocess::Start(options);
  if (!agent) {
    ADD_FAILURE() << agent.error().message;
    return false;
  }
  agent_ = std::move(*agent);
  return true;
}

int RealStation::BrokerPid() const {
  if (!broker_) return 0;
  const std::vector<int> servers = Descendants(broker_->pid(), "nats-server");
  return servers.empty() ? 0 : servers.front();
}

ProgramResult RealStation::Ctl(std::vector<std::string> words) const {
  words.insert(words.begin(), OurProgram("labwallctl"));
  return RunProgram(words, environment());
}

std::vector<int> Descendants(int parent, const std::string& program) {
  std::vector<ProcessLine> processes;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    if (auto line = ReadProcess(name)) processes.push_back(std::move(*line));
  }
  std::set<int> family = {parent};
  for (bool grown = true; grown;) {
    grown = false;
    for (const ProcessLine& line : processes) grown |= family.contains(line.parent) && family.insert(line.pid).second;
  }
  std::vector<int> found;
  for (const ProcessLine& line : processes) {
    // The kernel cuts a program's name at 15 characters.
    if (line.pid != parent && family.contains(line.pid) && line.program == program.substr(0, 15))
      found.push_back(line.pid);
  }
  return found;
}

}  // namespace labwall
