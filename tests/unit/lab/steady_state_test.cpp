// SPDX-License-Identifier: Apache-2.0
// A program of its own: it counts every operator new in it.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "lab/decode_pool.h"
#include "support/eventually.h"
#include "unit/lab/scripted_station.h"
#include "wire/subjects.h"

namespace {

std::atomic<uint64_t> allocations{0};

}  // namespace

void* operator new(size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size)) return memory;
  std::abort();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t /*size*/) noexcept { std::free(memory); }

namespace labwall {
namespace {

constexpr int kSessions = 10;

// Ten sessions, each with a whole frame and two parts that go round and round.
class SteadyStateTest : public ::testing::Test {
 protected:
  SteadyStateTest() {
    std::vector<LeaseWish> wishes;
    for (int i = 0; i < kSessions; ++i) {
      const SessionKey key = MakeSession(fmt::format("pc-{}", i), "c1", "ada").key;
      wishes.push_back({key, Rung::k320x180, 2000});
      subjects_.push_back(wire::FrameSubject(key.station, key.session_id, Rung::k320x180));
      key_texts_.push_back(key.ToString());
    }
    pool_.SetWanted(wishes);
    frames_.reserve(100);
  }

  // What a bus thread does with a message.
  void Receive(int session, std::optional<std::string_view> part, const std::string& jpeg) {
    struct Headers {
      std::string_view key;
      std::string_view part;
      char sequence[24] = {};
    } headers{key_texts_[session], part.value_or(std::string_view())};
    std::snprintf(headers.sequence, sizeof headers.sequence, "%llu", static_cast<unsigned long long>(sequence_));
    // One reference, as in LabClient: a std::function has room for that.
    const auto head = wire::DecodeFrameHead(subjects_[session], [&headers](std::string_view name) -> std::string_view {
      if (name == "Lw-Session") return headers.key;
      if (name == "Lw-Sequence") return headers.sequence;
      if (name == "Lw-Captured-Us") return "1700000000000000";
      if (name == "Lw-Source") return "1920x1080";
      return name == "Lw-Part" ? headers.part : std::string_view();
    });
    if (!head || pool_.Submit(*head, jpeg) != DecodePool::Submitted::kTaken) std::abort();
  }

  // One update of each session, up to where the wall gives its memory back.
  void Round() {
    ++sequence_;
    for (int i = 0; i < kSessions; ++i) {
      switch (sequence_ % 3) {
        case 0:
          Receive(i, std::nullopt, i % 2 == 0 ? picture_ : other_picture_);
          break;
        case 1:
          Receive(i, "16,32", part_);
          break;
        default:
          Receive(i, "0,0", part_);
      }
    }
    for (size_t taken = 0; taken < kSessions;) {
      frames_.clear();
      if (!Eventually([&] { return pool_.Take(SIZE_MAX, frames_) || !frames_.empty(); }, Milliseconds(20'000))) {
        std::abort();
      }
      taken += frames_.size();
      pool_.Recycle(frames_);
    }
  }

  const std::string picture_ = MakeJpeg({320, 180}, 90);
  const std::string other_picture_ = MakeJpeg({320, 180}, 200);
  const std::string part_ = MakeJpeg({64, 48});
  std::vector<std::string> subjects_;
  std::vector<std::string> key_texts_;
  std::vector<DecodedFrame> frames_;
  uint64_t sequence_ = 2;
  DecodePool pool_{Clock::System(), 2, {}, {[] {}, [] {}}};
};

TEST_F(SteadyStateTest, NothingIsAllocatedForAnUpdate) {
  for (int i = 0; i < 12; ++i) Round();  // everything grows to its size
  const uint64_t before = allocations;
  for (int i = 0; i < 60; ++i) Round();
  EXPECT_EQ(allocations - before, 0u) << "in " << 60 * kSessions << " updates";
  EXPECT_EQ(pool_.stats().decoded, 72u * kSessions);
  EXPECT_EQ(pool_.stats().lost, 0u);
  EXPECT_EQ(pool_.stats().bad, 0u);
}

}  // namespace
}  // namespace labwall
