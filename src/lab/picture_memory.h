// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "lab/picture_ring.h"

namespace labwall {

// PictureMemory is where decoded pictures lie until they have been uploaded: a ring in memory that somebody gave, or in
// its own. A picture that is larger than all of it gets memory for itself. Threads: one at a time; the bytes of a block
// are whoever's who reserved it.
class PictureMemory {
 public:
  static constexpr size_t kOwnBytes = size_t{16} << 20;
  // Pictures with memory for themselves at a time.
  static constexpr size_t kMaxLarge = 4;

  // `given` must outlive this; when it is empty, kOwnBytes are made.
  explicit PictureMemory(std::span<uint8_t> given);

  // Nothing when there is no room now; there will be when enough was released.
  [[nodiscard]] std::optional<PictureRing::Block> Reserve(size_t bytes);
  void Release(uint64_t id);

 private:
  const std::unique_ptr<uint8_t[]> own_;
  PictureRing ring_;
  std::array<std::unique_ptr<uint8_t[]>, kMaxLarge> large_;
};

}  // namespace labwall
