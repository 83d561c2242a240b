// SPDX-License-Identifier: Apache-2.0
#include "ui/motion.h"

#include <algorithm>

namespace labwall {
namespace {

constexpr float kSeconds = 0.12f;
// A frame after a long rest is where the motion begins, not where it has got to.
constexpr float kLongestStep = 0.034f;

}  // namespace

float Motion::Follow(Frame& frame, bool wanted) {
  const MonotonicTime now = frame.input.now;
  const float target = wanted ? 1 : 0;
  const float elapsed = last_frame_ ? std::chrono::duration<float>(now - *last_frame_).count() : 0;
  const float step = std::clamp(elapsed, 0.0f, kLongestStep) / kSeconds;
  last_frame_ = now;
  share_ = frame.motion ? std::clamp(target, share_ - step, share_ + step) : target;
  if (share_ != target) frame.ChangesAt(now);
  return eased();
}

}  // namespace labwall
