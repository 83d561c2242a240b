// SPDX-License-Identifier: Apache-2.0
#include "fuzz_input.h"
#include "wire/messages.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace labwall;  // NOLINT
  const auto reply = wire::DecodeCommandReply(AsText(data, size));
  if (!reply) return 0;
  const auto again = wire::DecodeCommandReply(wire::Encode(*reply));
  Require(again && again->command_id == reply->command_id && again->answer.index() == reply->answer.index());
  if (const auto* outcome = std::get_if<Outcome>(&reply->answer)) {
    Require(std::get<Outcome>(again->answer).key == outcome->key && outcome->code != OutcomeCode::kUnknown);
  }
  return 0;
}
