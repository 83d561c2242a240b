// SPDX-License-Identifier: Apache-2.0
#include "gpu/upload_memory.h"

#include <glad/gl.h>

#include <algorithm>
#include <cassert>
#include <functional>

#include "base/log.h"

namespace labwall {
namespace {

constexpr std::array kNames = {std::string_view("auto"), std::string_view("direct"), std::string_view("mapped")};

// Less is chance, and direct memory needs no fences.
constexpr double kClearlyFaster = 0.9;

// Whether a pointer is one into the bytes.
bool Holds(std::span<const uint8_t> bytes, const uint8_t* pointer) {
  const std::less<> before;
  return !before(pointer, bytes.data()) && before(pointer, bytes.data() + bytes.size());
}

}  // namespace

std::string_view ToString(UploadMode mode) { return kNames.at(static_cast<size_t>(mode)); }

std::optional<UploadMode> UploadModeFromString(std::string_view text) {
  const auto* const found = std::find(kNames.begin(), kNames.end(), text);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<UploadMode>(found - kNames.begin());
}

UploadMemory::~UploadMemory() {
  gl_thread.Check();
  Unmap();
}

void UploadMemory::Start(UploadMode wanted, size_t bytes) {
  if (wanted != UploadMode::kDirect) {
    if (const Result<> mapped = Map(bytes); !mapped) {
      LogWarning("Pictures are uploaded from plain memory: {}", mapped.error().message);
    } else if (wanted == UploadMode::kAuto) {
      const Result<UploadTimes> times = MeasureUploads(buffer_, bytes_);
      if (times) {
        measured_ = *times;
        LogDebug("Uploading a picture takes {:.1f} us from plain memory, {:.1f} us from mapped memory",
                 times->direct_us, times->mapped_us);
      }
      if (!times || times->mapped_us > kClearlyFaster * times->direct_us) Unmap();
    }
  }
  if (buffer_ != 0) return;
  plain_ = std::make_unique_for_overwrite<uint8_t[]>(bytes);
  bytes_ = {plain_.get(), bytes};
}

Result<> UploadMemory::Map(size_t bytes) {
  constexpr GLbitfield kAccess = GL_MAP_WRITE_BIT | GL_MAP_PERSISTENT_BIT | GL_MAP_COHERENT_BIT;
  ForgetGlErrors();
  glCreateBuffers(1, &buffer_);
  // On the processor's side of the bus: the GPU reads each byte once, decoders write them in small pieces.
  glNamedBufferStorage(buffer_, static_cast<GLsizeiptr>(bytes), nullptr, kAccess | GL_CLIENT_STORAGE_BIT);
  void* const memory = glGetError() != GL_NO_ERROR
                           ? nullptr
                           : glMapNamedBufferRange(buffer_, 0, static_cast<GLsizeiptr>(bytes), kAccess);
  if (memory == nullptr) {
    ForgetGlErrors();
    glDeleteBuffers(1, &buffer_);
    buffer_ = 0;
    return Fail(ErrorCode::kResourceExhausted, "the graphics driver can't map a buffer to write into.");
  }
  bytes_ = {static_cast<uint8_t*>(memory), bytes};
  return {};
}

void UploadMemory::Unmap() {
  for (; fence_count_ > 0; --fence_count_) glDeleteSync(fences_[fence_count_ - 1].sync);
  glDeleteBuffers(1, &buffer_);  // ends the mapping too
  buffer_ = 0;
  bytes_ = {};
}

UnpackPlanes UploadMemory::Locate(const PlanesView& planes) {
  if (buffer_ == 0 || !Holds(bytes_, planes.y)) return {0, planes};
  unfenced_ = true;
  assert(Holds(bytes_, planes.u) && Holds(bytes_, planes.v));
  PlanesView places = planes;
  for (const uint8_t** const plane : {&places.y, &places.u, &places.v}) {
    *plane = reinterpret_cast<const uint8_t*>(*plane - bytes_.data());
  }
  return {buffer_, places};
}

uint64_t UploadMemory::EndUploads() {
  if (!unfenced_) return ticket_;
  unfenced_ = false;
  ++ticket_;
  if (fence_count_ == fences_.size()) glDeleteSync(fences_[--fence_count_].sync);
  fences_[fence_count_++] = {glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0), ticket_};
  return ticket_;
}

uint64_t UploadMemory::Finished() {
  size_t passed = 0;
  // Flushed, for a wall that draws nothing would never send the fence to the GPU.
  while (passed < fence_count_ &&
         glClientWaitSync(fences_[passed].sync, GL_SYNC_FLUSH_COMMANDS_BIT, 0) != GL_TIMEOUT_EXPIRED) {
    finished_ = fences_[passed].ticket;
    glDeleteSync(fences_[passed].sync);
    ++passed;
  }
  std::move(fences_.begin() + static_cast<ptrdiff_t>(passed), fences_.begin() + static_cast<ptrdiff_t>(fence_count_),
            fences_.begin());
  fence_count_ -= passed;
  return finished_;
}

}  // namespace labwall
