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

namespace labwall {

CaptureLoop::CaptureLoop(FrameSource& source, int link_fd, LinkSender& sender, const Clock& clock)
    : source_(source), link_fd_(link_fd), sender_(sender), clock_(clock), pipeline_(clock) {}

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
  } else {
    sender_.Queue(CapturePong{std::get<CapturePing>(message).number});
  }
}

void CaptureLoop::NoteScreen() {
  if (source_.DrainChanges()) pipeline_.NoteChange();
  if (pipeline_.wants_anything() && clock_.Now() >= verify_at_) {
    pipeline_.NoteChange();
    verify_at_ = clock_.Now() + kVerifyEvery;
  }
  if (source_.size() != announced_) {
    announced_ = source_.size();
    sender_.Queue(CaptureReady{announced_});
  }
}

Result<bool> CaptureLoop::LookIfDue() {
  const std::optional<MonotonicTime> due = pipeline_.NextDue();
  if (!due || *due > clock_.Now() || sender_.pending()) return false;
  const int64_t captured_us = clock_.UnixMicros();
  const Result<PlanesView> screen = source_.Grab();
  if (!screen) return tl::make_unexpected(screen.error());
  verify_at_ = clock_.Now() + kVerifyEvery;
  pipeline_.Run(*screen, screen->size, [&](Rung rung, std::span<const uint8_t> jpeg) {
    sender_.Queue(CaptureFrame{rung, captured_us, screen->size, std::string(jpeg.begin(), jpeg.end())});
  });
  return true;
}

int CaptureLoop::PollTimeoutMs() const {
  // While the agent is slow, its reading is what wakes the loop for the next look.
  if (!pipeline_.wants_anything() || sender_.pending()) return -1;
  const MonotonicTime wake = std::min(verify_at_, pipeline_.NextDue().value_or(verify_at_));
  const auto left = std::chrono::ceil<Milliseconds>(wake - clock_.Now()).count();
  return static_cast<int>(std::clamp<int64_t>(left, 0, std::numeric_limits<int>::max()));
}

}  // namespace labwall
