// SPDX-License-Identifier: Apache-2.0
#include "lab/decode_pool.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

#include "wire/limits.h"

namespace labwall {
namespace {

// A station scales with the same rule as FitInto(), but it may round the other way.
constexpr int kRoundingPixels = 2;

bool Fits(PixelSize picture, const wire::FrameInfo& info) {
  const PixelSize expected = FitInto(info.source, BoxOf(info.rung));
  return std::abs(picture.width - expected.width) <= kRoundingPixels &&
         std::abs(picture.height - expected.height) <= kRoundingPixels;
}

}  // namespace

DecodePool::DecodePool(const Clock& clock, int threads, std::function<void()> on_picture)
    : clock_(clock), on_picture_(std::move(on_picture)), bad_frames_(clock) {
  for (int i = 0; i < std::max(1, threads); ++i) threads_.emplace_back([this] { Work(); });
}

DecodePool::~DecodePool() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
  }
  work_.NotifyAll();
  for (std::thread& thread : threads_) thread.join();
}

void DecodePool::SetWanted(const std::unordered_map<SessionKey, Rung>& wanted) {
  std::vector<std::shared_ptr<Slot>> unwanted;  // freed after the lock
  MutexLock lock(mutex_);
  for (auto it = slots_.begin(); it != slots_.end();) {
    if (wanted.contains(it->first)) {
      ++it;
      continue;
    }
    it->second->wanted = false;
    unwanted.push_back(std::move(it->second));
    it = slots_.erase(it);
  }
  if (!unwanted.empty()) {
    const auto is_unwanted = [](const std::shared_ptr<Slot>& slot) { return !slot->wanted; };
    std::erase_if(queue_, is_unwanted);
    std::erase_if(finished_, is_unwanted);
  }
  for (const auto& [key, rung] : wanted) {
    std::shared_ptr<Slot>& slot = slots_[key];
    if (!slot) slot = std::make_shared<Slot>();
    slot->rung = rung;
  }
}

bool DecodePool::Submit(const wire::FrameInfo& info, std::string_view jpeg) {
  std::shared_ptr<Slot> slot;
  {
    MutexLock lock(mutex_);
    const auto found = slots_.find(info.key);
    if (found == slots_.end() || found->second->rung != info.rung) return false;
    slot = found->second;
  }
  if (slot->mailbox.Publish(std::make_unique<EncodedFrame>(EncodedFrame{info, clock_.Now(), std::string(jpeg)}))) {
    ++replaced_;
  }
  {
    MutexLock lock(mutex_);
    if (slot->busy || !slot->wanted) return true;
    slot->busy = true;
    queue_.push_back(std::move(slot));
  }
  work_.NotifyOne();
  return true;
}

std::vector<std::unique_ptr<DecodedFrame>> DecodePool::Take(size_t max) {
  std::vector<std::unique_ptr<DecodedFrame>> pictures;
  MutexLock lock(mutex_);
  while (pictures.size() < max && !finished_.empty()) {
    pictures.push_back(std::move(finished_.front()->picture));
    finished_.pop_front();
  }
  return pictures;
}

void DecodePool::Recycle(std::vector<std::unique_ptr<DecodedFrame>> pictures) {
  MutexLock lock(mutex_);
  for (std::unique_ptr<DecodedFrame>& picture : pictures) {
    if (!picture || spare_.size() >= kMaxSpare) continue;
    const PixelSize size = picture->planes.size();
    if (size.width <= kMaxSpareSize.width && size.height <= kMaxSpareSize.height) spare_.push_back(std::move(picture));
  }
}

DecodePool::Stats DecodePool::stats() const { return {decoded_, replaced_, bad_frames_.event_count()}; }

void DecodePool::Work() {
  JpegDecoder decoder;
  while (const std::shared_ptr<Slot> slot = NextSlot()) {
    const std::unique_ptr<const EncodedFrame> frame = slot->mailbox.Take();
    Finish(slot, frame ? Decode(decoder, *frame) : nullptr);
  }
}

std::shared_ptr<DecodePool::Slot> DecodePool::NextSlot() {
  MutexLock lock(mutex_);
  while (queue_.empty() && !stopping_) work_.Wait(mutex_);
  if (stopping_) return nullptr;
  std::shared_ptr<Slot> slot = std::move(queue_.front());
  queue_.pop_front();
  return slot;
}

std::unique_ptr<DecodedFrame> DecodePool::Decode(JpegDecoder& decoder, const EncodedFrame& frame) {
  const auto refuse = [&](const std::string& why) {
    const SessionKey& key = frame.info.key;
    if (bad_frames_.Allow(key.station)) {
      LogWarning("station {} sent a picture of session {} that can't be shown: {}", key.station, key.session_id, why);
    }
    return nullptr;
  };
  const Result<PixelSize> size = decoder.Inspect(frame.jpeg, BoxOf(frame.info.rung), wire::kMaxFrameBytes);
  if (!size) return refuse(size.error().message);
  if (!Fits(*size, frame.info)) return refuse("it does not have the shape of the screen it is said to show");
  std::unique_ptr<DecodedFrame> picture = TakeSpare();
  picture->info = frame.info;
  picture->received_at = frame.received_at;
  picture->planes.Resize(*size);
  if (const Result<> decoded = decoder.Decode(frame.jpeg, picture->planes.view()); !decoded) {
    return refuse(decoded.error().message);
  }
  ++decoded_;
  return picture;
}

std::unique_ptr<DecodedFrame> DecodePool::TakeSpare() {
  MutexLock lock(mutex_);
  if (spare_.empty()) return std::make_unique<DecodedFrame>();
  std::unique_ptr<DecodedFrame> spare = std::move(spare_.back());
  spare_.pop_back();
  return spare;
}

void DecodePool::Finish(const std::shared_ptr<Slot>& slot, std::unique_ptr<DecodedFrame> picture) {
  std::vector<std::unique_ptr<DecodedFrame>> left_over;
  bool deliver = false;
  bool again = false;
  {
    MutexLock lock(mutex_);
    deliver = picture && slot->wanted;
    if (deliver) {
      std::swap(slot->picture, picture);
      if (picture) {
        ++replaced_;
      } else {
        finished_.push_back(slot);
      }
    }
    if (picture) left_over.push_back(std::move(picture));
    // A frame published while this one was decoded found the slot busy and left the queueing to us.
    again = slot->wanted && slot->mailbox.waiting();
    slot->busy = again;
    if (again) queue_.push_back(slot);
  }
  if (again) work_.NotifyOne();
  if (!left_over.empty()) Recycle(std::move(left_over));
  if (deliver && on_picture_) on_picture_();
}

}  // namespace labwall
