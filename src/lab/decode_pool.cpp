// SPDX-License-Identifier: Apache-2.0
#include "lab/decode_pool.h"

#include <pthread.h>
#include <time.h>

#include <algorithm>
#include <cstdlib>
#include <tuple>
#include <utility>

#include "wire/limits.h"

namespace labwall {
namespace {

// A station scales with the same rule as FitInto(), but it may round the other way.
constexpr int kRoundingPixels = 2;

bool Fits(PixelSize picture, PixelSize source, Rung rung) {
  const PixelSize expected = FitInto(source, BoxOf(rung));
  return std::abs(picture.width - expected.width) <= kRoundingPixels &&
         std::abs(picture.height - expected.height) <= kRoundingPixels;
}

// What is not on the grid at its far edges has pixels that were coded together with others outside of it.
bool IsPartOf(PixelSize picture, const PixelRect& rect) {
  const auto ends_well = [](int end, int edge) { return end == edge || end % wire::kPartGrid == 0; };
  return Contains(picture, rect) && ends_well(rect.x + rect.width, picture.width) &&
         ends_well(rect.y + rect.height, picture.height);
}

size_t BytesOf(PixelSize size) {
  const PixelSize chroma = ChromaSize(size);
  return static_cast<size_t>(size.width) * size.height + 2 * static_cast<size_t>(chroma.width) * chroma.height;
}

MutablePlanesView PlanesAt(uint8_t* memory, PixelSize size) {
  const PixelSize chroma = ChromaSize(size);
  uint8_t* const u = memory + static_cast<size_t>(size.width) * size.height;
  uint8_t* const v = u + static_cast<size_t>(chroma.width) * chroma.height;
  return {size, memory, u, v, size.width, chroma.width};
}

std::chrono::nanoseconds CpuOf(pthread_t thread) {
  clockid_t clock{};
  timespec spent{};
  if (::pthread_getcpuclockid(thread, &clock) != 0 || ::clock_gettime(clock, &spent) != 0) return {};
  return std::chrono::seconds(spent.tv_sec) + std::chrono::nanoseconds(spent.tv_nsec);
}

}  // namespace

DecodePool::DecodePool(const Clock& clock, int threads, std::span<uint8_t> memory, Events events)
    : clock_(clock), events_(std::move(events)), bad_frames_(clock), memory_(memory) {
  for (int i = 0; i < std::max(1, threads); ++i) threads_.emplace_back([this] { Work(); });
}

DecodePool::~DecodePool() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
  }
  work_.NotifyAll();
  room_.NotifyAll();
  for (std::thread& thread : threads_) thread.join();
}

void DecodePool::SetWanted(const std::vector<LeaseWish>& wishes) {
  std::vector<std::string> key_texts;
  key_texts.reserve(wishes.size());
  for (const LeaseWish& wish : wishes) key_texts.push_back(wish.key.ToString());
  std::vector<SlotPtr> unwanted;  // freed after the lock
  MutexLock lock(mutex_);
  const uint64_t number = ++wanted_count_;
  for (size_t i = 0; i < wishes.size(); ++i) {
    const LeaseWish& wish = wishes[i];
    auto place = slots_.find(key_texts[i]);
    if (place == slots_.end()) {
      place = slots_.emplace(std::move(key_texts[i]), std::make_shared<Slot>(wish.key)).first;
    }
    Slot& slot = *place->second;
    slot.wished_rung = slot.wanted == number ? std::max(slot.wished_rung, wish.rung) : wish.rung;
    slot.wanted = number;
  }
  for (auto it = slots_.begin(); it != slots_.end();) {
    const SlotPtr& slot = it->second;
    if (slot->wanted == number) {
      if (slot->rung != slot->wished_rung) StartSeries(*slot, slot->wished_rung);
      ++it;
      continue;
    }
    slot->wanted = 0;
    unwanted.push_back(slot);
    it = slots_.erase(it);
  }
  if (std::erase_if(queue_, [](const SlotPtr& slot) { return slot->wanted == 0; }) > 0) {
    std::make_heap(queue_.begin(), queue_.end(), IsLater);
  }
  for (const Finished& finished : finished_) {
    if (finished.slot->wanted == 0 || finished.slot->rung != finished.frame.rung) Release(finished.frame.block);
  }
  std::erase_if(finished_, [](const Finished& finished) {
    return finished.slot->wanted == 0 || finished.slot->rung != finished.frame.rung;
  });
  room_.NotifyAll();
  // So that no update has to make them larger.
  queue_.reserve(slots_.size());
  finished_.reserve(2 * slots_.size());
}

void DecodePool::StartSeries(Slot& slot, Rung rung) {
  slot.rung = rung;
  slot.mailbox.Reset(rung);
  slot.untaken = 0;
  slot.whole_in_hand = slot.whole_untaken = slot.whole_needed = false;
  slot.asked_at = clock_.Now();
}

DecodePool::Submitted DecodePool::Submit(const wire::FrameHead& head, std::string_view jpeg) {
  SlotPtr slot;
  {
    MutexLock lock(mutex_);
    slot = Find(head.key_text);
    if (!slot || slot->rung != head.rung) return Submitted::kUnwanted;
  }
  if (slot->key->station != head.station || slot->key->session_id != head.session_id) return Submitted::kForeign;
  const FrameMailbox::Published published = slot->mailbox.Publish(head, jpeg, clock_.Now());
  (published.kept ? replaced_ : lost_frames_) += published.dropped;
  if (published.missing) NoteLost(slot, !published.lost);
  if (!published.kept) return Submitted::kTaken;
  bool wake = false;
  {
    MutexLock lock(mutex_);
    if (slot->busy || slot->wanted == 0) return Submitted::kTaken;
    slot->busy = true;
    Enqueue(std::move(slot));
    wake = idle_ > 0;
  }
  if (wake) work_.NotifyOne();
  return Submitted::kTaken;
}

bool DecodePool::Take(size_t max_bytes, std::vector<DecodedFrame>& into) {
  MutexLock lock(mutex_);
  auto next = finished_.begin();
  for (size_t bytes = 0; next != finished_.end() && bytes < max_bytes; ++next) {
    bytes += BytesOf(next->frame.planes.size);
    --next->slot->untaken;
    if (!next->frame.part) next->slot->whole_untaken = false;
    into.push_back(std::move(next->frame));
  }
  finished_.erase(finished_.begin(), next);
  return !finished_.empty();
}

void DecodePool::Recycle(std::span<const DecodedFrame> frames) {
  MutexLock lock(mutex_);
  for (const DecodedFrame& frame : frames) Release(frame.block);
}

void DecodePool::AskWhole(const SessionKey& key) {
  const std::string text = key.ToString();
  SlotPtr slot;
  {
    MutexLock lock(mutex_);
    slot = Find(text);
    // One that is on its way makes up for it.
    if (!slot || slot->whole_in_hand || slot->whole_untaken) return;
    DropUntaken(*slot);
    slot->whole_needed = true;
  }
  if (slot->mailbox.Break()) NoteLost(slot, false);
}

std::vector<std::shared_ptr<const SessionKey>> DecodePool::TakeLost() {
  std::vector<std::shared_ptr<const SessionKey>> keys;
  MutexLock lock(mutex_);
  for (const SlotPtr& slot : lost_) {
    slot->listed_lost = false;
    if (slot->wanted != 0) keys.push_back(slot->key);
  }
  lost_.clear();
  return keys;
}

uint64_t DecodePool::HaveSequence(const SessionKey& key, Rung rung) const {
  MutexLock lock(mutex_);
  const SlotPtr slot = Find(key.ToString());
  return slot && slot->rung == rung ? slot->mailbox.have_sequence() : 0;
}

DecodePool::Stats DecodePool::stats() const {
  Stats stats{.decoded = decoded_,
              .replaced = replaced_,
              .lost = lost_frames_,
              .wholes_asked = wholes_asked_,
              .bad = bad_frames_.event_count()};
  // Two readings of the clock for each frame would cost more than the rest of the bookkeeping.
  for (const std::thread& thread : threads_) stats.cpu += CpuOf(const_cast<std::thread&>(thread).native_handle());
  return stats;
}

void DecodePool::Work() {
  JpegDecoder decoder;
  FrameBatch batch;
  while (const SlotPtr slot = NextSlot()) {
    // Its turn is not over when something newer came while there was no room.
    while (DecodeBatch(decoder, slot, batch) == Decoded::kReplaced && slot->mailbox.whole_waiting()) {
    }
    LetGo(slot);
  }
}

DecodePool::Decoded DecodePool::DecodeBatch(JpegDecoder& decoder, const SlotPtr& slot, FrameBatch& batch) {
  slot->mailbox.Take(batch);
  const size_t count = batch.frames.size();
  Decoded decoded = Decoded::kDone;
  size_t done = 0;
  while (done < count) {
    DecodedFrame frame;
    decoded = DecodeFrame(decoder, slot, batch, batch.frames[done], frame);
    if (decoded != Decoded::kDone) break;
    // Before the last one is seen, so that the next one that comes finds this memory.
    if (++done == count) slot->mailbox.GiveBack(batch);
    Deliver(slot, std::move(frame));
  }
  if (decoded == Decoded::kReplaced) replaced_ += count - done;
  if (decoded == Decoded::kRefused) lost_frames_ += count - done - 1;
  if (done < count) slot->mailbox.GiveBack(batch);
  return decoded;
}

DecodePool::SlotPtr DecodePool::NextSlot() {
  MutexLock lock(mutex_);
  while (queue_.empty() && !stopping_) {
    ++idle_;
    work_.Wait(mutex_);
    --idle_;
  }
  if (stopping_) return nullptr;
  std::pop_heap(queue_.begin(), queue_.end(), IsLater);
  SlotPtr slot = std::move(queue_.back());
  queue_.pop_back();
  slot->served = ++served_count_;
  return slot;
}

void DecodePool::Enqueue(SlotPtr slot) {
  slot->queued = ++queued_count_;
  queue_.push_back(std::move(slot));
  std::push_heap(queue_.begin(), queue_.end(), IsLater);
}

bool DecodePool::IsLater(const SlotPtr& a, const SlotPtr& b) {
  return std::tie(a->served, a->queued) > std::tie(b->served, b->queued);
}

void DecodePool::LetGo(const SlotPtr& slot) {
  MutexLock lock(mutex_);
  // A frame that came meanwhile found the slot busy and left the queueing to us. This thread comes for the next one
  // itself, so nobody need be woken.
  slot->busy = slot->wanted != 0 && slot->mailbox.waiting();
  if (slot->busy) Enqueue(slot);
}

DecodePool::Decoded DecodePool::DecodeFrame(JpegDecoder& decoder, const SlotPtr& slot, const FrameBatch& batch,
                                            const EncodedFrame& frame, DecodedFrame& into) {
  const std::string_view jpeg = batch.JpegOf(frame);
  const Rung rung = batch.rung;
  const Result<PixelSize> size = decoder.Inspect(jpeg, BoxOf(rung), wire::kMaxFrameBytes);
  if (!size) return Refuse(slot, size.error().message);
  if (!frame.part) {
    if (!Fits(*size, frame.source, rung)) {
      return Refuse(slot, "it does not have the shape of the screen it is said to show");
    }
    slot->picture = *size;
    slot->source = frame.source;
  } else if (frame.source != slot->source ||
             !IsPartOf(slot->picture, {frame.part->x, frame.part->y, size->width, size->height})) {
    return Refuse(slot, "it is no part of the picture before it");
  }
  const std::optional<PictureRing::Block> block = WaitForRoom(*slot, frame, rung, BytesOf(*size));
  if (!block) return Decoded::kReplaced;
  const MutablePlanesView planes = PlanesAt(block->data, *size);
  if (const Result<> decoded = decoder.Decode(jpeg, planes); !decoded) {
    {
      MutexLock lock(mutex_);
      Release(block->id);
    }
    return Refuse(slot, decoded.error().message);
  }
  into = {.key = slot->key,
          .rung = rung,
          .source = frame.source,
          .picture = slot->picture,
          .part = frame.part,
          .sequence = frame.sequence,
          .captured_us = frame.captured_us,
          .received_at = frame.received_at,
          .planes = {*size, planes.y, planes.u, planes.v, planes.y_stride_bytes, planes.uv_stride_bytes},
          .block = block->id};
  return Decoded::kDone;
}

std::optional<PictureRing::Block> DecodePool::WaitForRoom(Slot& slot, const EncodedFrame& frame, Rung rung,
                                                          size_t bytes) {
  MutexLock lock(mutex_);
  slot.whole_in_hand = !frame.part;
  std::optional<PictureRing::Block> block;
  bool waited = false;
  bool first_in_line = false;
  while (IsOfUse(slot, rung, frame.part.has_value())) {
    if (first_in_line || !room_wanted_) {
      block = memory_.Reserve(bytes);
      if (block) break;
      first_in_line = room_wanted_ = true;
    }
    waited = true;
    room_.Wait(mutex_);
  }
  if (first_in_line) {
    room_wanted_ = false;
    room_.NotifyAll();
  }
  if (block && waited && slot.mailbox.whole_waiting()) {
    Release(block->id);
    block.reset();
  }
  if (!block) slot.whole_in_hand = false;
  return block;
}

bool DecodePool::IsOfUse(const Slot& slot, Rung rung, bool part) const {
  return !stopping_ && slot.wanted != 0 && slot.rung == rung && !(part && slot.whole_needed);
}

void DecodePool::Deliver(const SlotPtr& slot, DecodedFrame frame) {
  ++decoded_;
  bool first = false;
  {
    MutexLock lock(mutex_);
    slot->whole_in_hand = false;
    if (!IsOfUse(*slot, frame.rung, frame.part.has_value())) return Release(frame.block);
    if (!frame.part) {
      DropUntaken(*slot);
      slot->whole_needed = false;
      slot->whole_untaken = true;
    }
    ++slot->untaken;
    first = finished_.empty();
    finished_.push_back({std::move(frame), slot});
  }
  if (first && events_.on_picture) events_.on_picture();
}

void DecodePool::DropUntaken(Slot& slot) {
  if (slot.untaken == 0) return;
  const auto is_its = [&slot](const Finished& finished) { return finished.slot.get() == &slot; };
  for (const Finished& finished : finished_) {
    if (is_its(finished)) Release(finished.frame.block);
  }
  replaced_ += std::erase_if(finished_, is_its);
  slot.untaken = 0;
}

void DecodePool::Release(uint64_t block) {
  memory_.Release(block);
  room_.NotifyAll();
}

DecodePool::Decoded DecodePool::Refuse(const SlotPtr& slot, const std::string& why) {
  const SessionKey& key = *slot->key;
  if (bad_frames_.Allow(key.station)) {
    LogWarning("station {} sent a picture of session {} that can't be shown: {}", key.station, key.session_id, why);
  }
  {
    MutexLock lock(mutex_);
    slot->whole_in_hand = false;
    slot->whole_needed = true;
  }
  if (slot->mailbox.Break()) NoteLost(slot, false);
  return Decoded::kRefused;
}

void DecodePool::NoteLost(const SlotPtr& slot, bool only_if_long_ago) {
  {
    MutexLock lock(mutex_);
    const MonotonicTime now = clock_.Now();
    if (slot->wanted == 0 || (only_if_long_ago && now < slot->asked_at + kAskInterval)) return;
    slot->asked_at = now;
    ++wholes_asked_;
    if (slot->listed_lost) return;
    slot->listed_lost = true;
    lost_.push_back(slot);
  }
  if (events_.on_lost) events_.on_lost();
}

DecodePool::SlotPtr DecodePool::Find(std::string_view key_text) const {
  const auto found = slots_.find(key_text);
  return found == slots_.end() ? nullptr : found->second;
}

}  // namespace labwall
