// SPDX-License-Identifier: Apache-2.0
#include "ui/phrases.h"

#include <algorithm>

#include "ui/text.h"
#include "ui/wall_model.h"

namespace labwall {

using std::chrono::milliseconds;

namespace {

constexpr milliseconds kMinute{60'000};
constexpr milliseconds kHour{3'600'000};

}  // namespace

std::string ShortSpan(milliseconds span) {
  span = std::max(span, milliseconds(0));
  if (span < kMinute) return Phrase(Tr("{0} s"), span / milliseconds(1000));
  if (span < kHour) return Phrase(Tr("{0} min"), span / kMinute);
  return Phrase(Tr("{0} h"), span / kHour);
}

milliseconds UntilSpanChanges(milliseconds span) {
  span = std::max(span, milliseconds(0));
  const milliseconds step = span < kMinute ? milliseconds(1000) : span < kHour ? kMinute : kHour;
  return step - span % step;
}

StateGlyph GlyphOf(const Session& session, const StationView& view) {
  if (HasProblem(session, view)) return StateGlyph::kProblem;
  if (session.locked || session.state == SessionState::kClosing) return StateGlyph::kHeld;
  if (session.state == SessionState::kOnline) return StateGlyph::kSuspended;
  return session.idle ? StateGlyph::kIdle : StateGlyph::kActive;
}

StateGlyph GlyphOfEmptySeat(const StationView& view) {
  return view.answering ? StateGlyph::kSuspended : StateGlyph::kProblem;
}

std::string UnusualInWords(const Session& session, bool own, int64_t now_unix_us) {
  if (own) return Tr("this session");
  if (session.state == SessionState::kClosing) return Tr("logging off");
  if (session.locked) return Tr("locked");
  if (session.state == SessionState::kOnline) return Tr("suspended");
  if (session.idle) {
    if (session.idle_since_us <= 0) return Tr("idle");
    return Phrase(Tr("idle {0}"), ShortSpan(milliseconds((now_unix_us - session.idle_since_us) / 1000)));
  }
  return session.remote ? Tr("remote") : "";
}

std::string StateInWords(const Session& session, const StationView& view) {
  std::string words;
  const auto add = [&](bool holds, const char* word) {
    if (!holds) return;
    if (!words.empty()) words += ", ";
    words += word;
  };
  add(!view.answering, Tr("station does not answer"));
  add(session.state == SessionState::kClosing, Tr("logging off"));
  add(session.locked, Tr("locked"));
  add(session.state == SessionState::kOnline, Tr("suspended"));
  add(session.idle, Tr("idle"));
  add(session.remote, Tr("remote"));
  add(words.empty(), Tr("active"));
  return words;
}

std::string PersonInWords(const std::string& user, const std::string& display_name) {
  if (display_name.empty() || display_name == user) return user;
  return Phrase(Tr("{0} ({1})"), display_name, user);
}

std::string RoomName(const std::string& room) { return room.empty() ? Tr("Stations without a room") : room; }

std::string ShownRoomName(const UiSettings& settings, const std::string& room) {
  const auto renamed = settings.room_names.find(room);
  return renamed != settings.room_names.end() && !renamed->second.empty() ? renamed->second : RoomName(room);
}

Overlay OverlayOf(const Session& session, const StationView& view, bool has_picture, milliseconds picture_age) {
  constexpr float kLost = 0.72f;
  constexpr float kLocked = 0.55f;
  // Nearly every tile has nothing to say, in every frame.
  const auto no_picture = [&] {
    return has_picture ? Phrase(Tr("No picture for {0}"), ShortSpan(picture_age)) : std::string(Tr("No picture"));
  };
  if (!view.answering) return {Tr("Station does not answer"), has_picture ? no_picture() : std::string(), kLost};
  switch (session.picture) {
    case PictureState::kNoDisplay:
      return {Tr("This session has no X display"), session.picture_detail, kLost};
    case PictureState::kUnsupported:
      return {Tr("This session's display can't be shown"), session.picture_detail, kLost};
    case PictureState::kUnresponsive: {
      const std::string why =
          session.picture_detail.empty() ? Tr("the station answers, its X server does not") : session.picture_detail;
      return {no_picture(), why, kLost};
    }
    case PictureState::kUnknown:
    case PictureState::kAvailable:
      break;
  }
  if (session.locked) return {Tr("Locked"), {}, kLocked};
  if (!has_picture) return {Tr("Waiting for the first picture"), {}, 0};
  return {};
}

std::string ProgressInWords(const TargetProgress& progress) {
  if (progress.stage == TargetStage::kWaiting) return Tr("Asking the station…");
  if (progress.stage == TargetStage::kAccepted) return Tr("Logging off…");
  const std::string& detail = progress.outcome.detail;
  switch (progress.outcome.code) {
    case OutcomeCode::kDone:
      return Tr("Logged off");
    case OutcomeCode::kAlreadyGone:
      return Tr("Was already gone");
    case OutcomeCode::kRefused:
      return detail.empty() ? Tr("Refused") : Phrase(Tr("Refused: {0}"), detail);
    case OutcomeCode::kUnreachable:
      return detail.empty() ? Tr("Station can't be reached") : Phrase(Tr("Station can't be reached: {0}"), detail);
    case OutcomeCode::kTimedOut:
      return detail.empty() ? Tr("Timed out") : Phrase(Tr("Timed out: {0}"), detail);
    case OutcomeCode::kCancelled:
      return Tr("Cancelled, nothing was touched");
    case OutcomeCode::kUnknown:
    case OutcomeCode::kFailed:
      return detail.empty() ? Tr("Failed") : Phrase(Tr("Failed: {0}"), detail);
  }
  return {};
}

std::string SecondsInWords(milliseconds span) {
  const double seconds = static_cast<double>(std::max(span, milliseconds(0)).count()) / 1000;
  return Phrase(Tr("{0} s"), fmt::format("{:.{}f}", seconds, seconds >= 0.005 && seconds < 0.1 ? 2 : 1));
}

std::string ByteRateInWords(double bytes_per_second) {
  const double megabytes = bytes_per_second / 1e6;
  if (megabytes >= 1) return Phrase(Tr("{0} MB/s"), fmt::format("{:.1f}", megabytes));
  return Phrase(Tr("{0} kB/s"), fmt::format("{:.0f}", megabytes * 1000));
}

std::string StandingName(Standing standing) {
  switch (standing) {
    case Standing::kDone:
      return Tr("Logged off");
    case Standing::kAlreadyGone:
      return Tr("Already gone");
    case Standing::kRefused:
      return Tr("Refused");
    case Standing::kUnreachable:
      return Tr("Unreachable");
    case Standing::kTimedOut:
      return Tr("Timed out");
    case Standing::kFailed:
      return Tr("Failed");
    case Standing::kCancelled:
      return Tr("Cancelled");
    case Standing::kUnderWay:
      break;
  }
  return Tr("Under way");
}

std::string BatchTitle(const Batch& batch, const std::string& room_name) {
  const std::string title = Count("Log off {0} user", "Log off {0} users", batch.targets.size());
  return room_name.empty() ? title : Phrase(Tr("{0}, {1}"), title, room_name);
}

std::string BatchSummary(const StandingCounts& counts) {
  const auto part = [&](Standing standing) {
    const size_t count = counts[standing];
    switch (standing) {
      case Standing::kDone:
        return Count("{0} done", "{0} done", count);
      case Standing::kAlreadyGone:
        return Count("{0} already gone", "{0} already gone", count);
      case Standing::kRefused:
        return Count("{0} refused", "{0} refused", count);
      case Standing::kUnreachable:
        return Count("{0} unreachable", "{0} unreachable", count);
      case Standing::kTimedOut:
        return Count("{0} timed out", "{0} timed out", count);
      case Standing::kFailed:
        return Count("{0} failed", "{0} failed", count);
      case Standing::kCancelled:
        return Count("{0} cancelled", "{0} cancelled", count);
      case Standing::kUnderWay:
        break;
    }
    return Count("{0} under way", "{0} under way", count);
  };
  std::string summary;
  for (const Standing standing : kStandings) {
    if (counts[standing] > 0) summary += (summary.empty() ? "" : ", ") + part(standing);
  }
  return summary;
}

}  // namespace labwall
