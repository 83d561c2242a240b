// SPDX-License-Identifier: Apache-2.0
#include "bench/decode_scaling.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "lab/decode_pool.h"

namespace labwall {
namespace {

constexpr int kRounds = 7;

SessionKey Key(size_t number) { return {fmt::format("pc-{}", number), std::string(32, 'b'), "c1", 1}; }

// Seconds from the first frame's arrival until all are decoded and taken.
double SecondsWith(int threads, const JpegPool& pool) {
  Mutex mutex;
  CondVar changed;
  bool some = false;
  DecodePool decoders(Clock::System(), threads, {},
                      {[&] {
                         const MutexLock lock(mutex);
                         some = true;
                         changed.NotifyAll();
                       },
                       nullptr});
  std::vector<LeaseWish> wishes;
  std::vector<std::string> key_texts;
  for (size_t i = 0; i < pool.size(); ++i) {
    wishes.push_back({Key(i), Rung::k320x180, 2000});
    key_texts.push_back(Key(i).ToString());
  }
  decoders.SetWanted(wishes);
  const auto started = std::chrono::steady_clock::now();
  for (size_t i = 0; i < pool.size(); ++i) {
    (void)decoders.Submit({.key_text = key_texts[i],
                           .station = wishes[i].key.station,
                           .session_id = wishes[i].key.session_id,
                           .rung = Rung::k320x180,
                           .sequence = 1,
                           .source = {1920, 1080}},
                          pool.at(i));
  }
  std::vector<DecodedFrame> frames;
  for (size_t taken = 0; taken < pool.size(); taken += frames.size()) {
    {
      MutexLock lock(mutex);
      while (!some) changed.Wait(mutex);
      some = false;
    }
    frames.clear();
    (void)decoders.Take(std::numeric_limits<size_t>::max(), frames);
    decoders.Recycle(frames);
  }
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
