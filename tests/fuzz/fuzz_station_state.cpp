// SPDX-License-Identifier: Apache-2.0
#include "fuzz_input.h"
#include "wire/limits.h"
#include "wire/messages.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace labwall;  // NOLINT
  const auto message = wire::DecodeStationState("lab-01", AsText(data, size));
  if (!message) return 0;
  Require(message->station.sessions.size() <= wire::kMaxSessionsPerStation);
  // What was accepted once is accepted by the next one who gets it, unchanged.
  const auto again = wire::DecodeStationState("lab-01", wire::Encode(*message));
  Require(again && again->station == message->station && again->leaving == message->leaving);
  return 0;
}
