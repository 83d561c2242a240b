// SPDX-License-Identifier: Apache-2.0
#include "capture/damage_trust.h"

#include <algorithm>

namespace labwall {

std::optional<MonotonicTime> DamageTrust::NextVerify() const {
  if (state_ == State::kProven) return std::nullopt;
  return grabbed_at_ + interval_;
}

void DamageTrust::OnGrab(bool reported) {
  const MonotonicTime now = clock_.Now();
  // The first grab is nobody's verdict, and after a report there is nothing to be more patient about.
  const bool verified = !reported && grabbed_at_ != MonotonicTime{};
  if (verified && state_ == State::kUnknown) interval_ = std::min(interval_ * 2, kLastVerify);
  reported_ = reported;
  grabbed_at_ = now;
}

void DamageTrust::OnFound() {
  if (!reported_) {
    state_ = State::kCaught;
    interval_ = kFirstVerify;
  } else if (state_ == State::kUnknown) {
    state_ = State::kProven;
  }
}

}  // namespace labwall
