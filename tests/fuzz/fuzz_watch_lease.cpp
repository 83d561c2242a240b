// SPDX-License-Identifier: Apache-2.0
#include "fuzz_input.h"
#include "wire/limits.h"
#include "wire/messages.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace labwall;  // NOLINT
  const auto lease = wire::DecodeWatchLease(AsText(data, size));
  if (!lease) return 0;
  Require(lease->valid_for <= wire::kMaxLease && lease->entries.size() <= wire::kMaxWatchEntries);
  for (const wire::WatchEntry& entry : lease->entries) {
    Require(entry.rung != Rung::kUnknown && entry.max_milli_fps >= 1 && entry.max_milli_fps <= wire::kMaxMilliFps);
  }
  const auto again = wire::DecodeWatchLease(wire::Encode(*lease));
  Require(again && again->console_id == lease->console_id && again->entries.size() == lease->entries.size());
  return 0;
}
