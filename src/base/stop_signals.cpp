// SPDX-License-Identifier: Apache-2.0
#include "base/stop_signals.h"

#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>

#include <cstdlib>

namespace labwall {

namespace {

sigset_t TheSignals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

StopSignals::StopSignals() {
  ::signal(SIGPIPE, SIG_IGN);
  const sigset_t set = TheSignals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  fd_ = UniqueFd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd_.valid()) std::abort();
}

bool StopSignals::Arrived() {
  signalfd_siginfo info{};
  if (::read(fd_.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) arrived_ = true;
  return arrived_;
}

void StopSignals::EndAtOnce(bool at_once) {
  const sigset_t set = TheSignals();
  pthread_sigmask(at_once ? SIG_UNBLOCK : SIG_BLOCK, &set, nullptr);
}

}  // namespace labwall
