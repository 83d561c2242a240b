// SPDX-License-Identifier: Apache-2.0
// PictureFeed joins the lab to the renderer: it leases what is on screen at the size it is shown in, and moves decoded
// frames to the GPU. The lab and the renderer don't know each other.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/thread_role.h"
#include "gpu/wall_renderer.h"
#include "lab/lab_client.h"
#include "model/lab_snapshot.h"
#include "ui/wall_ui.h"

namespace labwall {

// Threads: all on the gl thread. Client and renderer must outlive it.
class PictureFeed {
 public:
  // What one frame of the wall uploads at most; the rest waits for the next one.
  static constexpr size_t kUploadsPerFrame = 256;
  static constexpr int kMilliFps = 2'000;
  static constexpr int kAttendedMilliFps = 10'000;
  static constexpr int kLargeMilliFps = 30'000;

  // Nothing is leased at a rung below `least_rung`.
  PictureFeed(const Clock& clock, LabClient& client, WallRenderer& renderer, Rung least_rung = Rung::kUnknown)
      : clock_(clock), client_(client), renderer_(renderer), least_rung_(least_rung), throttle_(clock) {}

  // Uploads the frames that have come, and forgets the pictures of sessions that the snapshot does not have. True when
  // more frames may be waiting.
  [[nodiscard]] bool TakePictures(const LabSnapshot& snapshot) REQUIRES(gl_thread);
  // Leases what is on screen: each session at the smallest rung that covers it, the attended ones at a higher rate.
  // With nothing visible, e.g. minimised, nothing is leased.
  void Lease(const std::vector<VisiblePicture>& visible, const LabSnapshot& snapshot) REQUIRES(gl_thread);

  [[nodiscard]] PictureInfo InfoOf(const SessionKey& key) const REQUIRES(gl_thread);
  // Frames and bytes a second, over the last second or so.
  void Measure(ConsoleFigures& figures) REQUIRES(gl_thread);

 private:
  void KeepOnly(const LabSnapshot& snapshot) REQUIRES(gl_thread);
  void Upload(const DecodedFrame& frame) REQUIRES(gl_thread);
  // True when some room was made.
  bool ForgetWhatIsNotVisible() REQUIRES(gl_thread);

  const Clock& clock_;
  LabClient& client_;
  WallRenderer& renderer_;
  const Rung least_rung_;
  LogThrottle throttle_;
  uint64_t snapshot_version_ = 0;
  std::unordered_set<SessionKey> existing_;  // in that snapshot
  struct Times {
    MonotonicTime received_at;
    MonotonicTime appeared_at;
  };
  std::unordered_map<SessionKey, Times> received_;  // for each picture in the renderer
  std::vector<LeaseWish> leases_;                   // as last given to the client
  std::unordered_set<SessionKey> leased_;
  LabClientStats measured_;
  MonotonicTime measured_at_;
};

}  // namespace labwall
