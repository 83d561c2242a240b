// SPDX-License-Identifier: Apache-2.0
// Facts about sessions and commands, in the supervisor's words.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "dispatch/batch.h"
#include "model/lab_snapshot.h"
#include "ui/icons.h"
#include "ui/outcomes.h"
#include "ui/settings.h"

namespace labwall {

// A time span as short as it can be said: "12 s", "9 min", "3 h".
[[nodiscard]] std::string ShortSpan(std::chrono::milliseconds span);
// How long until ShortSpan() says something else.
[[nodiscard]] std::chrono::milliseconds UntilSpanChanges(std::chrono::milliseconds span);

[[nodiscard]] StateGlyph GlyphOf(const Session& session, const StationView& view);
// Of a station where nobody is logged on.
[[nodiscard]] StateGlyph GlyphOfEmptySeat(const StationView& view);
// What is unusual about a session: "idle 9 min", "locked", "remote". Empty for a plain one.
[[nodiscard]] std::string UnusualInWords(const Session& session, bool own, int64_t now_unix_us);
// All that a session is, in words: "locked, idle".
[[nodiscard]] std::string StateInWords(const Session& session, const StationView& view);
// "Name (login)" where they differ.
[[nodiscard]] std::string PersonInWords(const std::string& user, const std::string& display_name);
[[nodiscard]] std::string RoomName(const std::string& room);
// The same, or what the console calls the room.
[[nodiscard]] std::string ShownRoomName(const UiSettings& settings, const std::string& room);

// Why a tile has no living picture: what, and why. Empty `what` when there is nothing to say.
struct Overlay {
  std::string what;
  std::string why;
  float veil = 0;  // see TileDraw
};
[[nodiscard]] Overlay OverlayOf(const Session& session, const StationView& view, bool has_picture,
                                std::chrono::milliseconds picture_age);

// "Refused: administrator", "Logging off...".
[[nodiscard]] std::string ProgressInWords(const TargetProgress& progress);
// A duration: "0.3 s", "0.02 s".
[[nodiscard]] std::string SecondsInWords(std::chrono::milliseconds span);

// "1.2 MB/s", "34 kB/s".
[[nodiscard]] std::string ByteRateInWords(double bytes_per_second);

// "Refused", as the name of a filter.
[[nodiscard]] std::string StandingName(Standing standing);
// "Log off 18 users", with the room's name unless it is empty: "Log off 18 users, B12".
[[nodiscard]] std::string BatchTitle(const Batch& batch, const std::string& room_name);
// "15 done, 1 refused, 2 under way".
[[nodiscard]] std::string BatchSummary(const StandingCounts& counts);

}  // namespace labwall
