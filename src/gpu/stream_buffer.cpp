// SPDX-License-Identifier: Apache-2.0
#include "gpu/stream_buffer.h"

#include <glad/gl.h>

#include <algorithm>

namespace labwall {

StreamBuffer::~StreamBuffer() {
  gl_thread.Check();
  Drop();
}

StreamBuffer::Piece StreamBuffer::Take(size_t bytes) {
  if (used_bytes_ + bytes > region_bytes_) {
    const size_t larger = std::min(std::max(2 * region_bytes_, kFirstRegionBytes), kMostRegionBytes);
    Renew(std::max(larger, (bytes + kAlignment - 1) / kAlignment * kAlignment));
    if (memory_ == nullptr) return {};
  }
  const size_t offset = region_ * region_bytes_ + used_bytes_;
  used_bytes_ = std::min((used_bytes_ + bytes + kAlignment - 1) / kAlignment * kAlignment, region_bytes_);
  return {buffer_, offset, memory_ + offset};
}

void StreamBuffer::NextFrame() {
  if (used_bytes_ == 0) return;
  fences_.at(region_) = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
  region_ = (region_ + 1) % kRegions;
  used_bytes_ = 0;
  GLsync& fence = fences_.at(region_);
  if (fence == nullptr) return;
  if (glClientWaitSync(fence, 0, 0) == GL_TIMEOUT_EXPIRED) return Renew(region_bytes_);
  glDeleteSync(fence);
  fence = nullptr;
}

void StreamBuffer::Renew(size_t region_bytes) {
  constexpr GLbitfield kAccess = GL_MAP_WRITE_BIT | GL_MAP_PERSISTENT_BIT | GL_MAP_COHERENT_BIT;
  Drop();
  const auto bytes = static_cast<GLsizeiptr>(kRegions * region_bytes);
  glCreateBuffers(1, &buffer_);
  glNamedBufferStorage(buffer_, bytes, nullptr, kAccess);
  memory_ = static_cast<std::uint8_t*>(glMapNamedBufferRange(buffer_, 0, bytes, kAccess));
  if (memory_ == nullptr) return Drop();
  region_bytes_ = region_bytes;
}

void StreamBuffer::Drop() {
  for (GLsync& fence : fences_) {
    glDeleteSync(fence);
    fence = nullptr;
  }
  glDeleteBuffers(1, &buffer_);  // ends the mapping too
  buffer_ = 0;
  memory_ = nullptr;
  region_bytes_ = 0;
  region_ = 0;
  used_bytes_ = 0;
}

}  // namespace labwall
