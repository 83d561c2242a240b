// SPDX-License-Identifier: Apache-2.0
#include "lab/picture_memory.h"

#include <algorithm>
#include <cassert>

namespace labwall {
namespace {

// Ids with this bit are places in large_; the ring counts up from 0.
constexpr uint64_t kLarge = uint64_t{1} << 63;
// Parts are smaller than whole pictures. More than these are not worth their bookkeeping.
constexpr size_t kUsualPartBytes = 4 << 10;

}  // namespace

PictureMemory::PictureMemory(std::span<uint8_t> given)
    // Not initialised, so that what is never used takes no memory.
    : own_(given.empty() ? new uint8_t[kOwnBytes] : nullptr),
      ring_(own_ ? std::span(own_.get(), kOwnBytes) : given, (own_ ? kOwnBytes : given.size()) / kUsualPartBytes) {}

std::optional<PictureRing::Block> PictureMemory::Reserve(size_t bytes) {
  if (bytes <= ring_.capacity_bytes()) return ring_.Reserve(bytes);
  const auto place = std::find(large_.begin(), large_.end(), nullptr);
  if (place == large_.end()) return std::nullopt;
  place->reset(new uint8_t[bytes]);
  return PictureRing::Block{place->get(), kLarge | static_cast<uint64_t>(place - large_.begin())};
}

void PictureMemory::Release(uint64_t id) {
  if ((id & kLarge) == 0) return ring_.Release(id);
  assert(large_.at(id & ~kLarge) != nullptr);
  large_.at(id & ~kLarge).reset();
}

}  // namespace labwall
