// SPDX-License-Identifier: Apache-2.0
// PlaneArrays is the wall's texture memory: R8 array textures in chunks, one layer for each picture, and three arrays
// (Y, U, V) a chunk. A rung grows by another chunk, so growing copies nothing. Native pictures differ in size: each has
// a chunk of one layer, made to measure.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "base/result.h"
#include "base/thread_role.h"
#include "codec/planes.h"
#include "model/rung.h"

namespace labwall {

// Threads: all on the gl thread, destruction included.
class PlaneArrays {
 public:
  struct Slot {
    size_t chunk = 0;
    int layer = 0;
  };

  explicit PlaneArrays(size_t max_bytes) REQUIRES(gl_thread);
  ~PlaneArrays();
  PlaneArrays(const PlaneArrays&) = delete;
  PlaneArrays& operator=(const PlaneArrays&) = delete;

  // A layer for a picture of this size. kInvalidArgument when it is larger than the rung's box or than a texture can
  // be, kResourceExhausted when it would take more than max_bytes or the driver has no more.
  [[nodiscard]] Result<Slot> Allocate(Rung rung, PixelSize picture) REQUIRES(gl_thread);
  void Free(Slot slot) REQUIRES(gl_thread);
  // Whether the slot is of this rung and large enough, so that it can be written again.
  [[nodiscard]] bool Suits(Slot slot, Rung rung, PixelSize picture) const;
  void Write(Slot slot, const PlanesView& planes) REQUIRES(gl_thread);

  // Chunks are numbered from 0; a number may be without textures for a while.
  [[nodiscard]] size_t chunk_count() const { return chunks_.size(); }
  void Bind(size_t chunk) const REQUIRES(gl_thread);  // to the texture units 0, 1 and 2
  [[nodiscard]] size_t texture_bytes() const { return texture_bytes_; }

 private:
  struct Chunk {
    Rung rung = Rung::kUnknown;  // unknown: without textures
    PixelSize size;
    int layers = 0;
    std::array<unsigned, 3> textures{};
    std::vector<int> free_layers;
  };

  [[nodiscard]] Result<size_t> AddChunk(Rung rung, PixelSize size) REQUIRES(gl_thread);
  void ReleaseChunk(Chunk& chunk) REQUIRES(gl_thread);
  void ReleaseEmptyChunks() REQUIRES(gl_thread);

  const size_t max_bytes_;
  int max_layers_ = 0;
  int max_side_ = 0;
  size_t texture_bytes_ = 0;
  std::vector<Chunk> chunks_;
};

}  // namespace labwall
