// SPDX-License-Identifier: Apache-2.0
#include "lab/decode_pool.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "support/eventually.h"
#include "unit/lab/scripted_station.h"

namespace labwall {
namespace {

constexpr Milliseconds kLimit{20'000};
constexpr PixelSize kScreen{1920, 1080};
constexpr PixelSize kPicture{320, 180};

wire::FrameInfo Info(const std::string& session_id, uint64_t sequence, Rung rung = Rung::k320x180) {
  return {MakeSession("pc-1", session_id, "ada").key, rung, sequence, 1, kScreen};
}

class DecodePoolTest : public ::testing::Test {
 protected:
  void Want(const std::vector<std::string>& session_ids) {
    std::unordered_map<SessionKey, Rung> wanted;
    for (const std::string& id : session_ids) wanted[Info(id, 0).key] = Rung::k320x180;
    pool_.SetWanted(wanted);
  }
  std::unique_ptr<DecodedFrame> WaitForOne() {
    std::vector<std::unique_ptr<DecodedFrame>> pictures;
    EXPECT_TRUE(Eventually([&] { return !(pictures = pool_.Take(1)).empty(); }, kLimit));
    return pictures.empty() ? std::make_unique<DecodedFrame>() : std::move(pictures[0]);
  }

  std::atomic<int> wakes_{0};
  DecodePool pool_{Clock::System(), 4, [this] { ++wakes_; }};
};

TEST_F(DecodePoolTest, TurnsAWantedFrameIntoPlanes) {
  Want({"c1"});
  ASSERT_TRUE(pool_.Submit(Info("c1", 5), MakeJpeg(kPicture, 200)));
  const auto picture = WaitForOne();
  EXPECT_EQ(picture->info.sequence, 5u);
  ASSERT_EQ(picture->planes.size(), kPicture);
  EXPECT_NEAR(std::as_const(picture->planes).view().y[0], 200, 2);
  EXPECT_EQ(pool_.stats().decoded, 1u);
  EXPECT_EQ(pool_.stats().bad, 0u);
  EXPECT_TRUE(Eventually([&] { return wakes_ == 1; }, kLimit));
}

TEST_F(DecodePoolTest, TakesNothingThatIsNotWanted) {
  const std::string jpeg = MakeJpeg(kPicture);
  EXPECT_FALSE(pool_.Submit(Info("c1", 1), jpeg));
  Want({"c1"});
  EXPECT_FALSE(pool_.Submit(Info("c2", 1), jpeg));
  EXPECT_FALSE(pool_.Submit(Info("c1", 1, Rung::k640x360), jpeg));
  wire::FrameInfo earlier_session = Info("c1", 1);
  earlier_session.key.started_us -= 1;
  EXPECT_FALSE(pool_.Submit(earlier_session, jpeg));
}

TEST_F(DecodePoolTest, RefusesBadFramesAndGoesOn) {
  Want({"c1"});
  const std::string good = MakeJpeg(kPicture);
  const std::vector<std::string> bad = {"",
                                        "no JPEG at all",
                                        good.substr(0, good.size() / 2),
                                        good.substr(0, 20),
                                        MakeJpeg({640, 360}),  // larger than its rung
                                        MakeJpeg({180, 180}),  // not the screen's shape
                                        std::string(2 << 20, 'x')};
  for (size_t i = 0; i < bad.size(); ++i) {
    ASSERT_TRUE(pool_.Submit(Info("c1", i), bad[i]));
    ASSERT_TRUE(Eventually([&] { return pool_.stats().bad == i + 1; }, kLimit)) << "bad frame " << i;
  }
  ASSERT_TRUE(pool_.Submit(Info("c1", 99), good));
  EXPECT_EQ(WaitForOne()->info.sequence, 99u);
  EXPECT_EQ(pool_.stats().decoded, 1u);
}

TEST_F(DecodePoolTest, GivesTheNewestAndCountsWhatItReplaced) {
  constexpr uint64_t kFrames = 100;
  Want({"c1"});
  const std::string jpeg = MakeJpeg(kPicture);
  for (uint64_t i = 1; i <= kFrames; ++i) ASSERT_TRUE(pool_.Submit(Info("c1", i), jpeg));
  uint64_t taken = 0;
  uint64_t newest = 0;
  ASSERT_TRUE(Eventually(
      [&] {
        const auto pictures = pool_.Take(10);
        EXPECT_LE(pictures.size(), 1u);
        for (const auto& picture : pictures) {
          EXPECT_GT(picture->info.sequence, newest);
          newest = picture->info.sequence;
          ++taken;
        }
        return newest == kFrames;
      },
      kLimit));
  EXPECT_EQ(taken + pool_.stats().replaced, kFrames);
}

TEST_F(DecodePoolTest, DecodesAFrameThatCameWhileTheOneBeforeWasDecoded) {
  const wire::FrameInfo info = Info("c1", 0, Rung::kNative);
  const std::string large = MakeJpeg(kScreen);
  pool_.SetWanted({{info.key, Rung::kNative}});
  // Submitting costs far less than decoding, so most last ones of a round come while a decoder is at an earlier one.
  uint64_t sequence = 0;
  for (int round = 0; round < 10; ++round) {
    for (int i = 0; i < 200; ++i) {
      EXPECT_TRUE(pool_.Submit(Info("c1", ++sequence, Rung::kNative), large));
      if (i == 100) std::this_thread::yield();
    }
    ASSERT_TRUE(Eventually(
        [&] {
          const auto pictures = pool_.Take(1);
          return !pictures.empty() && pictures[0]->info.sequence == sequence;
        },
        kLimit));
  }
}

TEST_F(DecodePoolTest, NeverGivesAnOlderPictureAfterANewerOne) {
  Want({"c1", "c2", "c3"});
  const std::string jpeg = MakeJpeg(kPicture);
  std::map<std::string, uint64_t> newest;
  const auto take = [&] {
    for (const auto& picture : pool_.Take(2)) {
      uint64_t& last = newest[picture->info.key.session_id];
      EXPECT_GT(picture->info.sequence, last);
      last = picture->info.sequence;
    }
  };
  for (uint64_t i = 1; i <= 300; ++i) {
    for (const char* id : {"c1", "c2", "c3"}) ASSERT_TRUE(pool_.Submit(Info(id, i), jpeg));
    take();
  }
  EXPECT_TRUE(Eventually(
      [&] {
        take();
        return newest["c1"] == 300 && newest["c2"] == 300 && newest["c3"] == 300;
      },
      kLimit));
}

TEST_F(DecodePoolTest, GivesNoMoreThanAskedFor) {
  Want({"c1", "c2", "c3"});
  for (const char* id : {"c1", "c2", "c3"}) ASSERT_TRUE(pool_.Submit(Info(id, 1), MakeJpeg(kPicture)));
  ASSERT_TRUE(Eventually([&] { return wakes_ == 3; }, kLimit));
  EXPECT_EQ(pool_.Take(2).size(), 2u);
  EXPECT_EQ(pool_.Take(2).size(), 1u);
  EXPECT_TRUE(pool_.Take(2).empty());
}

TEST_F(DecodePoolTest, ForgetsPicturesOfSessionsThatAreNotWantedAnyMore) {
  Want({"c1", "c2"});
  for (const char* id : {"c1", "c2"}) ASSERT_TRUE(pool_.Submit(Info(id, 1), MakeJpeg(kPicture)));
  ASSERT_TRUE(Eventually([&] { return wakes_ == 2; }, kLimit));
  Want({"c2"});
  const auto pictures = pool_.Take(10);
  ASSERT_EQ(pictures.size(), 1u);
  EXPECT_EQ(pictures[0]->info.key.session_id, "c2");
}

TEST_F(DecodePoolTest, UsesRecycledMemoryAgain) {
  Want({"c1"});
  ASSERT_TRUE(pool_.Submit(Info("c1", 1), MakeJpeg(kPicture)));
  auto picture = WaitForOne();
  const DecodedFrame* const address = picture.get();
  const uint8_t* const memory = std::as_const(picture->planes).view().y;
  std::vector<std::unique_ptr<DecodedFrame>> back;
  back.push_back(std::move(picture));
  back.push_back(nullptr);
  pool_.Recycle(std::move(back));
  ASSERT_TRUE(pool_.Submit(Info("c1", 2), MakeJpeg(kPicture)));
  const auto again = WaitForOne();
  EXPECT_EQ(again.get(), address);
  EXPECT_EQ(std::as_const(again->planes).view().y, memory);
}

}  // namespace
}  // namespace labwall
