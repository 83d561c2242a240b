// SPDX-License-Identifier: Apache-2.0
// UploadMemory is where decoded pictures wait for the GPU to take them: decoders write into it on their threads, and
// OpenGL reads from it. It is either plain memory, whose bytes the driver copies while a call lasts (direct), or a
// buffer of the GPU's that stays mapped, from which the GPU reads when it comes to it (mapped). Which of them is faster
// depends on the driver, so it can be measured at the start.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "base/thread_role.h"
#include "codec/planes.h"
#include "gpu/upload_calibration.h"

struct __GLsync;  // what a GLsync points to

namespace labwall {

enum class UploadMode { kAuto, kDirect, kMapped };

// "auto", "direct", "mapped".
[[nodiscard]] std::string_view ToString(UploadMode mode);
[[nodiscard]] std::optional<UploadMode> UploadModeFromString(std::string_view text);

// Threads: all on the gl thread, destruction included; the bytes themselves are written by whoever has a share of them.
class UploadMemory {
 public:
  // 190 pictures at 320x180, or one of a 4K screen. A thousand sessions at two updates a second are 33 pictures in a
  // frame of a 60 Hz display; three frames are under way at a time, and as many pictures may be being decoded.
  static constexpr size_t kBytes = size_t{16} << 20;

  UploadMemory() = default;
  ~UploadMemory();
  UploadMemory(const UploadMemory&) = delete;
  UploadMemory& operator=(const UploadMemory&) = delete;

  // Chooses, which for kAuto takes some 20 ms once, and makes the memory. Where mapping fails it is direct.
  void Start(UploadMode wanted, size_t bytes) REQUIRES(gl_thread);

  // The same for the whole life. Mapped memory is slow to read: it is for writing only.
  [[nodiscard]] std::span<uint8_t> bytes() const { return bytes_; }
  [[nodiscard]] UploadMode mode() const { return buffer_ == 0 ? UploadMode::kDirect : UploadMode::kMapped; }
  // Unless a mode was forced or there was only one.
  [[nodiscard]] const std::optional<UploadTimes>& measured() const { return measured_; }

  // How OpenGL finds planes that lie in this memory or anywhere else, to be uploaded now.
  [[nodiscard]] UnpackPlanes Locate(const PlanesView& planes);

  // A ticket for all uploads so far, their memory may be written again once Finished() has reached it: an earlier one
  // when nothing was uploaded since that the GPU may still have to read.
  uint64_t EndUploads() REQUIRES(gl_thread);
  // All uploads up to this ticket have been read. Never waits.
  [[nodiscard]] uint64_t Finished() REQUIRES(gl_thread);

 private:
  struct Fence {
    __GLsync* sync = nullptr;
    uint64_t ticket = 0;
  };

  [[nodiscard]] Result<> Map(size_t bytes) REQUIRES(gl_thread);
  void Unmap() REQUIRES(gl_thread);

  std::unique_ptr<uint8_t[]> plain_;
  unsigned buffer_ = 0;
  std::span<uint8_t> bytes_;
  std::optional<UploadTimes> measured_;
  bool unfenced_ = false;  // something is to be read from the buffer after the last fence
  uint64_t ticket_ = 0;
  uint64_t finished_ = 0;
  // Those not yet passed, oldest first. When a GPU falls far behind, the newest speaks for the one before it too.
  std::array<Fence, 8> fences_;
  size_t fence_count_ = 0;
};

}  // namespace labwall
