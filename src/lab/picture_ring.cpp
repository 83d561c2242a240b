// SPDX-License-Identifier: Apache-2.0
#include "lab/picture_ring.h"

#include <algorithm>
#include <cassert>
#include <memory>

namespace labwall {
namespace {

constexpr size_t RoundUp(size_t bytes) {
  return (bytes + PictureRing::kAlignment - 1) & ~(PictureRing::kAlignment - 1);
}

std::span<uint8_t> AlignedPartOf(std::span<uint8_t> memory) {
  void* begin = memory.data();
  size_t left = memory.size();
  if (std::align(PictureRing::kAlignment, PictureRing::kAlignment, begin, left) == nullptr) return {};
  return {static_cast<uint8_t*>(begin), left & ~(PictureRing::kAlignment - 1)};
}

}  // namespace

PictureRing::PictureRing(std::span<uint8_t> memory, size_t max_blocks)
    : memory_(AlignedPartOf(memory)), pieces_(std::max<size_t>(max_blocks, 1)) {}

std::optional<PictureRing::Block> PictureRing::Reserve(size_t bytes) {
  const size_t size = memory_.size();
  if (bytes == 0 || bytes > size || block_count() == pieces_.size()) return std::nullopt;
  const size_t needed = RoundUp(bytes);
  // A ring that is empty begins at the start, whose memory is likely to be in a cache.
  if (block_count() == 0) head_ = 0;
  uint64_t begin = head_;
  if (const size_t to_end = size - begin % size; to_end < needed) begin += to_end;
  if (block_count() != 0 && begin + needed - At(first_id_).begin > size) return std::nullopt;
  head_ = begin + needed;
  At(next_id_) = {begin, false};
  return Block{memory_.data() + begin % size, next_id_++};
}

void PictureRing::Release(uint64_t id) {
  assert(id >= first_id_ && id < next_id_ && !At(id).released);
  At(id).released = true;
  while (first_id_ != next_id_ && At(first_id_).released) ++first_id_;
}

}  // namespace labwall
