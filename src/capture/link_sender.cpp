// SPDX-License-Identifier: Apache-2.0
#include "capture/link_sender.h"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <variant>

namespace labwall {

void LinkSender::Queue(const HelperMessage& message) {
  if (bytes_.size() - sent_bytes_ > kMaxQueuedBytes && std::holds_alternative<CapturePong>(message)) return;
  bytes_ += EncodeLink(message);
}

bool LinkSender::Flush() {
  while (pending()) {
    const ssize_t sent =
        ::send(fd_, bytes_.data() + sent_bytes_, bytes_.size() - sent_bytes_, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return errno == EAGAIN || errno == EWOULDBLOCK;
    sent_bytes_ += static_cast<size_t>(sent);
  }
  bytes_.clear();
  sent_bytes_ = 0;
  return true;
}

void LinkSender::FlushFor(Milliseconds limit) {
  const MonotonicTime deadline = Clock::System().Now() + limit;
  while (Flush() && pending()) {
    const auto left = std::chrono::duration_cast<Milliseconds>(deadline - Clock::System().Now()).count();
    if (left <= 0) return;
    pollfd writable{fd_, POLLOUT, 0};
    ::poll(&writable, 1, static_cast<int>(left));
  }
}

}  // namespace labwall
