// SPDX-License-Identifier: Apache-2.0
#include "wire/subjects.h"

#include <charconv>

#include "model/session_key.h"

namespace labwall::wire {
namespace {

constexpr std::string_view kStationPrefix = "lw.v1.station.";
constexpr std::string_view kFramePrefix = "lw.v1.frame.";

std::string StationSubject(std::string_view station, std::string_view what) {
  return std::string(kStationPrefix).append(station).append(".").append(what);
}

// Takes the text up to the next dot, and the dot, off the front.
std::string_view TakeToken(std::string_view& rest) {
  const std::string_view token = rest.substr(0, rest.find('.'));
  rest.remove_prefix(token.size() == rest.size() ? token.size() : token.size() + 1);
  return token;
}

}  // namespace

std::string StateSubject(std::string_view station) { return StationSubject(station, "state"); }
std::string WatchSubject(std::string_view station) { return StationSubject(station, "watch"); }
std::string CommandSubject(std::string_view station) { return StationSubject(station, "command"); }

std::string WordSubject(std::string_view station, uint64_t number) {
  return StationSubject(station, std::string("word.").append(std::to_string(number)));
}
std::string AllWordsSubject(std::string_view station) { return StationSubject(station, "word.*"); }

std::string FrameSubject(std::string_view station, std::string_view session_id, Rung rung) {
  std::string subject(kFramePrefix);
  return subject.append(station).append(".").append(session_id).append(".").append(ToString(rung));
}

std::optional<FrameAddress> ParseFrameSubject(std::string_view subject) {
  if (!subject.starts_with(kFramePrefix)) return std::nullopt;
  std::string_view rest = subject.substr(kFramePrefix.size());
  const std::string_view station = TakeToken(rest);
  const std::string_view session_id = TakeToken(rest);
  const std::optional<Rung> rung = RungFromString(rest);
  if (!IsStationId(station) || !IsSessionId(session_id) || !rung) return std::nullopt;
  return FrameAddress{station, session_id, *rung};
}

std::optional<WordAddress> ParseWordSubject(std::string_view subject) {
  if (!subject.starts_with(kStationPrefix)) return std::nullopt;
  std::string_view rest = subject.substr(kStationPrefix.size());
  WordAddress address{TakeToken(rest)};
  if (!IsStationId(address.station) || TakeToken(rest) != "word") return std::nullopt;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), address.number);
  if (error != std::errc() || end != rest.data() + rest.size()) return std::nullopt;
  return address;
}

std::optional<std::string_view> StationOfSubject(std::string_view subject) {
  if (!subject.starts_with(kStationPrefix)) return std::nullopt;
  std::string_view rest = subject.substr(kStationPrefix.size());
  const std::string_view station = TakeToken(rest);
  if (!IsStationId(station) || rest.empty() || rest.find('.') != std::string_view::npos) return std::nullopt;
  return station;
}

}  // namespace labwall::wire
