// SPDX-License-Identifier: Apache-2.0
#include "gpu/plane_arrays.h"

#include <fmt/format.h>
#include <glad/gl.h>

#include <algorithm>
#include <cassert>

namespace labwall {
namespace {

// A rung starts small and doubles, so that a lab of any size needs few chunks and a small one little memory.
constexpr int kFirstLayers = 64;
constexpr size_t kFirstChunkBytes = size_t{16} << 20;
constexpr size_t kMaxChunkBytes = size_t{64} << 20;
constexpr int kNativeStep = 64;  // native chunks are reused only at equal size, so sizes are rounded up

constexpr size_t kBlurredLayerBytes = size_t{4} * PlaneArrays::kBlurredSide * PlaneArrays::kBlurredSide;

size_t LayerBytes(PixelSize size) {
  const PixelSize chroma = ChromaSize(size);
  return static_cast<size_t>(size.width) * size.height + 2 * static_cast<size_t>(chroma.width) * chroma.height;
}

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
  size_t index = 0;
  while (index < chunks_.size() &&
         (chunks_[index].rung != rung || chunks_[index].size != size || chunks_[index].free_layers.empty())) {
    ++index;
  }
  if (index == chunks_.size()) {
    const Result<size_t> added = AddChunk(rung, size);
    if (!added) return tl::unexpected(added.error());
    index = *added;
  }
  Slot slot{index, chunks_[index].free_layers.back()};
  chunks_[index].free_layers.pop_back();
  return slot;
}

Result<size_t> PlaneArrays::AddChunk(Rung rung, PixelSize size) {
  const size_t layer_bytes = LayerBytes(size) + kBlurredLayerBytes;  // to be had at any time, blurred or not
  if (reserved_bytes_ + layer_bytes > max_bytes_) ReleaseEmptyChunks();
  if (reserved_bytes_ + layer_bytes > max_bytes_) {
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("the wall's {} MB of texture memory are full", max_bytes_ >> 20));
  }

  size_t layers = 1;
  if (rung != Rung::kNative) {
    size_t rung_layers = 0;
    for (const Chunk& chunk : chunks_) rung_layers += chunk.rung == rung ? static_cast<size_t>(chunk.layers) : 0;
    layers = std::max<size_t>(rung_layers, kFirstLayers);
    layers = std::min(layers, (rung_layers == 0 ? kFirstChunkBytes : kMaxChunkBytes) / layer_bytes);
    layers = std::min(layers, (max_bytes_ - reserved_bytes_) / layer_bytes);
    layers = std::clamp<size_t>(layers, 1, static_cast<size_t>(max_layers_));
  }

  Chunk chunk;
  chunk.rung = rung;
  chunk.size = size;
  chunk.layers = static_cast<int>(layers);
  chunk.blur_current.resize(layers, false);
  // Taken from the back: the lowest layers first.
  for (int layer = chunk.layers - 1; layer >= 0; --layer) chunk.free_layers.push_back(layer);
  const Result<PlaneTextures> textures = MakePlaneTextures(size, chunk.layers);
  if (!textures) return tl::unexpected(textures.error());
  chunk.textures = *textures;
  reserved_bytes_ += layer_bytes * layers;
  texture_bytes_ += LayerBytes(size) * layers;

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

void PlaneArrays::Free(Slot slot) {
  Chunk& chunk = chunks_[slot.chunk];
  chunk.free_layers.push_back(slot.layer);
  // The next native picture is hardly ever of the same size.
  if (chunk.rung == Rung::kNative) ReleaseChunk(chunk);
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
  texture_bytes_ -= (LayerBytes(chunk.size) + (chunk.blurred != 0 ? kBlurredLayerBytes : 0)) * layers;
  reserved_bytes_ -= (LayerBytes(chunk.size) + kBlurredLayerBytes) * layers;
  chunk = Chunk{};
}

void PlaneArrays::ReleaseEmptyChunks() {
  for (Chunk& chunk : chunks_) {
    if (chunk.free_layers.size() == static_cast<size_t>(chunk.layers)) ReleaseChunk(chunk);
  }
}

}  // namespace labwall
