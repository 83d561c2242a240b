// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>

#include "base/stop_signals.h"
#include "base/wake_event.h"
#include "ctl/commands.h"
#include "ctl/outcome_report.h"
#include "ctl/session_choice.h"
#include "dispatch/dispatcher.h"
#include "session/own_session.h"
#include "wire/limits.h"

namespace labwall {
namespace {

// Longer than any target may take: the dispatcher's own deadlines end a batch well before.
constexpr Milliseconds kMoreThanEnough = wire::kMaxCommandTime + Milliseconds(60'000);

Result<> CheckChoice(const LogOffOptions& options) {
  const int ways = (options.sessions.empty() ? 0 : 1) + (options.user.empty() ? 0 : 1) + (options.all ? 1 : 0);
  if (ways == 1) return {};
  return Fail(ErrorCode::kInvalidArgument, ways == 0 ? "nobody is selected: name sessions, --user NAME or --all"
                                                     : "name sessions, or --user NAME, or --all: only one of them");
}

Result<std::vector<CommandTarget>> Choose(const LabSnapshot& lab, const LogOffOptions& options,
                                          const std::optional<SessionKey>& own_session) {
  if (options.all) return AllTargets(lab, own_session);
  if (!options.user.empty()) return TargetsOfUser(lab, options.user);
  return TargetsByName(lab, options.sessions);
}

// Names that tell their station are found without waiting for every other station.
bool AllFound(const LabSnapshot& lab, const LogOffOptions& options) {
  return !options.sessions.empty() &&
         std::all_of(options.sessions.begin(), options.sessions.end(), [&](const std::string& name) {
           return NamesItsStation(name) && FindNamedSession(lab, name).has_value();
         });
}

// On a terminal only; asking a script would hang it, and taking silence for consent would be worse.
Result<bool> Confirm(const std::vector<CommandTarget>& targets) {
  if (::isatty(STDIN_FILENO) == 0) {
    return Fail(ErrorCode::kInvalidArgument,
                "there is no terminal to ask on; say --yes to log off without being asked");
  }
  fmt::print(stderr, "{}", LogOffQuestion(targets));
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

// Waits until every target has its outcome. The first stop signal withdraws what no station has taken up yet, a further
// one ends the program. `news` comes with every change of a batch. Null when it takes longer than anything may.
std::shared_ptr<const Batch> Follow(Dispatcher& dispatcher, BatchId id, const WakeEvent& news, StopSignals& stop) {
  const MonotonicTime limit = Clock::System().Now() + kMoreThanEnough;
  int stop_fd = stop.fd();
  for (;;) {
    news.Clear();
    const MonotonicTime now = Clock::System().Now();
    if (auto batch = dispatcher.WaitFinished(id, now)) return batch;
    if (now >= limit) return nullptr;
    pollfd waits[] = {{news.fd(), POLLIN, 0}, {stop_fd, POLLIN, 0}};
    ::poll(waits, 2, static_cast<int>(std::chrono::ceil<Milliseconds>(limit - now).count()));
    if (waits[1].revents == 0 || !stop.Arrived()) continue;
    dispatcher.Cancel(id);
    stop_fd = -1;
    fmt::print(stderr,
               "labwallctl: withdrawing what no station has taken up yet; Ctrl+C again leaves without outcomes\n");
    stop.EndAtOnce(true);
  }
}

}  // namespace

ExitCode RunLogOff(const LogOffOptions& options) {
  if (const Result<> choice = CheckChoice(options); !choice) return Report(choice.error());
  StopSignals stop;  // before there are threads that could take the signals
  const Result<std::unique_ptr<LabLink>> link = LabLink::Open(options.link);
  if (!link) return Report(link.error());
  stop.EndAtOnce(true);
  const auto snapshot = (*link)->Collect([&](const LabSnapshot& lab) { return AllFound(lab, options); });

  Command command;
  command.action = Action::kLogOff;
  command.operator_session = snapshot->FindOnMachine(BootId(), OwnSessionId());
  Result<std::vector<CommandTarget>> targets = Choose(*snapshot, options, command.operator_session);
  if (!targets) return Report(targets.error());
  if (!options.yes) {
    const Result<bool> confirmed = Confirm(*targets);
    if (!confirmed) return Report(confirmed.error());
    if (!*confirmed) return Report({ErrorCode::kCancelled, "nobody was logged off"});
  }
  command.targets = std::move(*targets);

  stop.EndAtOnce(false);
  WakeEvent news;
  const std::unique_ptr<Dispatcher> dispatcher =
      Dispatcher::Create(Clock::System(), (*link)->connection(), {[&news] { news.Signal(); }});
  const Result<BatchId> id = dispatcher->Submit(std::move(command));
  if (!id) return Report(id.error());
  const auto batch = Follow(*dispatcher, *id, news, stop);
  if (!batch) return Report({ErrorCode::kInternal, "the command did not come to an end"});
  std::fputs((options.json ? OutcomesAsJson(*batch) : OutcomesAsTable(*batch)).c_str(), stdout);
  return ExitCodeFor(*batch);
}

}  // namespace labwall
