// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace labwall {

// PictureRing divides memory among pictures that come and go in about the same order: blocks are reserved one after the
// other, around and around, and released in any order. Memory is free again when all that was reserved before it has
// been released too. It is arithmetic only: it neither reads nor writes the memory, which may be a mapped buffer of the
// GPU's, and allocates nothing after the constructor. Threads: one at a time.
class PictureRing {
 public:
  // Blocks begin on multiples of this, so that no two share a cache line.
  static constexpr size_t kAlignment = 64;

  struct Block {
    uint8_t* data = nullptr;
    uint64_t id = 0;
  };

  // At most `max_blocks` are reserved at a time.
  PictureRing(std::span<uint8_t> memory, size_t max_blocks);

  // Nothing when there is no room for it now; never when it is more than capacity_bytes().
  [[nodiscard]] std::optional<Block> Reserve(size_t bytes);
  // Of a block that was reserved and not yet released.
  void Release(uint64_t id);

  [[nodiscard]] size_t capacity_bytes() const { return memory_.size(); }
  [[nodiscard]] size_t block_count() const { return next_id_ - first_id_; }

 private:
  struct Piece {
    uint64_t begin = 0;  // a place, see head_
    bool released = false;
  };

  Piece& At(uint64_t id) { return pieces_[id % pieces_.size()]; }

  std::span<uint8_t> memory_;
  std::vector<Piece> pieces_;  // first_id_ up to next_id_ are reserved, or wait for one before them
  uint64_t first_id_ = 0;
  uint64_t next_id_ = 0;
  // After the newest block. Places are counted as if the ring had no end; modulo its size they are places in the
  // memory.
  uint64_t head_ = 0;
};

}  // namespace labwall
