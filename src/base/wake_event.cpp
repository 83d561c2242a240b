// SPDX-License-Identifier: Apache-2.0
#include "base/wake_event.h"

#include <sys/eventfd.h>

#include <cstdint>
#include <cstdlib>

namespace labwall {

WakeEvent::WakeEvent() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  // Without descriptors at start nothing of the program can work.
  if (!fd_.valid()) std::abort();
}

void WakeEvent::Signal() const {
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(fd_.get(), &one, sizeof one);
}

void WakeEvent::Clear() const {
  uint64_t count = 0;
  [[maybe_unused]] const ssize_t read_bytes = ::read(fd_.get(), &count, sizeof count);
}

}  // namespace labwall
