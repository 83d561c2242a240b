// SPDX-License-Identifier: Apache-2.0
// RungPipeline turns pictures of one screen into the JPEGs that are wanted of it. It knows for each rung when it was
// last served, so that a screen is looked at only when somebody may see the result: a rung that is new gets a frame at
// once, a changed screen gets one as soon as the rung's rate allows, and a picture that looks the same at the rung's
// size gets none. Threads: one owner.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "base/clock.h"
#include "capture/capture_link.h"
#include "codec/jpeg.h"
#include "codec/planes.h"

namespace labwall {

// Leaves room for a message's headers within the wire's 1 MiB.
inline constexpr size_t kMaxJpegBytes = (1 << 20) - 4096;

class RungPipeline {
 public:
  // The bytes are good until the call returns.
  using Emit = std::function<void(Rung rung, std::span<const uint8_t> jpeg)>;

  explicit RungPipeline(const Clock& clock) : clock_(clock) {}

  // Replaces what was wanted. Rungs that stay keep their history; unknown and repeated ones are left out.
  void SetWanted(const std::vector<WantedRung>& wanted);
  [[nodiscard]] bool wants_anything() const { return !streams_.empty(); }
  // The box of the largest wanted rung; 0x0 when nothing is wanted.
  [[nodiscard]] PixelSize largest_box() const;
  // The rung's next frame is sent at once, changed or not: somebody new is watching.
  void Renew(Rung rung);
  // The screen may have changed.
  void NoteChange();

  // When Run() has something to do next, in the past for "at once"; empty when only a change or a new wish brings any.
  [[nodiscard]] std::optional<MonotonicTime> NextDue() const;
  // Serves the rungs that are due from `screen`, the largest first, each smaller one from the one above it. `source` is
  // the screen's real size, by which rungs are laid out; `screen` may be a smaller drawing of it, as long as it is no
  // smaller than any wanted rung's picture.
  void Run(const PlanesView& screen, PixelSize source, const Emit& emit);

  // Frames left out because they could not be encoded in kMaxJpegBytes.
  [[nodiscard]] uint64_t too_large_count() const { return too_large_count_; }

 private:
  struct Stream {
    WantedRung wanted;
    bool fresh = true;     // nothing sent yet, or somebody new
    bool changed = false;  // noted since the last look
    MonotonicTime looked_at{};
    Planes shown;  // what was sent last
    Planes next;
  };
  static std::optional<MonotonicTime> DueAt(const Stream& stream);
  void Serve(Stream& stream, const PlanesView& from, PixelSize size, const Emit& emit);

  const Clock& clock_;
  JpegEncoder encoder_;
  std::vector<Stream> streams_;  // the largest rung first
  uint64_t too_large_count_ = 0;
};

}  // namespace labwall
