// SPDX-License-Identifier: Apache-2.0
#include "ctl/session_choice.h"

#include <algorithm>

namespace labwall {
namespace {

constexpr size_t kMaxCandidatesNamed = 10;

template <typename Matches>
std::vector<Session> SessionsThat(const LabSnapshot& snapshot, const Matches& matches) {
  std::vector<Session> found;
  for (const StationView& view : snapshot.stations) {
    std::copy_if(view.station->sessions.begin(), view.station->sessions.end(), std::back_inserter(found), matches);
  }
  return found;
}

CommandTarget TargetFor(const Session& session) { return {session.key, session.user, session.display_name}; }

std::vector<CommandTarget> TargetsFor(const std::vector<Session>& sessions) {
  std::vector<CommandTarget> targets;
  std::transform(sessions.begin(), sessions.end(), std::back_inserter(targets), TargetFor);
  return targets;
}

bool IsNamed(const Session& session, std::string_view name) {
  const SessionKey& key = session.key;
  return name == key.session_id || name == key.station + "/" + key.session_id || name == key.ToString();
}

}  // namespace

bool NamesItsStation(std::string_view name) { return name.find('/') != std::string_view::npos; }

Result<Session> FindNamedSession(const LabSnapshot& snapshot, std::string_view name) {
  std::vector<Session> found = SessionsThat(snapshot, [&](const Session& session) { return IsNamed(session, name); });
  if (found.size() == 1) return std::move(found.front());
  if (found.empty()) {
    return Fail(ErrorCode::kNotFound,
                "no session '" + std::string(name) + "' was found; 'labwallctl sessions' lists those there are");
  }
  std::string message = "'" + std::string(name) + "' could be any of these sessions; name one of them in full:";
  for (size_t i = 0; i < std::min(found.size(), kMaxCandidatesNamed); ++i) {
    message += "\n  " + found[i].key.ToString() + "  (" + found[i].user + ")";
  }
  if (found.size() > kMaxCandidatesNamed) {
    message += "\n  and " + std::to_string(found.size() - kMaxCandidatesNamed) + " more";
  }
  return Fail(ErrorCode::kInvalidArgument, std::move(message));
}

Result<std::vector<CommandTarget>> TargetsByName(const LabSnapshot& snapshot, const std::vector<std::string>& names) {
  std::vector<CommandTarget> targets;
  for (const std::string& name : names) {
    const Result<Session> session = FindNamedSession(snapshot, name);
    if (session) {
      targets.push_back(TargetFor(*session));
      continue;
    }
    const std::optional<SessionKey> key = SessionKey::Parse(name);
    if (!key) return tl::unexpected<Error>(session.error());
    targets.push_back({*key, {}, {}});
  }
  return targets;
}

Result<std::vector<CommandTarget>> TargetsOfUser(const LabSnapshot& snapshot, std::string_view user) {
  std::vector<CommandTarget> targets = TargetsFor(
      SessionsThat(snapshot, [&](const Session& session) { return session.monitored && session.user == user; }));
  if (targets.empty()) {
    return Fail(ErrorCode::kNotFound, "nobody with the login name '" + std::string(user) + "' has a monitored session");
  }
  return targets;
}

Result<std::vector<CommandTarget>> AllTargets(const LabSnapshot& snapshot,
                                              const std::optional<SessionKey>& own_session) {
  std::vector<CommandTarget> targets = TargetsFor(
      SessionsThat(snapshot, [&](const Session& session) { return session.monitored && session.key != own_session; }));
  if (targets.empty()) return Fail(ErrorCode::kNotFound, "there is no monitored session to log off");
  return targets;
}

}  // namespace labwall
