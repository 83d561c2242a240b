// SPDX-License-Identifier: Apache-2.0
#include "bench/decode_scaling.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <string>
#include <unordered_map>

#include "base/mutex.h"
#include "lab/decode_pool.h"

namespace labwall {
namespace {

constexpr int kRounds = 7;

SessionKey Key(size_t number) { return {fmt::format("pc-{}", number), std::string(32, 'b'), "c1", 1}; }

// Seconds from the first frame's arrival until all are decoded.
double SecondsWith(int threads, const JpegPool& pool) {
  Mutex mutex;
  CondVar changed;
  DecodePool decoders(Clock::System(), threads, [&] {
    const MutexLock lock(mutex);
    changed.NotifyAll();
  });
  std::unordered_map<SessionKey, Rung> wanted;
  for (size_t i = 0; i < pool.size(); ++i) wanted.emplace(Key(i), Rung::k320x180);
  decoders.SetWanted(wanted);
  const auto started = std::chrono::steady_clock::now();
  for (size_t i = 0; i < pool.size(); ++i) {
    (void)decoders.Submit({.key = Key(i), .rung = Rung::k320x180, .sequence = 1, .source = {1920, 1080}}, pool.at(i));
  }
  MutexLock lock(mutex);
  while (decoders.stats().decoded < pool.size()) changed.Wait(mutex);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
}

}  // namespace

double TwoDecodersEfficiency(const JpegPool& pool) {
  double one = std::numeric_limits<double>::max();
  double two = std::numeric_limits<double>::max();
  for (int round = 0; round < kRounds; ++round) {
    one = std::min(one, SecondsWith(1, pool));
    two = std::min(two, SecondsWith(2, pool));
  }
  return one / two / 2;
}

}  // namespace labwall
