// SPDX-License-Identifier: Apache-2.0
#include "agent/capture_child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "agent/display_lookup.h"
#include "capture/changed_area.h"
#include "codec/jpeg.h"
#include "model/text.h"
#include "wire/frame_headers.h"
#include "wire/limits.h"

namespace labwall {
namespace {

// A child that does not even take this much is lost.
constexpr size_t kMaxUnsentBytes = 64 * 1024;
// Read in one turn of the loop; the rest waits, so that one child can't keep the others waiting.
constexpr size_t kMaxReadBytes = 4 << 20;
// Frames that come a little early, or together after a pause, are in order.
constexpr double kBurst = 4;
constexpr double kTolerance = 1.5;
// The helper's parts lie where the consoles expect them.
static_assert(kJpegBlock % wire::kPartGrid == 0);

}  // namespace

Result<std::unique_ptr<CaptureChild>> CaptureChild::Start(const Clock& clock, ChildReaper& reaper,
                                                          const CaptureProgram& program, const SessionRecord& session,
                                                          const DisplayAddress& address) {
  SubprocessOptions options;
  options.argv = {program.path, fmt::format("--cpu-percent={}", program.cpu_percent)};
  options.directory = "/";
  options.environment = std::map<std::string, std::string>{{"DISPLAY", address.display},
                                                           {"HOME", session.home},
                                                           {"PATH", "/usr/local/bin:/usr/bin:/bin"},
                                                           {"LANG", "C.UTF-8"}};
  if (!address.authority.empty()) options.environment->emplace("XAUTHORITY", address.authority);
  if (auto allowed = RunAsUserOf(session, options); !allowed) return tl::unexpected(allowed.error());
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return Fail(ErrorCode::kResourceExhausted, ErrnoMessage("socketpair"));
  }
  UniqueFd ours(ends[0]);
  const UniqueFd theirs(ends[1]);
  ::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
  // What it has to say comes over the link; its standard error is the user's to write to.
  const UniqueFd silence(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  options.fd3 = theirs.get();
  options.stdout_fd = silence.get();
  options.stderr_fd = silence.get();
  Result<Subprocess> child = Subprocess::Start(options);
  if (!child) return tl::unexpected(child.error());
  auto started = std::unique_ptr<CaptureChild>(new CaptureChild(clock, reaper, std::move(*child), std::move(ours),
                                                                "session " + session.id + " (" + session.user + ")"));
  started->Send(CapturePing{++started->ping_number_});
  return started;
}

CaptureChild::CaptureChild(const Clock& clock, ChildReaper& reaper, Subprocess child, UniqueFd link, std::string name)
    : clock_(clock),
      reaper_(reaper),
      child_(std::move(child)),
      link_(std::move(link)),
      name_(std::move(name)),
      throttle_(clock),
      pinged_at_(clock.Now()) {}

CaptureChild::~CaptureChild() { reaper_.End(std::move(child_)); }

void CaptureChild::Want(std::vector<WantedRung> wanted) {
  std::map<Rung, Allowance> allowances;
  for (const WantedRung& rung : wanted) {
    const auto known = allowances_.find(rung.rung);
    Allowance allowance;
    allowance.looks = kBurst;
    allowance.counted_at = clock_.Now();
    if (known != allowances_.end()) allowance = known->second;
    allowance.max_milli_fps = rung.max_milli_fps;
    allowances.emplace(rung.rung, allowance);
  }
  allowances_ = std::move(allowances);
  LogDebug("{}: {} rungs are wanted; the capture has grabbed {} times and sent {} frames so far", name_, wanted.size(),
           work_.grabs, work_.frames);
  Send(CaptureWant{std::move(wanted)});
}

void CaptureChild::Renew(const std::vector<Rung>& rungs) {
  CaptureRenew renew;
  for (const Rung rung : rungs) {
    const auto found = allowances_.find(rung);
    if (found == allowances_.end()) continue;
    // What is asked for is not held against the rate.
    found->second.looks = std::min(kBurst, found->second.looks + 1);
    renew.rungs.push_back(rung);
  }
  if (!renew.rungs.empty()) Send(renew);
}

void CaptureChild::RenewWhatWasLost() {
  const MonotonicTime now = clock_.Now();
  CaptureRenew renew;
  for (auto& [rung, allowance] : allowances_) {
    if (!allowance.renew_at || *allowance.renew_at > now) continue;
    allowance.renew_at.reset();
    renew.rungs.push_back(rung);
  }
  if (!renew.rungs.empty()) Send(renew);
}

std::optional<std::string> CaptureChild::Process(const std::function<void(CaptureFrame&&)>& on_frame) {
  const bool readable = Read();
  // Also when the link has ended: the child's last word is why.
  for (;;) {
    Result<std::optional<HelperMessage>> message = reader_.NextHelperMessage();
    if (!message) return "the screen capture speaks nonsense: " + message.error().message;
    if (!*message) break;
    if (auto trouble = Handle(std::move(**message), on_frame)) return trouble;
  }
  RenewWhatWasLost();
  if (!readable || !Write()) return "the screen capture ended unexpectedly";
  const MonotonicTime now = clock_.Now();
  if (pong_number_ != ping_number_) {
    if (now >= pinged_at_ + silence_limit()) return "the X server does not answer";
  } else if (now >= pinged_at_ + kPingInterval) {
    pinged_at_ = now;
    Send(CapturePing{++ping_number_});
  }
  return std::nullopt;
}

std::optional<std::string> CaptureChild::Handle(HelperMessage&& message,
                                                const std::function<void(CaptureFrame&&)>& on_frame) {
  if (std::get_if<CaptureReady>(&message) != nullptr) {
    ready_ = true;
  } else if (const auto* const trouble = std::get_if<CaptureTrouble>(&message)) {
    const std::string words = SanitizeText(trouble->words, wire::kMaxDetailCodePoints);
    return words.empty() ? "the screen capture gave up without a reason" : words;
  } else if (const auto* const pong = std::get_if<CapturePong>(&message)) {
    if (pong->number == ping_number_) pong_number_ = pong->number;
    work_ = *pong;
  } else if (auto* const frame = std::get_if<CaptureFrame>(&message)) {
    if (MayPass(*frame)) on_frame(std::move(*frame));
  }
  return std::nullopt;
}

bool CaptureChild::MayPass(const CaptureFrame& frame) {
  const auto found = allowances_.find(frame.rung);
  if (found == allowances_.end()) return false;  // still under way when it was no longer wanted
  Allowance& allowance = found->second;
  const PixelSize picture = FitInto(frame.source, BoxOf(frame.rung));
  if (frame.jpeg.empty() || frame.jpeg.size() > wire::kMaxFrameBytes || frame.source.width <= 0 ||
      frame.source.height <= 0 || frame.source.width > wire::kMaxScreenSide ||
      frame.source.height > wire::kMaxScreenSide ||
      (frame.part && (frame.part->x >= picture.width || frame.part->y >= picture.height))) {
    if (throttle_.Allow("size")) {
      LogWarning("{}: a {} frame of {} bytes, screen {}x{}, is out of bounds and not sent", name_, ToString(frame.rung),
                 frame.jpeg.size(), frame.source.width, frame.source.height);
    }
    allowance.needs_whole = true;
  } else if (!Spend(allowance, frame)) {
    if (throttle_.Allow("rate")) LogWarning("{}: more frames come than were asked for; dropping some", name_);
    allowance.needs_whole = true;
  } else if (!frame.part) {
    allowance.needs_whole = false;
    allowance.renew_at.reset();
  }
  if (!allowance.needs_whole) return true;
  if (!allowance.renew_at && allowance.max_milli_fps > 0) {
    const double wait_s = std::max(0.0, 1 - allowance.looks) * 1000 / (kTolerance * allowance.max_milli_fps);
    allowance.renew_at = clock_.Now() + std::chrono::ceil<Milliseconds>(std::chrono::duration<double>(wait_s));
  }
  return false;
}

bool CaptureChild::Spend(Allowance& allowance, const CaptureFrame& frame) {
  // Of one look, as far as that can be known: the parts that were captured at the same moment.
  const bool same_look = frame.part && allowance.parts > 0 && frame.captured_us == allowance.captured_us;
  if (same_look && allowance.parts < ChangedArea::kMaxRects) {
    ++allowance.parts;
    return true;
  }
  const MonotonicTime now = clock_.Now();
  const double seconds = std::chrono::duration<double>(now - allowance.counted_at).count();
  allowance.counted_at = now;
  allowance.looks =
      std::min(kBurst, allowance.looks + seconds * kTolerance * static_cast<double>(allowance.max_milli_fps) / 1000);
  allowance.parts = 0;
  if (allowance.looks < 1) return false;
  allowance.looks -= 1;
  allowance.captured_us = frame.captured_us;
  allowance.parts = frame.part ? 1 : 0;
  return true;
}

void CaptureChild::Send(const AgentMessage& message) {
  unsent_ += EncodeLink(message);
  // A failure shows in the next Process().
  (void)Write();
}

bool CaptureChild::Write() {
  while (!unsent_.empty()) {
    const ssize_t sent = ::send(link_.get(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == EAGAIN) return unsent_.size() <= kMaxUnsentBytes;
    if (sent < 0) return false;
    unsent_.erase(0, static_cast<size_t>(sent));
  }
  return true;
}

bool CaptureChild::Read() {
  std::array<char, 64 * 1024> chunk;
  for (size_t total = 0; total < kMaxReadBytes;) {
    const ssize_t got = ::recv(link_.get(), chunk.data(), chunk.size(), MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return true;
    if (got <= 0) return false;
    reader_.Append(std::string_view(chunk.data(), static_cast<size_t>(got)));
    total += static_cast<size_t>(got);
  }
  return true;
}

pollfd CaptureChild::PollFd() const {
  return pollfd{link_.get(), static_cast<short>(unsent_.empty() ? POLLIN : POLLIN | POLLOUT), 0};
}

MonotonicTime CaptureChild::NextDeadline() const {
  MonotonicTime next = pinged_at_ + (pong_number_ != ping_number_ ? silence_limit() : kPingInterval);
  for (const auto& [rung, allowance] : allowances_) {
    if (allowance.renew_at) next = std::min(next, *allowance.renew_at);
  }
  return next;
}

}  // namespace labwall
