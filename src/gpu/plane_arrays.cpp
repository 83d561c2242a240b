// SPDX-License-Identifier: Apache-2.0
#include "gpu/plane_arrays.h"

#include <fmt/format.h>
#include <glad/gl.h>

#include <algorithm>
#include <cassert>

namespace labwall {
namespace {

// How a rung grows, in bytes, so that it is the same for all rungs: 16, 32, 64, 64 and then 16 MiB at a time. Four
// chunks, and so four draws, hold 2,000 pictures at 320x180, which is more than any desk's displays show at once; what
// is more waits beside the screen, where steps that leave little unused are worth more than few draws.
constexpr size_t kStepBytes = size_t{16} << 20;
constexpr size_t kLargestStepBytes = size_t{64} << 20;
constexpr size_t kLargeRungBytes = size_t{160} << 20;
// A rung with less than this left grows ahead: 97 pictures at 320x180 are what some frames upload.
constexpr size_t kLowBytes = kStepBytes / 2;
// An empty chunk is given back when the others of its rung have this left: more than the above, so that scrolling to
// and fro makes and deletes no chunks.
constexpr size_t kAmpleBytes = kStepBytes / 4 * 3;
constexpr int kNativeStep = 64;  // native chunks are reused only at equal size, so sizes are rounded up

constexpr size_t kBlurredLayerBytes = size_t{4} * PlaneArrays::kBlurredSide * PlaneArrays::kBlurredSide;

size_t PlaneBytes(size_t plane, PixelSize size) {
  const PixelSize texels = plane == 0 ? size : ChromaSize(size);
  return static_cast<size_t>(texels.width) * static_cast<size_t>(texels.height);
}

// With its blurred copy, which is to be had at any time.
size_t ReservedLayerBytes(PixelSize size) { return PlaneBytes(0, size) + 2 * PlaneBytes(1, size) + kBlurredLayerBytes; }

PixelSize LayerSize(Rung rung, PixelSize picture) {
  if (rung != Rung::kNative) return BoxOf(rung);
  const auto round_up = [](int side) { return (side + kNativeStep - 1) / kNativeStep * kNativeStep; };
  return {round_up(picture.width), round_up(picture.height)};
}

}  // namespace

PlaneArrays::PlaneArrays(size_t max_bytes) : max_bytes_(max_bytes) {
  glGetIntegerv(GL_MAX_ARRAY_TEXTURE_LAYERS, &max_layers_);
  glGetIntegerv(GL_MAX_TEXTURE_SIZE, &max_side_);
}

PlaneArrays::~PlaneArrays() {
  gl_thread.Check();
  for (Chunk& chunk : chunks_) ReleaseChunk(chunk);
}

Result<PlaneArrays::Slot> PlaneArrays::Allocate(Rung rung, PixelSize picture) {
  const PixelSize box = BoxOf(rung);
  if (rung == Rung::kUnknown || picture.width < 1 || picture.height < 1 || picture.width > box.width ||
      picture.height > box.height) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("a picture of {}x{} is not of the rung {}", picture.width, picture.height, ToString(rung)));
  }
  const PixelSize size = LayerSize(rung, picture);
  if (size.width > max_side_ || size.height > max_side_) {
    return Fail(ErrorCode::kInvalidArgument, fmt::format("a picture of {}x{} is larger than the {} pixels this "
                                                         "graphics driver allows a side",
                                                         picture.width, picture.height, max_side_));
  }
  const auto index_of = [this](const auto& wanted) {
    return static_cast<size_t>(std::find_if(chunks_.begin(), chunks_.end(), wanted) - chunks_.begin());
  };
  const auto suits = [rung, size](const Chunk& chunk) {
    return chunk.rung == rung && chunk.size == size && !chunk.free_layers.empty();
  };
  size_t index = index_of([&suits](const Chunk& chunk) { return suits(chunk) && chunk.complete(); });
  if (index == chunks_.size()) index = index_of(suits);
  if (index == chunks_.size()) {
    const Result<size_t> added = AddChunk(rung, size);
    if (!added) return tl::unexpected(added.error());
    index = *added;
  }
  Chunk& chunk = chunks_[index];
  while (!chunk.complete()) {
    if (const Result<> made = MakeTexture(chunk); !made) return tl::unexpected(made.error());
  }
  const Slot slot{index, chunk.free_layers.back()};
  chunk.free_layers.pop_back();
  return slot;
}

void PlaneArrays::GrowAhead() {
  for (const Rung rung : kRungs) {
    if (rung == Rung::kNative) continue;
    const Extent extent = ExtentOf(rung);
    if (extent.bytes == extent.free_bytes) continue;  // not in use
    const auto unfinished = std::find_if(
        chunks_.begin(), chunks_.end(), [rung](const Chunk& chunk) { return chunk.rung == rung && !chunk.complete(); });
    if (unfinished != chunks_.end()) {
      // Should there be no memory, the next Allocate() is the one to say so.
      if (MakeTexture(*unfinished)) return;
    } else if (extent.free_bytes < kLowBytes) {
      const size_t bytes = static_cast<size_t>(NextLayers(rung)) * ReservedLayerBytes(BoxOf(rung));
      if (reserved_bytes_ + bytes > max_bytes_) continue;
      const Result<size_t> added = AddChunk(rung, BoxOf(rung));
      if (added && MakeTexture(chunks_[*added])) return;
    }
  }
}

PlaneArrays::Extent PlaneArrays::ExtentOf(Rung rung) const {
  Extent extent;
  for (const Chunk& chunk : chunks_) {
    if (chunk.rung != rung) continue;
    extent.bytes += chunk.reserved_bytes();
    extent.free_bytes += chunk.free_layers.size() * ReservedLayerBytes(chunk.size);
  }
  return extent;
}

int PlaneArrays::NextLayers(Rung rung) const {
  if (rung == Rung::kNative) return 1;
  const size_t rung_bytes = ExtentOf(rung).bytes;
  const size_t step =
      rung_bytes < kLargeRungBytes ? std::clamp(2 * rung_bytes, kStepBytes, kLargestStepBytes) : kStepBytes;
  return static_cast<int>(
      std::clamp<size_t>(step / ReservedLayerBytes(BoxOf(rung)), 1, static_cast<size_t>(max_layers_)));
}

Result<size_t> PlaneArrays::AddChunk(Rung rung, PixelSize size) {
  const size_t layer_bytes = ReservedLayerBytes(size);
  if (reserved_bytes_ + layer_bytes > max_bytes_) ReleaseEmptyChunks();
  if (reserved_bytes_ + layer_bytes > max_bytes_) {
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("the wall's {} MB of texture memory are full", max_bytes_ >> 20));
  }
  const size_t room = (max_bytes_ - reserved_bytes_) / layer_bytes;
  Chunk chunk;
  chunk.rung = rung;
  chunk.size = size;
  chunk.layers = static_cast<int>(std::min(static_cast<size_t>(NextLayers(rung)), room));
  chunk.blur_current.resize(static_cast<size_t>(chunk.layers), false);
  // Taken from the back: the lowest layers first.
  for (int layer = chunk.layers - 1; layer >= 0; --layer) chunk.free_layers.push_back(layer);
  reserved_bytes_ += chunk.reserved_bytes();

  const auto vacant =
      std::find_if(chunks_.begin(), chunks_.end(), [](const Chunk& other) { return other.rung == Rung::kUnknown; });
  const auto index = static_cast<size_t>(vacant - chunks_.begin());
  if (vacant == chunks_.end()) {
    chunks_.push_back(std::move(chunk));
  } else {
    *vacant = std::move(chunk);
  }
  return index;
}

Result<> PlaneArrays::MakeTexture(Chunk& chunk) {
  const size_t plane = chunk.made;
  const Result<unsigned> texture = MakePlaneTexture(plane, chunk.size, chunk.layers);
  if (!texture) {
    ReleaseChunk(chunk);
    return tl::unexpected(texture.error());
  }
  chunk.textures.at(plane) = *texture;
  ++chunk.made;
  texture_bytes_ += PlaneBytes(plane, chunk.size) * static_cast<size_t>(chunk.layers);
  return {};
}

void PlaneArrays::Free(Slot slot) {
  Chunk& chunk = chunks_[slot.chunk];
  chunk.free_layers.push_back(slot.layer);
  const Rung rung = chunk.rung;
  // The next native picture is hardly ever of the same size.
  if (rung == Rung::kNative) return ReleaseChunk(chunk);
  const Extent extent = ExtentOf(rung);
  const bool in_use = extent.free_bytes < extent.bytes;
  size_t free_bytes = extent.free_bytes;
  for (Chunk& other : chunks_) {
    if (other.rung != rung || !other.empty()) continue;
    const size_t left = free_bytes - other.reserved_bytes();
    // A rung without pictures keeps what it started with.
    if (left < kAmpleBytes && (in_use || other.reserved_bytes() <= kStepBytes)) continue;
    free_bytes = left;
    ReleaseChunk(other);
  }
}

bool PlaneArrays::Suits(Slot slot, Rung rung, PixelSize picture) const {
  const Chunk& chunk = chunks_[slot.chunk];
  return chunk.rung == rung && picture.width >= 1 && picture.height >= 1 && picture.width <= chunk.size.width &&
         picture.height <= chunk.size.height;
}

void PlaneArrays::Write(Slot slot, PixelPoint origin, const UnpackPlanes& source) {
  Chunk& chunk = chunks_[slot.chunk];
  chunk.blur_current[static_cast<size_t>(slot.layer)] = false;
  WritePlanes(chunk.textures, slot.layer, origin, source);
}

void PlaneArrays::SetMaxBytes(size_t max_bytes) {
  max_bytes_ = max_bytes;
  if (reserved_bytes_ > max_bytes_) ReleaseEmptyChunks();
}

void PlaneArrays::Bind(size_t chunk) const {
  glBindTextures(0, static_cast<GLsizei>(chunks_[chunk].textures.size()), chunks_[chunk].textures.data());
}

GLuint PlaneArrays::BlurredTexture(size_t index) {
  Chunk& chunk = chunks_[index];
  if (chunk.blurred != 0) return chunk.blurred;
  ForgetGlErrors();
  glCreateTextures(GL_TEXTURE_2D_ARRAY, 1, &chunk.blurred);
  glTextureStorage3D(chunk.blurred, 1, GL_RGB10_A2, kBlurredSide, kBlurredSide, chunk.layers);
  SetPictureSampling(chunk.blurred);
  if (glGetError() == GL_NO_ERROR) {
    texture_bytes_ += kBlurredLayerBytes * static_cast<size_t>(chunk.layers);
  } else {
    glDeleteTextures(1, &chunk.blurred);
    chunk.blurred = 0;
  }
  return chunk.blurred;
}

bool PlaneArrays::BlurIsCurrent(Slot slot) const {
  return chunks_[slot.chunk].blur_current[static_cast<size_t>(slot.layer)];
}

void PlaneArrays::SetBlurCurrent(Slot slot) {
  chunks_[slot.chunk].blur_current[static_cast<size_t>(slot.layer)] = true;
}

void PlaneArrays::ReleaseChunk(Chunk& chunk) {
  if (chunk.rung == Rung::kUnknown) return;
  glDeleteTextures(static_cast<GLsizei>(chunk.textures.size()), chunk.textures.data());
  glDeleteTextures(1, &chunk.blurred);
  const auto layers = static_cast<size_t>(chunk.layers);
  for (size_t plane = 0; plane < chunk.made; ++plane) texture_bytes_ -= PlaneBytes(plane, chunk.size) * layers;
  if (chunk.blurred != 0) texture_bytes_ -= kBlurredLayerBytes * layers;
  reserved_bytes_ -= chunk.reserved_bytes();
  chunk = Chunk{};
}

void PlaneArrays::ReleaseEmptyChunks() {
  for (Chunk& chunk : chunks_) {
    if (chunk.empty()) ReleaseChunk(chunk);
  }
}

size_t PlaneArrays::Chunk::reserved_bytes() const { return ReservedLayerBytes(size) * static_cast<size_t>(layers); }

}  // namespace labwall
