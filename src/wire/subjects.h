// SPDX-License-Identifier: Apache-2.0
// The NATS subjects of Labwall: made and taken apart only here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/rung.h"

namespace labwall::wire {

// Console to all agents: publish your state now. Empty payload.
inline constexpr std::string_view kHelloSubject = "lw.v1.hello";
inline constexpr std::string_view kAllStatesSubject = "lw.v1.station.*.state";
inline constexpr std::string_view kAllFramesSubject = "lw.v1.frame.>";

[[nodiscard]] std::string StateSubject(std::string_view station);
[[nodiscard]] std::string WatchSubject(std::string_view station);
[[nodiscard]] std::string CommandSubject(std::string_view station);
// Where a station waits for the word on the command that it has accepted under this number; and for any word.
[[nodiscard]] std::string WordSubject(std::string_view station, uint64_t number);
[[nodiscard]] std::string AllWordsSubject(std::string_view station);
[[nodiscard]] std::string FrameSubject(std::string_view station, std::string_view session_id, Rung rung);

struct FrameAddress {
  std::string_view station;
  std::string_view session_id;
  Rung rung = Rung::kUnknown;
};
// The views point into `subject`.
[[nodiscard]] std::optional<FrameAddress> ParseFrameSubject(std::string_view subject);
struct WordAddress {
  std::string_view station;
  uint64_t number = 0;
};
// The view points into `subject`.
[[nodiscard]] std::optional<WordAddress> ParseWordSubject(std::string_view subject);
// The station of a "lw.v1.station.<station>.<what>" subject; the view points into `subject`.
[[nodiscard]] std::optional<std::string_view> StationOfSubject(std::string_view subject);

}  // namespace labwall::wire
