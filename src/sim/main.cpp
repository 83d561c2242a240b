// SPDX-License-Identifier: Apache-2.0
// labwall-sim: a practice lab. Its stations speak the real protocol with really encoded pictures.
#include <sys/syscall.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <optional>
#include <sstream>
#include <string>

#include "base/log.h"
#include "base/stop_signals.h"
#include "base/unique_fd.h"
#include "base/version.h"
#include "bus/broker_process.h"
#include "model/session_key.h"
#include "sim/practice_lab.h"

namespace labwall {
namespace {

enum ExitStatus : int { kOk = 0, kTrouble = 1, kUsage = 2, kNoBroker = 3 };

struct Arguments {
  PracticeOptions practice;
  std::string size = "1920x1080";
  std::string url;
  int exit_with = 0;
};

// Empty when the text is not WIDTHxHEIGHT within what can be captured.
std::optional<PixelSize> ParseSize(const std::string& text) {
  PixelSize size;
  char cross = 0;
  std::istringstream in(text);
  in >> size.width >> cross >> size.height;
  const bool whole = in && cross == 'x' && in.peek() == std::istringstream::traits_type::eof();
  if (!whole || size.width < 64 || size.height < 64 || size.width > kNativeBox.width ||
      size.height > kNativeBox.height) {
    return std::nullopt;
  }
  return size;
}

void Describe(CLI::App& app, Arguments& arguments) {
  PracticeOptions& practice = arguments.practice;
  app.option_defaults()->always_capture_default();
  app.add_option("--stations", practice.stations, "how many stations")->check(CLI::Range(1, 10'000));
  app.add_option("--sessions-per-station", practice.sessions_per_station, "how many people work on each")
      ->check(CLI::Range(1, 500));
  app.add_option("--fps", practice.fps, "how often a busy desktop changes in a second")->check(CLI::Range(0, 60));
  app.add_option("--size", arguments.size, "the screens' size, WIDTHxHEIGHT")->check([](const std::string& text) {
    return ParseSize(text) ? std::string() : "'" + text + "' is not a size such as 1920x1080";
  });
  app.add_option("--connect", arguments.url, "URL of the broker (default: the one that runs on this machine)")
      ->envname("LABWALL_CONNECT")
      ->always_capture_default(false);
  app.add_option("--room", practice.room, "the room that the stations say they are in");
  app.add_option("--prefix", practice.prefix, "what the stations' names begin with")
      ->check([](const std::string& text) {
        return IsStationId(text) && text.size() <= 48 ? std::string() : "use up to 48 letters, digits, '-' and '_'";
      });
  app.add_option("--exit-with", arguments.exit_with, "end when the process with this id ends")
      ->always_capture_default(false);
  app.add_flag("--mute", practice.mute, "misbehave: never send a frame")->group("Misbehaviour");
  app.add_option("--refuse", practice.refuse, "the first so many people are administrators, whom nobody may log off")
      ->check(CLI::Range(0, 1'000'000))
      ->group("Misbehaviour");
  app.add_option("--hung", practice.hung, "misbehave: the last so many stations never answer a command")
      ->check(CLI::Range(0, 10'000))
      ->group("Misbehaviour");
  app.add_flag("--stall-logoff", practice.stall_logoff, "misbehave: accept a log off and never finish it")
      ->group("Misbehaviour");
  app.add_flag("--garbage-frames", practice.garbage_frames, "misbehave: send frames that are broken in turn")
      ->group("Misbehaviour");
}

int Practise(Arguments& arguments) {
  StopSignals stop;
  UniqueFd parent;
  if (arguments.exit_with > 0) {
    parent = UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, arguments.exit_with, 0)));
    if (!parent.valid()) {
      const bool ended_before = errno == ESRCH;
      LogError("{}", ErrnoMessage("could not watch process " + std::to_string(arguments.exit_with)));
      return ended_before ? kOk : kTrouble;
    }
  }
  if (arguments.url.empty()) {
    const Result<std::string> local = FindLocalBroker();
    if (!local) {
      LogError("{}", local.error().message);
      return kNoBroker;
    }
    arguments.url = *local;
  }
  arguments.practice.screen = *ParseSize(arguments.size);
  const Result<> end = PracticeLab(arguments.practice, Clock::System()).Run(arguments.url, stop.fd(), parent.get());
  if (!end) LogError("{}", end.error().message);
  return end ? kOk : kUsage;
}

}  // namespace
}  // namespace labwall

int main(int argc, char** argv) {
  labwall::StartLog("labwall-sim", labwall::LogLevel::kInfo);
  labwall::Arguments arguments;
  CLI::App app(
      "A practice lab: simulated stations with people at work, to try the wall on. They send pictures while somebody\n"
      "watches and leave when they are logged off; a desk that became free is taken again after a while.");
  app.set_version_flag("--version", std::string("labwall-sim ") + labwall::kVersion);
  labwall::Describe(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? labwall::kOk : labwall::kUsage;
  }
  return labwall::Practise(arguments);
}
