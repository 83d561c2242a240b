// SPDX-License-Identifier: Apache-2.0
#include "capture/capture_loop.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <limits>
#include <string_view>
#include <utility>

namespace labwall {

CaptureLoop::CaptureLoop(FrameSource& source, int link_fd, LinkSender& sender, CpuBudget& budget, const Clock& clock)
    : source_(source),
      link_fd_(link_fd),
      sender_(sender),
      budget_(budget),
      clock_(clock),
      pipeline_(clock),
      trust_(clock) {}

Result<> CaptureLoop::Run(int stop_fd) {
  for (;;) {
    NoteScreen();
    // What waits goes first: frames are made only for an agent that has taken everything else.
    if (!sender_.Flush()) return {};
    const Result<bool> looked = LookIfDue();
    if (!looked) {
      sender_.Queue(CaptureTrouble{looked.error().message});
      sender_.FlushFor(Milliseconds(1'000));
      return tl::make_unexpected(looked.error());
    }
    if (!sender_.Flush()) return {};
    std::array<pollfd, 3> waits{{{link_fd_, static_cast<short>(POLLIN | (sender_.pending() ? POLLOUT : 0)), 0},
                                 {source_.event_fd(), POLLIN, 0},
                                 {stop_fd, POLLIN, 0}}};
    // A look can have read events off the descriptor, so after one the source is asked again before any waiting.
    if (::poll(waits.data(), waits.size(), *looked ? 0 : PollTimeoutMs()) < 0 && errno != EINTR) {
      return Fail(ErrorCode::kInternal, ErrnoMessage("wait for the screen"));
    }
    if (waits[2].revents != 0) return {};
    if (waits[0].revents != 0) {
      const Result<bool> open = ReadLink();
      if (!open) return tl::make_unexpected(open.error());
      if (!*open) return {};
    }
  }
}

Result<bool> CaptureLoop::ReadLink() {
  std::array<char, 4096> bytes;
  const ssize_t got = ::recv(link_fd_, bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (got == 0) return false;
  if (got < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
  reader_.Append(std::string_view(bytes.data(), static_cast<size_t>(got)));
  for (;;) {
    const Result<std::optional<AgentMessage>> message = reader_.NextAgentMessage();
    if (!message) return tl::make_unexpected(message.error());
    if (!*message) return true;
    Handle(**message);
  }
}

void CaptureLoop::Handle(const AgentMessage& message) {
  if (const auto* want = std::get_if<CaptureWant>(&message)) {
    pipeline_.SetWanted(want->rungs);
  } else if (const auto* renew = std::get_if<CaptureRenew>(&message)) {
    for (const Rung rung : renew->rungs) pipeline_.Renew(rung);
  } else {
    sender_.Queue(CapturePong{std::get<CapturePing>(message).number, grabs_, frames_});
  }
}

void CaptureLoop::NoteScreen() {
  if (source_.DrainChanges()) {
    reported_ = true;
    pipeline_.NoteChange();
  }
  if (pipeline_.wants_anything() && trust_.NextVerify().value_or(MonotonicTime::max()) <= clock_.Now()) {
    verify_ = true;
    pipeline_.NoteChange();
  }
  if (source_.size() != announced_) {
    announced_ = source_.size();
    sender_.Queue(CaptureReady{announced_});
  }
}

std::optional<MonotonicTime> CaptureLoop::NextLook() {
  const std::optional<MonotonicTime> due = pipeline_.NextDue();
  return due ? std::optional(std::max(*due, budget_.NextStart())) : std::nullopt;
}

Result<bool> CaptureLoop::LookIfDue() {
  const std::optional<MonotonicTime> next = NextLook();
  if (!next || *next > clock_.Now() || sender_.pending()) return false;
  std::span<const PixelRect> changed;
  if (reported_ || verify_ || held_.screen.y == nullptr) {
    if (const Result<> grabbed = Grab(); !grabbed) return tl::make_unexpected(grabbed.error());
    changed = held_.changed;
  }
  const PixelSize size = held_.screen.size;
  const bool found = pipeline_.Run(
      held_.screen, size, changed, [&](Rung rung, std::optional<PixelPoint> part, std::span<const uint8_t> jpeg) {
        ++frames_;
        sender_.Queue(CaptureFrame{rung, captured_us_, size, std::string(jpeg.begin(), jpeg.end()), part});
      });
  if (found) trust_.OnFound();
  // Of the time of the grab: it may not be in what was just served.
  if (reported_) pipeline_.NoteChange();
  return true;
}

Result<> CaptureLoop::Grab() {
  const bool reported = std::exchange(reported_, false);
  const GrabExtent extent = std::exchange(verify_, false) ? GrabExtent::kWhole : GrabExtent::kChanges;
  captured_us_ = clock_.UnixMicros();
  Result<ScreenGrab> grab = source_.Grab(extent);
  if (!grab) return tl::make_unexpected(grab.error());
  held_ = *grab;
  ++grabs_;
  // The screen may have changed while it was being grabbed: it is to be looked at again, and what is found now was no
  // silent change.
  reported_ = source_.DrainChanges();
  trust_.OnGrab(reported || reported_);
  return {};
}

int CaptureLoop::PollTimeoutMs() {
  // While the agent is slow, its reading is what wakes the loop for the next look.
  if (!pipeline_.wants_anything() || sender_.pending()) return -1;
  std::optional<MonotonicTime> wake = NextLook();
  if (const auto verify = trust_.NextVerify(); verify && !verify_) wake = std::min(wake.value_or(*verify), *verify);
  if (!wake) return -1;
  const auto left = std::chrono::ceil<Milliseconds>(*wake - clock_.Now()).count();
  return static_cast<int>(std::clamp<int64_t>(left, 0, std::numeric_limits<int>::max()));
}

}  // namespace labwall
