// SPDX-License-Identifier: Apache-2.0
// PlaneArrays is the wall's texture memory: R8 array textures in chunks, one layer for each picture, and three arrays
// (Y, U, V) a chunk. A rung grows by another chunk, so growing copies nothing, and gives chunks back when it needs them
// no longer. Native pictures differ in size: each has a chunk of one layer, made to measure. Beside the planes there is
// room for blurred copies (picture_blur.h).
#pragma once

#include <cstddef>
#include <vector>

#include "base/result.h"
#include "base/thread_role.h"
#include "gpu/plane_textures.h"
#include "model/pixel_rect.h"
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
  // For once a frame: makes one texture of the next chunk of a rung that is nearly full, so that Allocate() seldom has
  // to. A driver that clears textures with the processor takes long for one (llvmpipe: 0.8 ms a MiB).
  void GrowAhead() REQUIRES(gl_thread);
  // Whether the slot is of this rung and large enough, so that it can be written again.
  [[nodiscard]] bool Suits(Slot slot, Rung rung, PixelSize picture) const;
  // Over what is there, as WritePlanes(); the slot's blurred copy is then an earlier picture's.
  void Write(Slot slot, PixelPoint origin, const UnpackPlanes& source) REQUIRES(gl_thread);

  // Chunks are numbered from 0; a number may be without textures for a while.
  [[nodiscard]] size_t chunk_count() const { return chunks_.size(); }
  void Bind(size_t chunk) const REQUIRES(gl_thread);  // to the texture units 0, 1 and 2
  [[nodiscard]] size_t texture_bytes() const { return texture_bytes_; }
  // May be less than there is: what is stored stays, and nothing is added.
  void SetMaxBytes(size_t max_bytes) REQUIRES(gl_thread);

  // A blurred copy is at most this many texels wide and high.
  static constexpr int kBlurredSide = 16;
  // The RGB10_A2 array texture for the blurred copies of a chunk's pictures, each in its slot's layer. Made when it is
  // first asked for; Allocate() has left room for it in max_bytes. 0 when the driver has no more memory.
  [[nodiscard]] unsigned BlurredTexture(size_t chunk) REQUIRES(gl_thread);
  // Whether SetBlurCurrent() was called since the slot's last Write().
  [[nodiscard]] bool BlurIsCurrent(Slot slot) const;
  void SetBlurCurrent(Slot slot);

 private:
  struct Chunk {
    Rung rung = Rung::kUnknown;  // unknown: without textures
    PixelSize size;
    int layers = 0;
    PlaneTextures textures{};
    size_t made = 0;  // of the textures; with all of them the chunk is complete and may be used
    std::vector<int> free_layers;
    unsigned blurred = 0;            // the texture, once there is one
    std::vector<bool> blur_current;  // by layer

    [[nodiscard]] bool complete() const { return made == textures.size(); }
    [[nodiscard]] bool empty() const { return free_layers.size() == static_cast<size_t>(layers); }
    [[nodiscard]] size_t reserved_bytes() const;  // with its blurred copies
  };
  struct Extent {
    size_t bytes = 0;  // reserved
    size_t free_bytes = 0;
  };

  [[nodiscard]] Extent ExtentOf(Rung rung) const;
  [[nodiscard]] int NextLayers(Rung rung) const;  // of the rung's next chunk

  // Reserves the bytes; the textures are still to be made.
  [[nodiscard]] Result<size_t> AddChunk(Rung rung, PixelSize size) REQUIRES(gl_thread);
  // The chunk's next one. It is released when there is no memory for it.
  [[nodiscard]] Result<> MakeTexture(Chunk& chunk) REQUIRES(gl_thread);
  void ReleaseChunk(Chunk& chunk) REQUIRES(gl_thread);
  void ReleaseEmptyChunks() REQUIRES(gl_thread);

  size_t max_bytes_;
  int max_layers_ = 0;
  int max_side_ = 0;
  size_t texture_bytes_ = 0;
  size_t reserved_bytes_ = 0;  // what texture_bytes_ is once every chunk is complete and has blurred copies
  std::vector<Chunk> chunks_;
};

}  // namespace labwall
