// SPDX-License-Identifier: Apache-2.0
// RungPipeline turns pictures of one screen into the JPEGs that are wanted of it. It knows for each rung when it was
// last served and what has changed on the screen since, so that a screen is looked at only when somebody may see the
// result: a rung that is new gets a frame at once, a changed screen gets one as soon as the rung's rate allows, a small
// change is sent as the parts of the picture that it touches, and a picture that looks the same at the rung's size is
// not sent. Threads: one owner.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "base/clock.h"
#include "capture/capture_link.h"
#include "capture/changed_area.h"
#include "codec/jpeg.h"
#include "codec/planes.h"

namespace labwall {

// Leaves room for a message's headers within the wire's 1 MiB.
inline constexpr size_t kMaxJpegBytes = (1 << 20) - 4096;

class RungPipeline {
 public:
  // `part`: where in the rung's picture the JPEG's top left corner goes, on multiples of kJpegBlock; empty when it is
  // the whole picture. The bytes are good until the call returns.
  using Emit = std::function<void(Rung rung, std::optional<PixelPoint> part, std::span<const uint8_t> jpeg)>;

  explicit RungPipeline(const Clock& clock) : clock_(clock) {}

  // Replaces what was wanted. Rungs that stay keep their history; unknown and repeated ones are left out. A change that
  // a rung's rate has held back is due at once when its rate rises: somebody looks more closely.
  void SetWanted(const std::vector<WantedRung>& wanted);
  [[nodiscard]] bool wants_anything() const { return !streams_.empty(); }
  // The box of the largest wanted rung; 0x0 when nothing is wanted.
  [[nodiscard]] PixelSize largest_box() const;
  // The rung's next frame is sent at once, changed or not, and whole: somebody new is watching.
  void Renew(Rung rung);
  // The screen may have changed.
  void NoteChange();

  // When Run() has something to do next, in the past for "at once"; empty when only a change or a new wish brings any.
  [[nodiscard]] std::optional<MonotonicTime> NextDue() const;
  // Serves the rungs that are due from `screen`, which is as it was at the last Run() outside of `changed`. Each rung's
  // picture is made from that of the next larger wanted rung, due or not, so that the same screen always gives the same
  // pixels. `source` is the screen's real size, by which rungs are laid out; `screen` may be a smaller drawing of it,
  // as long as it is no smaller than any wanted rung's picture. True when a picture differs from the one that was sent.
  bool Run(const PlanesView& screen, PixelSize source, std::span<const PixelRect> changed, const Emit& emit);

  // Frames left out because they could not be encoded in kMaxJpegBytes.
  [[nodiscard]] uint64_t too_large_count() const { return too_large_count_; }

 private:
  struct Stream {
    WantedRung wanted;
    bool fresh = true;     // nothing sent yet, or somebody new
    bool changed = false;  // noted since the last look
    std::optional<MonotonicTime> looked_at;
    ChangedArea unseen{kScreenJoinPx};  // of the screen: what has changed since the last look
    Planes picture;                     // the screen at this rung; old at most within `unseen`
    Planes sent;
  };
  static std::optional<MonotonicTime> DueAt(const Stream& stream);
  // Tells every rung where the screen has changed.
  void NoteArea(PixelSize screen, PixelSize source, std::span<const PixelRect> changed);
  // Sends what of the picture differs from what was sent; looks within `scaled` only.
  bool Serve(Stream& stream, const ChangedArea& scaled, const Emit& emit);
  void Send(Stream& stream, const PixelRect& area, const Emit& emit);

  const Clock& clock_;
  JpegEncoder encoder_;
  std::vector<Stream> streams_;  // the largest rung first
  PixelSize screen_size_;
  PixelSize source_size_;
  uint64_t too_large_count_ = 0;
};

}  // namespace labwall
