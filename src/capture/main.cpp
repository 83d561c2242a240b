// SPDX-License-Identifier: Apache-2.0
// labwall-capture: the eyes of labwall-agent in one session. A process of its own, as the session's user, because what
// it talks to is the user's: an X server that hangs or lies takes this program with it and nothing else.
#include <fcntl.h>
#include <linux/ioprio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <string>

#include "base/log.h"
#include "base/stop_signals.h"
#include "base/version.h"
#include "capture/capture_loop.h"
#include "capture/x11/x11_source.h"

namespace labwall {
namespace {

constexpr int kLinkFd = 3;

enum ExitStatus : int { kOk = 0, kTrouble = 1, kUsage = 2, kDisplayLost = 3 };

constexpr Milliseconds kLastWords{1'000};

bool IsStreamSocket(int fd) {
  int type = 0;
  socklen_t length = sizeof type;
  return ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_STREAM;
}

// The person at the station comes first. That it could not be arranged is no reason to show no picture.
void StepBack() {
  constexpr int kNice = 10;
  errno = 0;
  const int now = ::getpriority(PRIO_PROCESS, 0);
  if (errno != 0 || ::setpriority(PRIO_PROCESS, 0, std::max(now, kNice)) != 0) {
    LogWarning("{}", ErrnoMessage("could not lower the priority"));
  }
  if (::syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, IOPRIO_PRIO_VALUE(IOPRIO_CLASS_IDLE, 0)) != 0) {
    LogWarning("{}", ErrnoMessage("could not leave the disk to others first"));
  }
}

int Capture(const std::string& display, int cpu_percent) {
  StopSignals stop;
  StepBack();
  CpuBudget budget(cpu_percent / 100.0, Clock::System(), &CpuBudget::UsedByThisProcess);
  ::fcntl(kLinkFd, F_SETFD, FD_CLOEXEC);
  LinkSender sender(kLinkFd);
  const auto say_trouble = [&sender](const std::string& words) {
    LogWarning("{}", words);
    sender.Queue(CaptureTrouble{words});
    sender.FlushFor(kLastWords);
  };
  const auto source = OpenX11Source({.display = display, .on_lost = [&say_trouble] {
                                       say_trouble("the X server has ended, or has closed the connection");
                                       std::_Exit(kDisplayLost);
                                     }});
  if (!source) {
    say_trouble(source.error().message);
    return kTrouble;
  }
  const Result<> end = CaptureLoop(**source, kLinkFd, sender, budget, Clock::System()).Run(stop.fd());
  if (!end) LogWarning("{}", end.error().message);
  return end ? kOk : kTrouble;
}

}  // namespace
}  // namespace labwall

int main(int argc, char** argv) {
  labwall::StartLog("labwall-capture", labwall::LogLevel::kInfo);
  CLI::App app(
      "Captures the screen of one X session for labwall-agent, which starts this program as the session's user and\n"
      "talks with it over descriptor 3. It is of no use on its own: to see a session, open labwall or use\n"
      "'labwallctl frame'.");
  app.set_version_flag("--version", std::string("labwall-capture ") + labwall::kVersion);
  std::string display;
  app.add_option("--display", display, "X display to capture, e.g. :0 (default: $DISPLAY; cookie from $XAUTHORITY)");
  int cpu_percent = 5;
  app.add_option("--cpu-percent", cpu_percent, "use no more than this of one processor core, in the long run")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? labwall::kOk : labwall::kUsage;
  }
  if (!labwall::IsStreamSocket(labwall::kLinkFd)) {
    labwall::LogError("descriptor 3 is not a socket: labwall-capture is started by labwall-agent, not by hand");
    return labwall::kUsage;
  }
  return labwall::Capture(display, cpu_percent);
}
