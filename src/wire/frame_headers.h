// SPDX-License-Identifier: Apache-2.0
// What travels beside a frame's JPEG, as NATS message headers: any NATS client can save the payload as a .jpg.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/rung.h"
#include "model/session_key.h"

namespace labwall::wire {

struct FrameInfo {
  SessionKey key;
  Rung rung = Rung::kUnknown;
  uint64_t sequence = 0;    // grows by one with each frame of this session and rung
  int64_t captured_us = 0;  // the station's clock, microseconds since the Unix epoch
  PixelSize source;         // the session's screen
};

using HeaderList = std::vector<std::pair<std::string, std::string>>;
// Gives a header's value, or an empty view when there is none.
using HeaderLookup = std::function<std::string_view(std::string_view name)>;

// Lw-Session: the session's key; Lw-Sequence; Lw-Captured-Us; Lw-Source: WIDTHxHEIGHT.
[[nodiscard]] HeaderList EncodeFrameHeaders(const FrameInfo& info);
// Station, session and rung come from the subject; the headers must agree with them.
[[nodiscard]] Result<FrameInfo> DecodeFrame(std::string_view subject, const HeaderLookup& header);

}  // namespace labwall::wire
