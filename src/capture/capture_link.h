// SPDX-License-Identifier: Apache-2.0
// The conversation between labwall-agent and one labwall-capture over a stream socket, the helper's descriptor 3.
// Each message: u32 length of what follows, u8 type, body; integers little-endian. The agent runs as root and the
// helper as the session's user, so the agent's side takes every byte for hostile: a message that is too long, of an
// unknown type or of the wrong size ends the helper.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "model/pixel_rect.h"
#include "model/rung.h"

namespace labwall {

// Largest message: a frame of 1 MiB and its few numbers.
inline constexpr size_t kMaxLinkMessageBytes = (1 << 20) + 256;
inline constexpr size_t kMaxLinkTextBytes = 512;

struct WantedRung {
  Rung rung = Rung::kUnknown;
  int max_milli_fps = 0;  // frames per 1000 seconds
  bool operator==(const WantedRung&) const = default;
};

// Agent to helper. Replaces what was wanted before; a rung that is new in it gets a frame at once, changed or not.
// Empty: stop looking at the screen.
struct CaptureWant {
  std::vector<WantedRung> rungs;
};
// Agent to helper: these rungs, as far as they are wanted, get a whole frame at once, changed or not.
struct CaptureRenew {
  std::vector<Rung> rungs;
};
// Agent to helper, answered by a pong with the same number: a helper that hangs is found out by its silence.
struct CapturePing {
  uint64_t number = 0;
};

// To the agent: the display is open and this large. Sent again when its size changes.
struct CaptureReady {
  PixelSize source;
};
struct CaptureFrame {
  Rung rung = Rung::kUnknown;
  int64_t captured_us = 0;
  PixelSize source;
  std::string jpeg;
  // Where the JPEG's top left corner goes when it is a part of the rung's picture: on multiples of kJpegBlock and
  // within the rung's box. A look at the screen gives at most ChangedArea::kMaxRects parts of a rung, all captured_us
  // alike.
  std::optional<PixelPoint> part;
};
// Why there is no picture, in words; the helper ends after it.
struct CaptureTrouble {
  std::string words;
};
struct CapturePong {
  uint64_t number = 0;
  // What the helper has done since it began.
  uint64_t grabs = 0;
  uint64_t frames = 0;
};

using AgentMessage = std::variant<CaptureWant, CaptureRenew, CapturePing>;
using HelperMessage = std::variant<CaptureReady, CaptureFrame, CaptureTrouble, CapturePong>;

[[nodiscard]] std::string EncodeLink(const AgentMessage& message);
[[nodiscard]] std::string EncodeLink(const HelperMessage& message);

// Collects bytes as they come and gives whole messages. After an error the stream is lost: end the other side.
class LinkReader {
 public:
  void Append(std::string_view bytes) { buffer_.append(bytes); }
  // Empty when no whole message is there yet.
  [[nodiscard]] Result<std::optional<AgentMessage>> NextAgentMessage();
  [[nodiscard]] Result<std::optional<HelperMessage>> NextHelperMessage();

 private:
  Result<std::optional<std::string_view>> NextBody(uint8_t& type);

  std::string buffer_;
  size_t taken_ = 0;
};

}  // namespace labwall
