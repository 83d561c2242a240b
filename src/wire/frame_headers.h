// SPDX-License-Identifier: Apache-2.0
// What travels beside a frame's JPEG, as NATS message headers: any NATS client can save the payload as a .jpg.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/pixel_rect.h"
#include "model/rung.h"
#include "model/session_key.h"

namespace labwall::wire {

// A part's corner lies on multiples of this: the side of a block that a 4:2:0 JPEG is coded in, so that a part's pixels
// depend on nothing outside of it.
inline constexpr int kPartGrid = 16;

struct FrameInfo {
  SessionKey key;
  Rung rung = Rung::kUnknown;
  uint64_t sequence = 0;    // see FrameSeries
  int64_t captured_us = 0;  // the station's clock, microseconds since the Unix epoch
  PixelSize source;         // the session's screen
  // Set when the JPEG is only a part of the picture: where its top left corner goes, on kPartGrid. The rest is as the
  // frame before it in the series left it.
  std::optional<PixelPoint> part;
};

// The same without memory of its own. The views point into the subject and the headers.
struct FrameHead {
  std::string_view key_text;  // SessionKey::ToString(); not looked at
  std::string_view station;
  std::string_view session_id;
  Rung rung = Rung::kUnknown;
  uint64_t sequence = 0;
  int64_t captured_us = 0;
  PixelSize source;
  std::optional<PixelPoint> part;
};

using HeaderList = std::vector<std::pair<std::string, std::string>>;
// Gives a header's value, or an empty view when there is none.
using HeaderLookup = std::function<std::string_view(std::string_view name)>;

// Lw-Session: the session's key; Lw-Sequence; Lw-Captured-Us; Lw-Source: WIDTHxHEIGHT; Lw-Part, if it is one: X,Y.
[[nodiscard]] HeaderList EncodeFrameHeaders(const FrameInfo& info);
// Station, session and rung come from the subject; the headers must agree with them.
[[nodiscard]] Result<FrameInfo> DecodeFrame(std::string_view subject, const HeaderLookup& header);
// For receivers of many frames: allocates nothing when there is nothing wrong, and leaves the session's key to be
// compared with the ones that are known. All else is checked as by DecodeFrame().
[[nodiscard]] Result<FrameHead> DecodeFrameHead(std::string_view subject, const HeaderLookup& header);

}  // namespace labwall::wire
