// SPDX-License-Identifier: Apache-2.0
// A console's word as a hostile one could say it, to a station that holds a command.
#include "base/clock.h"
#include "base/log.h"
#include "fuzz_input.h"
#include "wire/command_gate.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace labwall;  // NOLINT
  static const bool quiet = (StartLog("fuzz_command_word", LogLevel::kError), true);
  static_cast<void>(quiet);
  const std::string_view bytes = AsText(data, size);
  wire::CommandGate gate(Clock::System());
  wire::CommandRequest request;
  request.command_id = "id-1";
  const auto number = gate.Hold("inbox", request);
  Require(number.has_value());
  const auto word = wire::DecodeCommandWord(bytes);
  const bool concerns_it = word && word->command_id == request.command_id;
  Require(gate.OnWord(*number, bytes).has_value() == (concerns_it && word->go_on));
  Require(gate.held_count() == (concerns_it ? 0 : 1) && gate.ignored_count() == (concerns_it ? 0 : 1));
  Require(!gate.OnWord(*number, bytes) || !concerns_it);
  if (!word) return 0;
  const auto again = wire::DecodeCommandWord(wire::Encode(*word));
  Require(again && again->command_id == word->command_id && again->go_on == word->go_on);
  return 0;
}
