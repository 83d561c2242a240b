// SPDX-License-Identifier: Apache-2.0
#include "agent/agent.h"

#include <poll.h>
#include <sys/syscall.h>

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "model/text.h"
#include "session/own_session.h"
#include "session/session_processes.h"
#include "wire/frame_headers.h"
#include "wire/limits.h"
#include "wire/subjects.h"

namespace labwall {
namespace {

// Named in an outcome when a session does not end.
constexpr size_t kMaxNamedProcesses = 5;
// How long the last words may take to leave when the agent stops.
constexpr Milliseconds kFarewell{500};
// Leases taken in one turn of the loop.
constexpr int kLeasesAtOnce = 32;

std::vector<std::string> NamesOfProcesses(const SessionRecord& session) {
  std::vector<std::string> names;
  // The leader is logind's business, not what holds the session.
  SessionProcessQuery query{session.id, session.leader, session.uid};
  for (const pid_t pid : ProcessesOfSession(query, kMaxNamedProcesses)) {
    std::string name = ProcessName(pid);
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace

Agent::Agent(const Clock& clock, AgentOptions options, std::unique_ptr<SessionControl> control)
    : clock_(clock),
      options_(std::move(options)),
      boot_id_(BootId()),
      excluded_(options_.excluded_sessions.begin(), options_.excluded_sessions.end()),
      throttle_(clock),
      control_(std::move(control)),
      inbox_(clock, options_.station),
      leases_(clock),
      publisher_(clock, [this](const wire::StationStateMessage& message) { PublishState(message); }),
      commands_(clock, *control_,
                CommandRunnerOptions{
                    options_.station,
                    boot_id_,
                    [this](const std::string& reply_to, const wire::CommandReply& reply,
                           const std::string& word_subject) { Reply(reply_to, reply, word_subject); },
                    [this](const SessionRecord& session) { return IsMonitored(session.id); },
                    [this](const std::string& session_id, bool ending) {
                      const auto found = watched_.find(session_id);
                      if (found != watched_.end() && found->second.capture) found->second.capture->SetEnding(ending);
                    },
                    &NamesOfProcesses,
                }) {
  control_->set_on_change([this] { OnSessionsChanged(); });
}

Agent::~Agent() { inbox_.Unsubscribe(); }

Result<> Agent::Run(StopSignals& stop) {
  if (auto started = Start(); !started) return started;
  Loop(stop);
  commands_.Abandon();
  inbox_.Unsubscribe();
  publisher_.Leave();
  (void)connection_->Flush(kFarewell);
  return {};
}

Result<> Agent::Start() {
  if (options_.exit_with > 0) {
    exit_with_ = UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, options_.exit_with, 0)));
    if (!exit_with_.valid()) {
      return Fail(ErrorCode::kInvalidArgument,
                  ErrnoMessage("can't end with process " + std::to_string(options_.exit_with)));
    }
  }
  ConnectionOptions bus;
  bus.url = options_.connect;
  bus.name = "labwall-agent " + options_.station;
  bus.on_event = [this](BusEvent event, const std::string& detail) { inbox_.OnEvent(event, detail); };
  Result<std::unique_ptr<Connection>> connection = Connection::Open(std::move(bus));
  if (!connection) return tl::unexpected(connection.error());
  connection_ = std::move(*connection);
  return inbox_.Subscribe(*connection_);
}

void Agent::Loop(StopSignals& stop) {
  std::vector<pollfd> fds;
  for (;;) {
    control_->Process();
    commands_.Expire();
    if (leases_.Expire()) ApplyLeases();
    sessions_known_ |= control_->current();
    if (sessions_known_ && std::exchange(state_changed_, false)) publisher_.Update(Describe());
    publisher_.Tick();

    fds.clear();
    fds.push_back(pollfd{stop.fd(), POLLIN, 0});
    fds.push_back(pollfd{exit_with_.get(), POLLIN, 0});  // poll() passes over -1
    fds.push_back(pollfd{inbox_.fd(), POLLIN, 0});
    const LoopWish wish = control_->wish();
    fds.push_back(pollfd{wish.fd, wish.events, 0});
    for (auto& [id, watched] : watched_) {
      watched.first_poll_fd = fds.size();
      if (watched.capture) watched.capture->AppendPollFds(fds);
      watched.poll_fd_count = fds.size() - watched.first_poll_fd;
    }
    reaper_.AppendPollFds(fds);

    MonotonicTime deadline = NextDeadline();
    if (wish.deadline) deadline = std::min(deadline, *wish.deadline);
    timespec timeout{};
    const auto left = std::chrono::duration_cast<std::chrono::nanoseconds>(std::clamp<MonotonicTime::duration>(
        deadline - clock_.Now(), MonotonicTime::duration::zero(), std::chrono::hours(1)));
    timeout.tv_sec = left.count() / 1'000'000'000;
    timeout.tv_nsec = left.count() % 1'000'000'000;
    ::ppoll(fds.data(), fds.size(), &timeout, nullptr);

    if (stop.Arrived() || fds[1].revents != 0) return;
    if (fds[2].revents != 0) ProcessBus();
    ProcessCaptures(fds);
    reaper_.Process();
  }
}

MonotonicTime Agent::NextDeadline() const {
  MonotonicTime next = publisher_.NextDue();
  const auto consider = [&next](std::optional<MonotonicTime> at) {
    if (at) next = std::min(next, *at);
  };
  consider(commands_.NextDeadline());
  consider(leases_.NextExpiry());
  for (const auto& [id, watched] : watched_) {
    if (watched.capture) consider(watched.capture->NextDeadline());
  }
  // Before the first list there is nothing due; avoids arithmetic on max().
  return std::min(next, clock_.Now() + std::chrono::hours(1));
}

void Agent::ProcessBus() {
  inbox_.Clear();
  while (auto command = inbox_.TakeCommand()) commands_.Start(command->reply_to, command->payload);
  while (auto word = inbox_.TakeWord()) {
    if (word->nobody) {
      commands_.OnNobody(word->number);
    } else {
      commands_.OnWord(word->number, word->payload);
    }
  }
  // Sends what the commands ask of logind before anything else is done.
  control_->Process();
  TakeLeases();
  if (inbox_.TakeConnected()) {
    // What was to be sent meanwhile is lost, and a screen that stands still would never send it again.
    for (auto& [id, watched] : watched_) {
      if (watched.capture) watched.capture->RenewAll();
    }
  }
  if (inbox_.TakeStateWanted()) publisher_.Request();
}

void Agent::TakeLeases() {
  std::map<LeaseTable::SessionStart, std::set<Rung>> owed;
  bool any = false;
  for (int i = 0; i < kLeasesAtOnce; ++i) {
    const auto bytes = inbox_.TakeLease();
    if (!bytes) break;
    const Result<wire::WatchLease> lease = wire::DecodeWatchLease(*bytes);
    const Result<LeaseTable::Begun> begun =
        lease ? leases_.Apply(*lease) : Result<LeaseTable::Begun>(tl::unexpected(lease.error()));
    if (!begun) {
      if (throttle_.Allow("lease")) LogWarning("a lease is ignored: {}", begun.error().message);
      continue;
    }
    any = true;
    for (const auto& [session, rungs] : *begun) owed[session].insert(rungs.begin(), rungs.end());
    for (const wire::WatchEntry& entry : lease->entries) {
      if (OwesWhole(entry)) owed[{entry.session_id, entry.started_us}].insert(entry.rung);
    }
  }
  if (any) ApplyLeases();
  for (const auto& [session, rungs] : owed) {
    Watched* const watched = Find(session);
    if (watched != nullptr && watched->capture) watched->capture->Renew({rungs.begin(), rungs.end()});
  }
}

Agent::Watched* Agent::Find(const LeaseTable::SessionStart& session) {
  const auto found = watched_.find(session.first);
  return found != watched_.end() && found->second.started_us == session.second ? &found->second : nullptr;
}

bool Agent::OwesWhole(const wire::WatchEntry& entry) {
  Watched* const watched = Find({entry.session_id, entry.started_us});
  if (watched == nullptr) return false;
  const auto series = watched->series.find(entry.rung);
  return series != watched->series.end() && series->second.OwesWhole(entry.have_sequence);
}

void Agent::ProcessCaptures(const std::vector<pollfd>& fds) {
  const MonotonicTime now = clock_.Now();
  for (auto& [id, watched] : watched_) {
    if (!watched.capture) continue;
    // Its count is zero when it was made after the poll().
    bool due = watched.capture->NextDeadline().value_or(MonotonicTime::max()) <= now;
    for (size_t i = 0; i < watched.poll_fd_count && !due; ++i) due = fds[watched.first_poll_fd + i].revents != 0;
    watched.poll_fd_count = 0;
    if (due) watched.capture->Process();
  }
}

void Agent::OnSessionsChanged() {
  state_changed_ = true;
  std::set<std::string> there;
  bool added = false;
  for (const SessionRecord& session : control_->Sessions()) {
    there.insert(session.id);
    Watched& watched = watched_[session.id];
    if (watched.started_us != session.started_us) {
      watched = Watched{session.started_us, IsMonitored(session.id) ? MakeCapture(session) : nullptr, {}};
      added = true;
    } else if (watched.capture) {
      watched.capture->Update(session);
    }
  }
  std::erase_if(watched_, [&there](const auto& entry) { return !there.contains(entry.first); });
  commands_.OnSessionsChanged();
  if (added) ApplyLeases();
}

void Agent::ApplyLeases() {
  const auto wanted = leases_.Wanted();
  for (auto& [id, watched] : watched_) {
    if (!watched.capture) continue;
    const auto found = wanted.find({id, watched.started_us});
    watched.capture->Want(found == wanted.end() ? std::vector<WantedRung>() : found->second);
  }
}

std::unique_ptr<CaptureProcess> Agent::MakeCapture(const SessionRecord& session) {
  CaptureProcessOptions options;
  options.capture_program = options_.capture_program;
  options.agent_program = options_.agent_program;
  options.cpu_percent = options_.capture_cpu_percent;
  options.on_frame = [this, id = session.id](CaptureFrame&& frame) { PublishFrame(id, std::move(frame)); };
  options.on_picture = [this] { state_changed_ = true; };
  return std::make_unique<CaptureProcess>(clock_, reaper_, std::move(options), session);
}

void Agent::PublishFrame(const std::string& session_id, CaptureFrame&& frame) {
  const auto found = watched_.find(session_id);
  if (found == watched_.end()) return;
  wire::FrameInfo info;
  info.key = SessionKey{options_.station, boot_id_, session_id, found->second.started_us};
  info.rung = frame.rung;
  info.sequence = found->second.series.try_emplace(frame.rung, clock_).first->second.Next(!frame.part);
  info.captured_us = frame.captured_us;
  info.source = frame.source;
  info.part = frame.part;
  const Result<> sent = connection_->Publish(wire::FrameSubject(options_.station, session_id, frame.rung), frame.jpeg,
                                             wire::EncodeFrameHeaders(info));
  if (!sent && sent.error().code != ErrorCode::kUnavailable && throttle_.Allow("frame")) {
    LogWarning("a frame of session {} was not sent: {}", session_id, sent.error().message);
  }
}

void Agent::PublishState(const wire::StationStateMessage& message) {
  const Result<> sent = connection_->Publish(wire::StateSubject(options_.station), wire::Encode(message));
  // While the broker is away there is nobody to tell; the state is published anew when it is back.
  if (!sent && sent.error().code != ErrorCode::kUnavailable && throttle_.Allow("state")) {
    LogWarning("the station's state was not sent: {}", sent.error().message);
  }
}

void Agent::Reply(const std::string& reply_to, const wire::CommandReply& reply, const std::string& word_subject) {
  if (reply_to.empty()) return;
  const std::string bytes = wire::Encode(reply);
  const Result<> sent = word_subject.empty() ? connection_->Publish(reply_to, bytes)
                                             : connection_->PublishRequest(reply_to, word_subject, bytes);
  if (!sent && throttle_.Allow("reply")) LogWarning("an answer to a command was not sent: {}", sent.error().message);
}

bool Agent::IsMonitored(const std::string& session_id) const { return !excluded_.contains(session_id); }

Station Agent::Describe() const {
  Station station;
  station.id = options_.station;
  station.host = options_.host;
  station.boot_id = boot_id_;
  station.room = options_.room;
  for (const SessionRecord& record : control_->Sessions()) {
    if (station.sessions.size() >= wire::kMaxSessionsPerStation) break;
    Session session = DescribeSession(record, options_.station, boot_id_);
    session.monitored = IsMonitored(record.id);
    const auto found = watched_.find(record.id);
    if (found != watched_.end() && found->second.capture) {
      session.picture = found->second.capture->picture().state;
      session.picture_detail = SanitizeText(found->second.capture->picture().detail, wire::kMaxDetailCodePoints);
    }
    station.sessions.push_back(std::move(session));
  }
  return station;
}

}  // namespace labwall
