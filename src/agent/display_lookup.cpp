// SPDX-License-Identifier: Apache-2.0
#include "agent/display_lookup.h"

#include <fcntl.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <utility>

namespace labwall {
namespace {

constexpr size_t kMaxSaidBytes = 4096;

}  // namespace

Result<> RunAsUserOf(const SessionRecord& session, SubprocessOptions& options) {
  if (::geteuid() == session.uid) return {};
  if (::geteuid() != 0) {
    return Fail(ErrorCode::kPermissionDenied, "the station's agent does not run as root, so it can't show this screen");
  }
  if (session.home.empty()) {
    return Fail(ErrorCode::kFailedPrecondition, "the account of " + session.user + " is gone");
  }
  options.user = SubprocessUser{session.uid, session.gid, session.user};
  return {};
}

Result<std::unique_ptr<DisplayLookup>> DisplayLookup::Start(const Clock& clock, ChildReaper& reaper,
                                                            const std::string& program, const SessionRecord& session) {
  SubprocessOptions options;
  options.argv = {program, "find-display", session.id, std::to_string(session.leader), std::to_string(session.uid)};
  if (IsLocalDisplay(session.display)) options.argv.push_back(session.display);
  options.environment.emplace();
  options.directory = "/";
  if (auto allowed = RunAsUserOf(session, options); !allowed) return tl::unexpected(allowed.error());
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return Fail(ErrorCode::kResourceExhausted, ErrnoMessage("pipe"));
  UniqueFd read_end(ends[0]);
  const UniqueFd write_end(ends[1]);
  ::fcntl(read_end.get(), F_SETFL, O_NONBLOCK);
  const UniqueFd silence(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  options.stdout_fd = write_end.get();
  options.stderr_fd = silence.get();
  Result<Subprocess> child = Subprocess::Start(options);
  if (!child) return tl::unexpected(child.error());
  return std::unique_ptr<DisplayLookup>(new DisplayLookup(clock, reaper, std::move(*child), std::move(read_end)));
}

DisplayLookup::DisplayLookup(const Clock& clock, ChildReaper& reaper, Subprocess child, UniqueFd output)
    : clock_(clock),
      reaper_(reaper),
      child_(std::move(child)),
      output_(std::move(output)),
      deadline_(clock.Now() + kLimit) {}

DisplayLookup::~DisplayLookup() { reaper_.End(std::move(child_)); }

bool DisplayLookup::Process() {
  std::array<char, kMaxSaidBytes> chunk;
  for (;;) {
    const ssize_t got = ::read(output_.get(), chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return clock_.Now() >= deadline_;
    if (got <= 0) {
      found_ = FromLines(said_);
      return true;
    }
    said_.append(chunk.data(), static_cast<size_t>(got));
    if (said_.size() > kMaxSaidBytes) return true;
  }
}

int RunFindDisplay(const SessionProcessQuery& query, const std::string& logind_display) {
  const auto found = FindDisplay(query, logind_display);
  if (!found) return 1;
  const std::string lines = ToLines(*found);
  return std::fwrite(lines.data(), 1, lines.size(), stdout) == lines.size() && std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace labwall
