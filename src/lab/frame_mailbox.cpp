// SPDX-License-Identifier: Apache-2.0
#include "lab/frame_mailbox.h"

namespace labwall {

FrameMailbox::~FrameMailbox() { delete frame_.load(); }

bool FrameMailbox::Publish(std::unique_ptr<const EncodedFrame> frame) {
  const std::unique_ptr<const EncodedFrame> untaken(frame_.exchange(frame.release()));
  if (!untaken) return false;
  ++dropped_count_;
  return true;
}

std::unique_ptr<const EncodedFrame> FrameMailbox::Take() {
  return std::unique_ptr<const EncodedFrame>(frame_.exchange(nullptr));
}

}  // namespace labwall
