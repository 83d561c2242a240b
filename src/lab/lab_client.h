// SPDX-License-Identifier: Apache-2.0
// LabClient is a console's view of the lab over the bus: it folds the stations' messages into LabSnapshots, renews the
// leases for what is on screen, and hands out decoded frames.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "codec/planes.h"
#include "model/lab_snapshot.h"
#include "model/pixel_rect.h"
#include "model/rung.h"
#include "model/session_key.h"

namespace labwall {

class Connection;

// A decoded picture of a session, or a part of one, ready for upload.
struct DecodedFrame {
  std::shared_ptr<const SessionKey> key;
  Rung rung = Rung::kUnknown;
  PixelSize source;                // the session's screen
  PixelSize picture;               // the whole picture at this rung
  std::optional<PixelPoint> part;  // where the planes' corner belongs in it, on wire::kPartGrid; empty: they are all
  uint64_t sequence = 0;
  int64_t captured_us = 0;  // the station's clock, microseconds since the Unix epoch
  MonotonicTime received_at;
  PlanesView planes;   // in the client's memory, until Recycle()
  uint64_t block = 0;  // which memory that is; the client's own word
};

// One thing to be watched.
struct LeaseWish {
  SessionKey key;
  Rung rung = Rung::kUnknown;
  int max_milli_fps = 2000;  // frames per 1000 seconds
  bool operator==(const LeaseWish&) const = default;
};

struct LabClientOptions {
  int decode_threads = 1;
  // Called from any thread when a new snapshot is there, or a frame after TakeFrames() had left none; must not block,
  // and may be called often.
  std::function<void()> wake;
  // Where pictures are decoded into; decoders wait while it is full. It is only written, and must outlive the client.
  // Without it the client has memory of its own.
  std::span<uint8_t> picture_memory;
};

struct LabClientStats {
  uint64_t frames_received = 0;  // whole ones and parts
  uint64_t parts_received = 0;
  uint64_t frames_decoded = 0;
  uint64_t frames_replaced = 0;  // a newer one came before this was decoded or taken
  uint64_t frames_lost = 0;      // parts of no use, for one before them is missing; and what came late
  uint64_t wholes_asked = 0;     // because of that
  uint64_t frames_unwanted = 0;  // of no session that is leased here: another console's, or of one that is gone
  uint64_t frames_bad = 0;       // refused: not a JPEG, wrong size, senseless headers ...
  uint64_t frame_bytes = 0;
  uint64_t messages_bad = 0;
  std::chrono::nanoseconds decode_cpu{0};  // of the decoding threads
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
  // Appends frames that nobody has taken yet, the longest waiting first, up to and with the one that makes `max_bytes`
  // of planes full. A session's frames come in sequence: a whole picture, which replaces all that waits of it, and
  // parts that build on what was given out before them. True when some are left, for which there is no other wake().
  [[nodiscard]] virtual bool TakeFrames(size_t max_bytes, std::vector<DecodedFrame>& into) = 0;
  // Their memory may be written again from now on. Give all frames back, and soon: decoders wait for it.
  virtual void Recycle(std::span<const DecodedFrame> frames) = 0;
  // A part could not be used, because the picture that it belongs to is not there any more: asks for a whole one, and
  // gives out no parts of the session before it.
  virtual void AskWhole(const SessionKey& key) = 0;
  [[nodiscard]] virtual LabClientStats stats() const = 0;
};

}  // namespace labwall
