// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>

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

}  // namespace

ExitCode RunLogOff(const LogOffOptions& options) {
  if (const Result<> choice = CheckChoice(options); !choice) return Report(choice.error());
  const Result<std::unique_ptr<LabLink>> link = LabLink::Open(options.link);
  if (!link) return Report(link.error());
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

  const std::unique_ptr<Dispatcher> dispatcher = Dispatcher::Create(Clock::System(), (*link)->connection(), {});
  const Result<BatchId> id = dispatcher->Submit(std::move(command));
  if (!id) return Report(id.error());
  const auto batch = dispatcher->WaitFinished(*id, Clock::System().Now() + kMoreThanEnough);
  if (!batch) return Report({ErrorCode::kInternal, "the command did not come to an end"});
  std::fputs((options.json ? OutcomesAsJson(*batch) : OutcomesAsTable(*batch)).c_str(), stdout);
  return ExitCodeFor(*batch);
}

}  // namespace labwall
