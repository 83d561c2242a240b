// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
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
#include "lab/picture_memory.h"

namespace labwall {

// DecodePool turns the frames of the wanted sessions into planes on its own threads, straight into the picture memory.
// It keeps no picture: what it has of a session is at most a mailbox of JPEGs, a batch that is being decoded, and the
// decoded frames that nobody has taken yet, of which the last whole one is the first. The session whose last decode is
// longest ago is next, so that all get older alike when there is too much to do. One session's frames are decoded one
// after the other, in sequence. Frames are hostile: each is inspected before anything is reserved for it. In the steady
// state nothing is allocated for a frame. Threads: all methods from any thread; none waits for a decode except the
// destructor.
class DecodePool {
 public:
  struct Events {
    // Both run on any thread, without a lock. There is something to Take(), where there was nothing:
    std::function<void()> on_picture;
    // There is something to TakeLost().
    std::function<void()> on_lost;
  };
  struct Stats {
    uint64_t decoded = 0;
    uint64_t replaced = 0;
    uint64_t lost = 0;
    uint64_t wholes_asked = 0;
    uint64_t bad = 0;
    std::chrono::nanoseconds cpu{0};
  };
  enum class Submitted { kTaken, kUnwanted, kForeign };
  // While a session still needs a whole frame, it is said again no more often than this.
  static constexpr Milliseconds kAskInterval{300};

  // `memory`: see LabClientOptions::picture_memory.
  DecodePool(const Clock& clock, int threads, std::span<uint8_t> memory, Events events);
  ~DecodePool();
  DecodePool(const DecodePool&) = delete;
  DecodePool& operator=(const DecodePool&) = delete;

  // Whose frames are decoded, and at which rung they come; for a session that is named twice, the larger one. What
  // there is of others, and of another rung, is dropped.
  void SetWanted(const std::vector<LeaseWish>& wishes) EXCLUDES(mutex_);
  // Copies the bytes. Does nothing when the session is not wanted at that rung, or its key is of another station or
  // session than the frame's subject: kForeign.
  Submitted Submit(const wire::FrameHead& head, std::string_view jpeg) EXCLUDES(mutex_);

  // See LabClient.
  [[nodiscard]] bool Take(size_t max_bytes, std::vector<DecodedFrame>& into) EXCLUDES(mutex_);
  void Recycle(std::span<const DecodedFrame> frames) EXCLUDES(mutex_);
  void AskWhole(const SessionKey& key) EXCLUDES(mutex_);

  // The sessions that need a whole frame to go on; each once since the last call or since it was said again.
  [[nodiscard]] std::vector<std::shared_ptr<const SessionKey>> TakeLost() EXCLUDES(mutex_);
  // What a lease says of this session at this rung: see wire::WatchEntry.
  [[nodiscard]] uint64_t HaveSequence(const SessionKey& key, Rung rung) const EXCLUDES(mutex_);
  [[nodiscard]] Stats stats() const;

 private:
  // One wanted session.
  struct Slot {
    explicit Slot(const SessionKey& session) : key(std::make_shared<const SessionKey>(session)) {}

    const std::shared_ptr<const SessionKey> key;
    FrameMailbox mailbox;
    // Guarded by mutex_:
    Rung rung = Rung::kUnknown;
    Rung wished_rung = Rung::kUnknown;  // SetWanted()'s own
    uint64_t wanted = 0;                // number of the last SetWanted() that named it; 0: not wanted any more
    bool busy = false;                  // in queue_, or with a decoder
    uint64_t queued = 0;                // number of its last Enqueue()
    uint64_t served = 0;                // number of its last NextSlot()
    size_t untaken = 0;                 // frames in finished_
    bool whole_in_hand = false;         // a decoder has one
    bool whole_untaken = false;         // one is in finished_
    bool whole_needed = false;          // parts are of no use before one comes
    bool listed_lost = false;           // in lost_
    MonotonicTime asked_at;             // for a whole one; or when a lease that names it was new
    // The decoder's that has it: of the last whole picture.
    PixelSize picture;
    PixelSize source;
  };
  using SlotPtr = std::shared_ptr<Slot>;
  struct Finished {
    DecodedFrame frame;
    SlotPtr slot;
  };
  struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  enum class Decoded { kDone, kReplaced, kRefused };

  void Work() EXCLUDES(mutex_);
  SlotPtr NextSlot() EXCLUDES(mutex_);
  void Enqueue(SlotPtr slot) REQUIRES(mutex_);
  void LetGo(const SlotPtr& slot) EXCLUDES(mutex_);

  // Decodes what the session has waiting, up to a frame for which that fails.
  Decoded DecodeBatch(JpegDecoder& decoder, const SlotPtr& slot, FrameBatch& batch) EXCLUDES(mutex_);
  Decoded DecodeFrame(JpegDecoder& decoder, const SlotPtr& slot, const FrameBatch& batch, const EncodedFrame& frame,
                      DecodedFrame& into) EXCLUDES(mutex_);
  // Empty when the frame is of no use any more.
  std::optional<PictureRing::Block> WaitForRoom(Slot& slot, const EncodedFrame& frame, Rung rung, size_t bytes)
      EXCLUDES(mutex_);
  [[nodiscard]] bool IsOfUse(const Slot& slot, Rung rung, bool part) const REQUIRES(mutex_);
  // Gives it out, if it still is of use.
  void Deliver(const SlotPtr& slot, DecodedFrame frame) EXCLUDES(mutex_);
  void DropUntaken(Slot& slot) REQUIRES(mutex_);
  void Release(uint64_t block) REQUIRES(mutex_);
  void StartSeries(Slot& slot, Rung rung) REQUIRES(mutex_);
  // A frame of the session can't be shown, so what builds on it can't be either.
  Decoded Refuse(const SlotPtr& slot, const std::string& why) EXCLUDES(mutex_);
  void NoteLost(const SlotPtr& slot, bool only_if_long_ago) EXCLUDES(mutex_);
  [[nodiscard]] SlotPtr Find(std::string_view key_text) const REQUIRES(mutex_);
  static bool IsLater(const SlotPtr& a, const SlotPtr& b);

  const Clock& clock_;
  const Events events_;
  LogThrottle bad_frames_;
  std::atomic<uint64_t> decoded_{0};
  std::atomic<uint64_t> replaced_{0};
  std::atomic<uint64_t> lost_frames_{0};
  std::atomic<uint64_t> wholes_asked_{0};

  mutable Mutex mutex_;  // a mailbox's own may be taken under it, never the other way round
  CondVar work_;
  CondVar room_;
  int idle_ GUARDED_BY(mutex_) = 0;  // threads that wait for work_
  bool stopping_ GUARDED_BY(mutex_) = false;
  // One decoder at a time waits for enough room, so that a large picture gets it in the end.
  bool room_wanted_ GUARDED_BY(mutex_) = false;
  PictureMemory memory_ GUARDED_BY(mutex_);
  std::unordered_map<std::string, SlotPtr, TextHash, std::equal_to<>> slots_ GUARDED_BY(mutex_);  // by the key's text
  uint64_t wanted_count_ GUARDED_BY(mutex_) = 0;
  uint64_t queued_count_ GUARDED_BY(mutex_) = 0;
  uint64_t served_count_ GUARDED_BY(mutex_) = 0;
  std::vector<SlotPtr> queue_ GUARDED_BY(mutex_);      // a heap: with frames to decode
  std::vector<Finished> finished_ GUARDED_BY(mutex_);  // with a picture to take, oldest first
  std::vector<SlotPtr> lost_ GUARDED_BY(mutex_);

  std::vector<std::thread> threads_;
};

}  // namespace labwall
