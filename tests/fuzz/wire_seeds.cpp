// SPDX-License-Identifier: Apache-2.0
// wire_seeds DIRECTORY: writes the seeds of the wire's fuzz targets, one folder for each target.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "wire/frame_headers.h"
#include "wire/messages.h"
#include "wire/subjects.h"

namespace {

using namespace labwall;        // NOLINT
using namespace labwall::wire;  // NOLINT

const std::string kBoot = "0123456789abcdef0123456789abcdef";

SessionKey KeyOf(const std::string& id) { return {"lab-01", kBoot, id, 1'700'000'000'000'000}; }

Session SessionOf(const std::string& id) {
  Session session;
  session.key = KeyOf(id);
  session.user = "ann";
  session.display_name = "Ann Zo\xc3\xab";
  session.seat = "seat0";
  session.type = SessionType::kX11;
  session.state = SessionState::kActive;
  session.picture = PictureState::kAvailable;
  return session;
}

std::string FrameOf(const FrameInfo& info) {
  std::string lines = FrameSubject(info.key.station, info.key.session_id, info.rung);
  for (const auto& [name, value] : EncodeFrameHeaders(info)) lines += "\n" + name + ": " + value;
  return lines;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const auto write = [argv](const std::string& target, const std::string& name, const std::string& bytes) {
    const std::filesystem::path folder = std::filesystem::path(argv[1]) / ("fuzz_" + target);
    std::filesystem::create_directories(folder);
    std::ofstream(folder / name, std::ios::binary) << bytes;
  };
  StationStateMessage state;
  state.station = {"lab-01", "lab-01.example", kBoot, "Room 1", {}};
  write("station_state", "empty", Encode(state));
  state.station.sessions = {SessionOf("c4"), SessionOf("2")};
  Session& remote = state.station.sessions[1];
  remote.remote = remote.idle = remote.locked = true;
  remote.idle_since_us = 1;
  remote.remote_host = "10.0.0.9";
  remote.picture = PictureState::kUnresponsive;
  remote.picture_detail = "no answer";
  write("station_state", "two_sessions", Encode(state));
  state.leaving = true;
  write("station_state", "leaving", Encode(state));
  write("station_state", "cut_short", Encode(state).substr(0, 100));

  write("watch_lease", "end", Encode(WatchLease{"console", Milliseconds(0), {}}));
  const WatchLease lease{
      "console", Milliseconds(10'000), {{"c4", 7, Rung::k320x180, 2000}, {"2", 8, Rung::kNative, 1}}};
  write("watch_lease", "two", Encode(lease));

  const CommandRequest request{"id-1", Action::kLogOff, {KeyOf("c4"), KeyOf("2")}, KeyOf("3"), Milliseconds(20'000)};
  write("command_request", "log_off", Encode(request));
  CommandRequest unknown = request;
  unknown.action = static_cast<Action>(77);
  write("command_request", "unknown_action", Encode(unknown));

  write("command_reply", "accepted", Encode(CommandReply{"id-1", CommandAccepted{}}));
  write("command_reply", "rejected", Encode(CommandReply{"id-1", CommandRejected{"not known"}}));
  write("command_reply", "outcome",
        Encode(CommandReply{"id-1", Outcome{KeyOf("c4"), "", OutcomeCode::kTimedOut, "vim", Milliseconds(20'000)}}));

  write("command_word", "go_on", Encode(CommandWord{"id-1", true}));
  write("command_word", "withdrawn", Encode(CommandWord{"id-1", false}));
  write("command_word", "other", Encode(CommandWord{"id-2", true}));

  write("frame_headers", "frame", FrameOf({KeyOf("c4"), Rung::k320x180, 42, 1'700'000'000'000'000, {1920, 1080}}));
  write("frame_headers", "native", FrameOf({KeyOf("2"), Rung::kNative, UINT64_MAX, 0, {1, 32'767}}));
  write("frame_headers", "state", StateSubject("lab-01"));
  return 0;
}
