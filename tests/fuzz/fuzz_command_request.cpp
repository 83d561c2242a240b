// SPDX-License-Identifier: Apache-2.0
#include "fuzz_input.h"
#include "wire/limits.h"
#include "wire/messages.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace labwall;  // NOLINT
  const auto request = wire::DecodeCommandRequest(AsText(data, size));
  const std::string id = wire::CommandIdOf(AsText(data, size));
  if (!request) return 0;
  Require(request->command_id == id && request->time_limit <= wire::kMaxCommandTime);
  Require(!request->targets.empty() && request->targets.size() <= wire::kMaxCommandTargets);
  for (const SessionKey& key : request->targets) Require(SessionKey::Parse(key.ToString()) == key);
  const auto again = wire::DecodeCommandRequest(wire::Encode(*request));
  Require(again && again->targets == request->targets && again->operator_session == request->operator_session);
  return 0;
}
