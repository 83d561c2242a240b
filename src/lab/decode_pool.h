// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/mutex.h"
#include "codec/jpeg.h"
#include "lab/frame_mailbox.h"
#include "lab/lab_client.h"

namespace labwall {

// DecodePool turns frames into planes on its own threads. For each wanted session it holds at most one frame that
// waits, one that is being decoded and one picture that nobody has taken yet, so its memory is bounded by the sessions
// on screen; newest wins, and what is left out is counted. One session's frames are decoded one after the other, so an
// older picture never comes after a newer one. Frames are hostile: each is inspected before anything is allocated for
// it. Threads: all methods from any thread; none waits for a decode except the destructor.
class DecodePool {
 public:
  struct Stats {
    uint64_t decoded = 0;
    uint64_t replaced = 0;
    uint64_t bad = 0;
  };
  // Pictures up to this size are kept for reuse, kMaxSpare of them; larger ones are rare and freed.
  static constexpr PixelSize kMaxSpareSize{1280, 720};
  static constexpr size_t kMaxSpare = 64;

  // on_picture runs on a decoding thread when there is something to Take().
  DecodePool(const Clock& clock, int threads, std::function<void()> on_picture);
  ~DecodePool();
  DecodePool(const DecodePool&) = delete;
  DecodePool& operator=(const DecodePool&) = delete;

  // Whose frames are decoded, and at which rung they come. What waits of other sessions is dropped.
  void SetWanted(const std::unordered_map<SessionKey, Rung>& wanted) EXCLUDES(mutex_);
  // Copies the bytes. False, and nothing is done, when that session is not wanted at that rung.
  bool Submit(const wire::FrameInfo& info, std::string_view jpeg) EXCLUDES(mutex_);
  // At most `max` pictures, the longest waiting first; one for each session.
  [[nodiscard]] std::vector<std::unique_ptr<DecodedFrame>> Take(size_t max) EXCLUDES(mutex_);
  void Recycle(std::vector<std::unique_ptr<DecodedFrame>> pictures) EXCLUDES(mutex_);
  [[nodiscard]] Stats stats() const;

 private:
  // One wanted session. All but the mailbox is guarded by mutex_.
  struct Slot {
    FrameMailbox mailbox;
    Rung rung = Rung::kUnknown;
    bool wanted = true;
    bool busy = false;  // in queue_, or with a decoder
    std::unique_ptr<DecodedFrame> picture;
  };

  void Work() EXCLUDES(mutex_);
  std::shared_ptr<Slot> NextSlot() EXCLUDES(mutex_);
  std::unique_ptr<DecodedFrame> Decode(JpegDecoder& decoder, const EncodedFrame& frame) EXCLUDES(mutex_);
  void Finish(const std::shared_ptr<Slot>& slot, std::unique_ptr<DecodedFrame> picture) EXCLUDES(mutex_);
  std::unique_ptr<DecodedFrame> TakeSpare() EXCLUDES(mutex_);

  const Clock& clock_;
  const std::function<void()> on_picture_;
  LogThrottle bad_frames_;
  std::atomic<uint64_t> decoded_{0};
  std::atomic<uint64_t> replaced_{0};

  mutable Mutex mutex_;
  CondVar work_;
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::unordered_map<SessionKey, std::shared_ptr<Slot>> slots_ GUARDED_BY(mutex_);
  std::deque<std::shared_ptr<Slot>> queue_ GUARDED_BY(mutex_);     // with a frame to decode
  std::deque<std::shared_ptr<Slot>> finished_ GUARDED_BY(mutex_);  // with a picture to take
  std::vector<std::unique_ptr<DecodedFrame>> spare_ GUARDED_BY(mutex_);

  std::vector<std::thread> threads_;
};

}  // namespace labwall
