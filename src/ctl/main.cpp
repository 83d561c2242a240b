// SPDX-License-Identifier: Apache-2.0
// labwallctl: what the wall can do, for scripts.
#include <CLI/CLI.hpp>
#include <map>
#include <string>

#include "base/log.h"
#include "base/stop_signals.h"
#include "base/version.h"
#include "ctl/commands.h"

namespace labwall {
namespace {

void AddLinkOptions(CLI::App* command, LinkOptions* link) {
  command
      ->add_option("--connect", link->url,
                   "The broker, as nats://USER:PASSWORD@HOST:PORT; else the one that runs on this machine")
      ->envname("LABWALL_CONNECT");
  command
      ->add_option_function<int64_t>(
          "--wait", [link](const int64_t& ms) { link->quiet = Milliseconds(ms); },
          "How many milliseconds no further station must have reported before the lab is taken for complete (300). "
          "After 2000, or this if it is more, what is known is used")
      ->check(CLI::Range(1, 60'000))
      ->type_name("MS");
}

int Main(int argc, char** argv) {
  StartLog("labwallctl", LogLevel::kWarning);

  CLI::App app("Shows and ends the sessions of a computer lab from the command line.", "labwallctl");
  app.set_version_flag("--version", std::string("labwallctl ") + kVersion);
  app.require_subcommand(1);
  app.footer(
      "SESSION is a key as 'sessions --json' prints it, or STATION/ID, or the ID alone where only one station has it.\n"
      "Ctrl+C while 'logoff' waits withdraws what no station has taken up yet, which is then Cancelled.\n"
      "Exit status: 0 all sessions Done or AlreadyGone, 1 some other outcome, 2 usage, 3 no broker.");

  SessionsOptions sessions;
  CLI::App* const sessions_command = app.add_subcommand("sessions", "List every session of the lab");
  sessions_command->add_flag("--json", sessions.json, "Print JSON");
  AddLinkOptions(sessions_command, &sessions.link);

  FrameOptions frame;
  std::string rung = std::string(ToString(frame.rung));
  CLI::App* const frame_command = app.add_subcommand("frame", "Save one picture of a session's screen as a JPEG");
  frame_command->add_option("SESSION", frame.session, "Whose screen")->required();
  frame_command->add_option("-o,--output", frame.output, "The file to write")->required()->type_name("FILE.jpg");
  frame_command->add_option("--rung", rung, "The box that the picture is scaled to fit into")
      ->check(CLI::IsMember({"160x90", "320x180", "640x360", "1280x720", "native"}))
      ->capture_default_str();
  AddLinkOptions(frame_command, &frame.link);

  LogOffOptions log_off;
  CLI::App* const log_off_command = app.add_subcommand("logoff", "Log off sessions, and say what became of each");
  log_off_command->add_option("SESSION", log_off.sessions, "Sessions to log off");
  log_off_command->add_option("--user", log_off.user, "All monitored sessions of the person with this login name")
      ->type_name("NAME");
  log_off_command->add_flag("--all", log_off.all, "All monitored sessions but the one this program runs in");
  log_off_command->add_flag("-y,--yes", log_off.yes, "Don't ask");
  log_off_command->add_flag("--json", log_off.json, "Print JSON");
  AddLinkOptions(log_off_command, &log_off.link);

  BrokerCommandOptions broker;
  CLI::App* const broker_command =
      app.add_subcommand("broker", "Run a broker on this machine, for this user's programs, until it is stopped");
  broker_command->add_option("--directory", broker.directory, "Where it keeps its files")->type_name("DIR");
  broker_command
      ->add_option("--connect-info", broker.connect_info, "Write its address, with the password, to this file")
      ->type_name("FILE");
  broker_command->add_option("--exit-with", broker.exit_with, "End when this process ends")
      ->check(CLI::PositiveNumber)
      ->type_name("PID");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::kUsage);
  }
  ExitCode code = ExitCode::kUsage;
  if (sessions_command->parsed()) code = RunSessions(sessions);
  if (frame_command->parsed()) {
    frame.rung = *RungFromString(rung);
    code = RunFrame(frame);
  }
  if (log_off_command->parsed()) code = RunLogOff(log_off);
  if (broker_command->parsed()) {
    StopSignals stop;  // here, so that Ctrl+C ends the other commands at once
    code = RunBroker(broker, stop);
  }
  return static_cast<int>(code);
}

}  // namespace
}  // namespace labwall

int main(int argc, char** argv) { return labwall::Main(argc, argv); }
