// SPDX-License-Identifier: Apache-2.0
#include "lab/frame_mailbox.h"

#include <utility>

namespace labwall {

void FrameMailbox::Reset(Rung rung) {
  FrameBatch old_batch;  // freed after the lock
  FrameBatch old_spare;
  MutexLock lock(mutex_);
  std::swap(batch_, old_batch);
  std::swap(spare_, old_spare);
  batch_.rung = rung;
  last_.reset();
  unbroken_ = false;
}

FrameMailbox::Published FrameMailbox::Publish(const wire::FrameHead& head, std::string_view jpeg, MonotonicTime now) {
  MutexLock lock(mutex_);
  if (head.rung != batch_.rung) return {.dropped = 1};
  return head.part ? PublishPart(head, jpeg, now) : PublishWhole(head, jpeg, now);
}

FrameMailbox::Published FrameMailbox::PublishWhole(const wire::FrameHead& head, std::string_view jpeg,
                                                   MonotonicTime now) {
  if (last_ && head.sequence <= *last_ && *last_ - head.sequence <= kLateSequences) {
    return {.missing = !unbroken_, .dropped = 1};
  }
  const size_t dropped = batch_.frames.size();
  batch_.Clear();
  Append(head, jpeg, now);
  unbroken_ = true;
  return {.kept = true, .dropped = dropped};
}

FrameMailbox::Published FrameMailbox::PublishPart(const wire::FrameHead& head, std::string_view jpeg,
                                                  MonotonicTime now) {
  if (!unbroken_) return {.missing = true, .dropped = 1};
  // Late, and superseded by a whole frame; a station that has begun anew sends a whole frame first.
  if (head.sequence <= *last_) return {.dropped = 1};
  if (head.sequence != *last_ + 1) {
    unbroken_ = false;
    return {.missing = true, .lost = true, .dropped = 1};  // what waits is as good as before
  }
  if (batch_.frames.size() >= kMaxFrames || batch_.bytes.size() + jpeg.size() > kMaxBytes) {
    const size_t dropped = batch_.frames.size() + 1;
    batch_.Clear();
    unbroken_ = false;
    return {.missing = true, .lost = true, .dropped = dropped};
  }
  Append(head, jpeg, now);
  return {.kept = true};
}

void FrameMailbox::Append(const wire::FrameHead& head, std::string_view jpeg, MonotonicTime now) {
  if (batch_.bytes.capacity() < spare_.bytes.capacity() && batch_.frames.empty()) {
    batch_.bytes.swap(spare_.bytes);
    batch_.frames.swap(spare_.frames);
  }
  batch_.frames.push_back({.sequence = head.sequence,
                           .captured_us = head.captured_us,
                           .source = head.source,
                           .part = head.part,
                           .received_at = now,
                           .begin = batch_.bytes.size(),
                           .size = jpeg.size()});
  batch_.bytes.append(jpeg);
  last_ = head.sequence;
}

void FrameMailbox::Take(FrameBatch& into) {
  into.Clear();
  MutexLock lock(mutex_);
  if (batch_.frames.empty()) return;
  into.rung = batch_.rung;
  into.frames.swap(batch_.frames);
  into.bytes.swap(batch_.bytes);
}

void FrameMailbox::GiveBack(FrameBatch& taken) {
  FrameBatch surplus;  // freed after the lock
  MutexLock lock(mutex_);
  taken.Clear();
  if (taken.rung == batch_.rung) {
    // Of the three there may be, the two largest are kept.
    if (batch_.frames.empty() && batch_.bytes.capacity() < taken.bytes.capacity()) std::swap(batch_, taken);
    if (spare_.bytes.capacity() < taken.bytes.capacity()) std::swap(spare_, taken);
  }
  std::swap(surplus, taken);
}

bool FrameMailbox::Break() {
  MutexLock lock(mutex_);
  if (WholeWaits()) return false;
  batch_.Clear();
  unbroken_ = false;
  return true;
}

bool FrameMailbox::waiting() const {
  MutexLock lock(mutex_);
  return !batch_.frames.empty();
}

bool FrameMailbox::whole_waiting() const {
  MutexLock lock(mutex_);
  return WholeWaits();
}

uint64_t FrameMailbox::have_sequence() const {
  MutexLock lock(mutex_);
  return unbroken_ ? *last_ : 0;
}

}  // namespace labwall
