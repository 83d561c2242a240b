// SPDX-License-Identifier: Apache-2.0
// PictureFeed joins the lab to the renderer: it leases what is on screen at the size it is shown in, and moves decoded
// frames to the GPU. The lab and the renderer don't know each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/thread_role.h"
#include "console/lease_plan.h"
#include "gpu/wall_renderer.h"
#include "lab/lab_client.h"
#include "model/lab_snapshot.h"
#include "ui/wall_ui.h"

namespace labwall {

// Threads: all on the gl thread. Client and renderer must outlive it.
class PictureFeed {
 public:
  // What is given to OpenGL in one go; the rest waits for the next. Half of the upload memory, so that decoders write
  // into one half while the GPU reads the other: 97 pictures of 320x180, at the display's rate some 5,800 a second,
  // which costs a direct upload of the slowest kind measured (10 bytes a nanosecond) less than a millisecond.
  static constexpr size_t kBytesAtATime = size_t{8} << 20;

  // Nothing is leased at a rung below `least_rung`.
  PictureFeed(const Clock& clock, LabClient& client, WallRenderer& renderer, Rung least_rung = Rung::kUnknown)
      : clock_(clock), client_(client), renderer_(renderer), plan_(least_rung), throttle_(clock) {}

  struct Taken {
    bool shown = false;     // a picture on screen has changed
    bool appeared = false;  // and there was none in its place before
    bool more = false;      // may be waiting
  };
  // Uploads frames that have come.
  Taken TakePictures() REQUIRES(gl_thread);
  // Some uploads were not over when TakePictures() returned: their memory is to be given back soon.
  [[nodiscard]] bool uploading() const { return !batches_.empty(); }
  // Gives back the memory of uploads that are over.
  void RecycleFinished() REQUIRES(gl_thread);

  // Forgets the pictures of sessions that the lab does not have any more, within a second.
  void KeepOnly(const LabSnapshot& snapshot) REQUIRES(gl_thread);
  // What pictures may take on the GPU. When it is full, or more than full now, those that were not on screen for the
  // longest time are forgotten, an eighth of it at a time; what is on screen never is.
  void SetTextureLimit(size_t bytes) REQUIRES(gl_thread);

  // Leases what is on screen, and what was a while ago.
  void Lease(const LeasePlan::Screen& screen) REQUIRES(gl_thread);
  // For while nothing can be seen, e.g. minimised.
  void LeaseNothing() REQUIRES(gl_thread);
  // When Lease() wants to be called again though the screen stays as it is.
  [[nodiscard]] std::optional<MonotonicTime> next_change() const { return plan_.next_change(); }

  [[nodiscard]] PictureInfo InfoOf(const SessionKey& key) const REQUIRES(gl_thread);
  // What is leased and held now.
  void Measure(ConsoleFigures& figures) const REQUIRES(gl_thread);

 private:
  struct Picture {
    Rung rung = Rung::kUnknown;
    size_t bytes = 0;
    PixelSize source;
    MonotonicTime received_at;
    MonotonicTime appeared_at;
    uint64_t seen = 0;    // the last change of the screen that had it; for what is on screen, an earlier one
    uint64_t exists = 0;  // the last KeepOnly() that found its session
  };
  // Frames that were uploaded together: so many, the oldest in in_flight_ first.
  struct Batch {
    uint64_t ticket = 0;
    size_t frames = 0;
  };

  // Notes in `taken` what it changes.
  void Upload(const DecodedFrame& frame, Taken& taken) REQUIRES(gl_thread);
  // True when its session had no picture.
  bool Note(const DecodedFrame& frame);
  // Forgets some pictures that are not on screen; false when there are none.
  bool MakeRoom() REQUIRES(gl_thread);
  [[nodiscard]] Rung HeldRung(const SessionKey& key) const;

  const Clock& clock_;
  LabClient& client_;
  WallRenderer& renderer_;
  LeasePlan plan_;
  LogThrottle throttle_;
  std::unordered_map<SessionKey, Picture> pictures_;  // all that the renderer has
  std::vector<DecodedFrame> in_flight_;               // whose memory the GPU may still read
  std::vector<Batch> batches_;
  size_t held_bytes_ = 0;  // of their planes
  size_t texture_limit_ = 0;
  bool full_ = false;  // of pictures on screen: nothing can be forgotten until the screen changes
  uint64_t screens_ = 0;
  uint64_t snapshot_version_ = 0;
  uint64_t sweeps_ = 0;
  MonotonicTime swept_at_;
};

}  // namespace labwall
