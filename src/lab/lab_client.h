// SPDX-License-Identifier: Apache-2.0
// LabClient is a console's view of the lab over the bus: it folds the stations' messages into LabSnapshots, renews the
// leases for what is on screen, and hands out decoded frames.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "codec/planes.h"
#include "model/lab_snapshot.h"
#include "model/rung.h"
#include "wire/frame_headers.h"

namespace labwall {

class Connection;

// A decoded picture of a session, ready for upload.
struct DecodedFrame {
  wire::FrameInfo info;
  MonotonicTime received_at;
  Planes planes;
};

// One thing to be watched.
struct LeaseWish {
  SessionKey key;
  Rung rung = Rung::kUnknown;
  int max_milli_fps = 2000;  // frames per 1000 seconds
};

struct LabClientOptions {
  int decode_threads = 1;
  // Called from any thread when a new snapshot or frame is there; must not block, and may be called often.
  std::function<void()> wake;
};

struct LabClientStats {
  uint64_t frames_received = 0;
  uint64_t frames_decoded = 0;
  uint64_t frames_replaced = 0;  // a newer one came before this was decoded or taken
  uint64_t frames_unwanted = 0;  // of no session that is leased here: another console's, or of one that is gone
  uint64_t frames_bad = 0;       // refused: not a JPEG, wrong size, senseless headers ...
  uint64_t frame_bytes = 0;
  uint64_t messages_bad = 0;
};

// Threads: all methods from any thread. The connection is given after construction, because the connection's events go
// through OnBusEvent(). To end: Detach(), then the connection goes, then this object.
class LabClient {
 public:
  virtual ~LabClient() = default;
  [[nodiscard]] static std::unique_ptr<LabClient> Create(const Clock& clock, LabClientOptions options);

  // Subscribes to states and frames, and asks every agent for its state.
  virtual Result<> Attach(Connection& connection) = 0;
  // Ends every lease and subscription; afterwards nothing of the connection is used, and events do nothing.
  virtual void Detach() = 0;
  // Tell it of every event of the connection: on kConnected it says hello and renews the leases.
  virtual void OnBusEvent(bool connected, const std::string& detail) = 0;

  // Never null.
  [[nodiscard]] virtual std::shared_ptr<const LabSnapshot> Snapshot() const = 0;
  // Asks every agent to publish its state now.
  virtual void Refresh() = 0;
  // Replaces what is leased. Cheap when nothing changed; sends only to the stations concerned.
  virtual void SetLeases(std::vector<LeaseWish> wishes) = 0;
  // The newest undelivered frame of each session (newest wins), at most `max` of them. Give them back with Recycle(),
  // so that their memory is used again.
  [[nodiscard]] virtual std::vector<std::unique_ptr<DecodedFrame>> TakeFrames(size_t max) = 0;
  virtual void Recycle(std::vector<std::unique_ptr<DecodedFrame>> frames) = 0;
  [[nodiscard]] virtual LabClientStats stats() const = 0;
};

}  // namespace labwall
