// SPDX-License-Identifier: Apache-2.0
#include "lab/decode_pool.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "support/eventually.h"
#include "unit/lab/scripted_station.h"

namespace labwall {
namespace {

using ::testing::ElementsAre;
using ::testing::Pointee;

constexpr Milliseconds kLimit{20'000};
constexpr PixelSize kScreen{1920, 1080};
constexpr PixelSize kPicture{320, 180};
constexpr size_t kPictureBytes = 320 * 180 * 3 / 2;
constexpr size_t kAll = SIZE_MAX;

SessionKey Key(const std::string& session_id) { return MakeSession("pc-1", session_id, "ada").key; }

class DecodePoolTest : public ::testing::Test {
 protected:
  // With memory for so many pictures of kPicture.
  void Start(int threads, size_t pictures) {
    memory_.resize(pictures * kPictureBytes + PictureRing::kAlignment);
    pool_ = std::make_unique<DecodePool>(clock_, threads, memory_,
                                         DecodePool::Events{[this] { ++wakes_; }, [this] { ++losses_; }});
  }
  void SetUp() override { Start(4, 100); }

  void Want(const std::vector<std::string>& session_ids, Rung rung = Rung::k320x180) {
    std::vector<LeaseWish> wishes;
    for (const std::string& id : session_ids) wishes.push_back({Key(id), rung, 2000});
    pool_->SetWanted(wishes);
  }
  DecodePool::Submitted Submit(const wire::FrameInfo& info, std::string_view jpeg) {
    const std::string key_text = info.key.ToString();
    return pool_->Submit({.key_text = key_text,
                          .station = "pc-1",
                          .session_id = info.key.session_id,
                          .rung = info.rung,
                          .sequence = info.sequence,
                          .captured_us = info.captured_us,
                          .source = info.source,
                          .part = info.part},
                         jpeg);
  }
  bool Whole(const std::string& id, uint64_t sequence, std::string_view jpeg) {
    return Submit({Key(id), Rung::k320x180, sequence, 1, kScreen, {}}, jpeg) == DecodePool::Submitted::kTaken;
  }
  void Part(const std::string& id, uint64_t sequence, PixelPoint at, std::string_view jpeg) {
    std::ignore = Submit({Key(id), Rung::k320x180, sequence, 1, kScreen, at}, jpeg);
  }
  // What there is to take, given back at once: the values are good, the planes' bytes may change.
  std::vector<DecodedFrame> TakeSome(size_t max_bytes) {
    std::vector<DecodedFrame> frames;
    std::ignore = pool_->Take(max_bytes, frames);
    pool_->Recycle(frames);
    return frames;
  }
  std::vector<DecodedFrame> WaitForFrames(size_t count) {
    std::vector<DecodedFrame> frames;
    EXPECT_TRUE(Eventually(
        [&] {
          std::ignore = pool_->Take(kAll, frames);
          return frames.size() >= count;
        },
        kLimit));
    pool_->Recycle(frames);
    frames.resize(count);
    return frames;
  }
  // Some frames that are not given back, so that their memory is in use.
  std::vector<DecodedFrame> WaitAndHold() {
    std::vector<DecodedFrame> held;
    EXPECT_TRUE(Eventually(
        [&] {
          std::ignore = pool_->Take(kAll, held);
          return !held.empty();
        },
        kLimit));
    return held;
  }
  DecodedFrame WaitForOne() { return WaitForFrames(1)[0]; }
  bool EventuallyBad(uint64_t count) {
    return Eventually([&] { return pool_->stats().bad == count; }, kLimit);
  }

  const std::string jpeg_ = MakeJpeg(kPicture, 200);
  std::atomic<int> wakes_{0};
  std::atomic<int> losses_{0};
  ManualClock clock_;
  std::vector<uint8_t> memory_;
  std::unique_ptr<DecodePool> pool_;
};

TEST_F(DecodePoolTest, TurnsAWantedFrameIntoPlanesInTheMemoryItWasGiven) {
  Want({"c1"});
  ASSERT_TRUE(Whole("c1", 5, jpeg_));
  const DecodedFrame frame = WaitForOne();
  EXPECT_EQ(*frame.key, Key("c1"));
  EXPECT_EQ(frame.rung, Rung::k320x180);
  EXPECT_EQ(frame.source, kScreen);
  EXPECT_EQ(frame.picture, kPicture);
  EXPECT_FALSE(frame.part);
  EXPECT_EQ(frame.sequence, 5u);
  EXPECT_EQ(frame.received_at, clock_.Now());
  ASSERT_EQ(frame.planes.size, kPicture);
  EXPECT_GE(frame.planes.y, memory_.data());
  EXPECT_LE(frame.planes.v + 160 * 90, memory_.data() + memory_.size());
  EXPECT_NEAR(frame.planes.y[320 * 180 - 1], 200, 2);
  EXPECT_NEAR(frame.planes.u[160 * 90 - 1], 128, 2);
  EXPECT_NEAR(frame.planes.v[160 * 90 - 1], 128, 2);
  EXPECT_EQ(pool_->stats().decoded, 1u);
  EXPECT_EQ(pool_->stats().bad, 0u);
  EXPECT_GT(pool_->stats().cpu.count(), 0);
  EXPECT_TRUE(Eventually([&] { return wakes_ == 1; }, kLimit));
}

TEST_F(DecodePoolTest, TakesNothingThatIsNotWanted) {
  EXPECT_FALSE(Whole("c1", 1, jpeg_));
  Want({"c1"});
  EXPECT_FALSE(Whole("c2", 1, jpeg_));
  EXPECT_EQ(Submit({Key("c1"), Rung::k640x360, 1, 1, kScreen, {}}, jpeg_), DecodePool::Submitted::kUnwanted);
  SessionKey earlier = Key("c1");
  earlier.started_us -= 1;
  EXPECT_EQ(Submit({earlier, Rung::k320x180, 1, 1, kScreen, {}}, jpeg_), DecodePool::Submitted::kUnwanted);
}

TEST_F(DecodePoolTest, TakesNoFrameWhoseSubjectIsOfAnotherSession) {
  Want({"c1"});
  const std::string key_text = Key("c1").ToString();
  wire::FrameHead head{.key_text = key_text, .station = "pc-2", .session_id = "c1", .rung = Rung::k320x180};
  EXPECT_EQ(pool_->Submit(head, jpeg_), DecodePool::Submitted::kForeign);
  head.station = "pc-1";
  head.session_id = "c2";
  EXPECT_EQ(pool_->Submit(head, jpeg_), DecodePool::Submitted::kForeign);
}

TEST_F(DecodePoolTest, RefusesBadFramesAndGoesOn) {
  Want({"c1"});
  const std::vector<std::string> bad = {"",
                                        "no JPEG at all",
                                        jpeg_.substr(0, jpeg_.size() / 2),
                                        jpeg_.substr(0, 20),
                                        MakeJpeg({640, 360}),  // larger than its rung
                                        MakeJpeg({180, 180}),  // not the screen's shape
                                        std::string(2 << 20, 'x')};
  for (size_t i = 0; i < bad.size(); ++i) {
    ASSERT_TRUE(Whole("c1", i + 1, bad[i]));
    ASSERT_TRUE(EventuallyBad(i + 1)) << "bad frame " << i;
  }
  ASSERT_TRUE(Whole("c1", 99, jpeg_));
  EXPECT_EQ(WaitForOne().sequence, 99u);
  EXPECT_EQ(pool_->stats().decoded, 1u);
}

TEST_F(DecodePoolTest, GivesTheNewestAndCountsWhatItReplaced) {
  constexpr uint64_t kFrames = 100;
  Want({"c1"});
  for (uint64_t i = 1; i <= kFrames; ++i) ASSERT_TRUE(Whole("c1", i, jpeg_));
  uint64_t taken = 0;
  uint64_t newest = 0;
  ASSERT_TRUE(Eventually(
      [&] {
        const auto frames = TakeSome(kAll);
        EXPECT_LE(frames.size(), 1u);
        for (const DecodedFrame& frame : frames) {
          EXPECT_GT(frame.sequence, newest);
          newest = frame.sequence;
          ++taken;
        }
        return newest == kFrames;
      },
      kLimit));
  EXPECT_EQ(taken + pool_->stats().replaced, kFrames);
}

TEST_F(DecodePoolTest, DecodesAFrameThatCameWhileTheOneBeforeWasDecoded) {
  const std::string large = MakeJpeg(kScreen);
  Want({"c1"}, Rung::kNative);
  // Submitting costs far less than decoding, so most last ones of a round come while a decoder is at an earlier one.
  uint64_t sequence = 0;
  for (int round = 0; round < 10; ++round) {
    for (int i = 0; i < 200; ++i) {
      EXPECT_EQ(Submit({Key("c1"), Rung::kNative, ++sequence, 1, kScreen, {}}, large), DecodePool::Submitted::kTaken);
      if (i == 100) std::this_thread::yield();
    }
    ASSERT_TRUE(Eventually(
        [&] {
          const auto frames = TakeSome(kAll);
          return !frames.empty() && frames[0].sequence == sequence;
        },
        kLimit));
  }
}

TEST_F(DecodePoolTest, NeverGivesAnOlderPictureAfterANewerOne) {
  Want({"c1", "c2", "c3"});
  std::map<std::string, uint64_t> newest;
  const auto take = [&] {
    for (const DecodedFrame& frame : TakeSome(2 * kPictureBytes)) {
      uint64_t& last = newest[frame.key->session_id];
      EXPECT_GT(frame.sequence, last);
      last = frame.sequence;
    }
  };
  for (uint64_t i = 1; i <= 300; ++i) {
    for (const char* id : {"c1", "c2", "c3"}) ASSERT_TRUE(Whole(id, i, jpeg_));
    take();
  }
  EXPECT_TRUE(Eventually(
      [&] {
        take();
        return newest["c1"] == 300 && newest["c2"] == 300 && newest["c3"] == 300;
      },
      kLimit));
}

TEST_F(DecodePoolTest, GivesBytesUpToWhatIsAskedForAndWakesOnlyForTheFirst) {
  Want({"c1", "c2", "c3"});
  for (const char* id : {"c1", "c2", "c3"}) ASSERT_TRUE(Whole(id, 1, jpeg_));
  ASSERT_TRUE(Eventually([&] { return pool_->stats().decoded == 3; }, kLimit));
  std::vector<DecodedFrame> frames;
  ASSERT_TRUE(Eventually([&] { return pool_->Take(1, frames); }, kLimit)) << "there are more";
  EXPECT_EQ(frames.size(), 1u);
  ASSERT_TRUE(Eventually(
      [&] {
        std::ignore = pool_->Take(kPictureBytes, frames);
        return frames.size() == 3;
      },
      kLimit));
  EXPECT_FALSE(pool_->Take(kAll, frames));
  EXPECT_EQ(frames.size(), 3u);
}

TEST_F(DecodePoolTest, ForgetsPicturesOfSessionsAndRungsThatAreNotWantedAnyMore) {
  Want({"c1", "c2", "c3"});
  for (const char* id : {"c1", "c2", "c3"}) ASSERT_TRUE(Whole(id, 1, jpeg_));
  ASSERT_TRUE(Eventually([&] { return pool_->stats().decoded == 3; }, kLimit));
  // c1 is gone, c3 is wanted larger, and named twice.
  pool_->SetWanted({{Key("c2"), Rung::k320x180, 1}, {Key("c3"), Rung::k640x360, 1}, {Key("c3"), Rung::k160x90, 1}});
  const auto frames = WaitForFrames(1);
  EXPECT_EQ(frames[0].key->session_id, "c2");
  EXPECT_TRUE(TakeSome(kAll).empty());
  EXPECT_EQ(Submit({Key("c3"), Rung::k640x360, 1, 1, kScreen, {}}, MakeJpeg({640, 360})),
            DecodePool::Submitted::kTaken);
  EXPECT_EQ(WaitForOne().picture, (PixelSize{640, 360}));
}

TEST_F(DecodePoolTest, WaitsForRoomAndGivesTheNewestThen) {
  Start(2, 1);
  Want({"c1", "c2"});
  ASSERT_TRUE(Whole("c1", 1, jpeg_));
  const std::vector<DecodedFrame> held = WaitAndHold();
  for (uint64_t sequence = 1; sequence <= 10; ++sequence) ASSERT_TRUE(Whole("c2", sequence, jpeg_));
  EXPECT_TRUE(TakeSome(kAll).empty());
  pool_->Recycle(held);
  EXPECT_EQ(WaitForOne().sequence, 10u);
  EXPECT_EQ(pool_->stats().replaced, 9u);
}

TEST_F(DecodePoolTest, EndsWhileItWaitsForRoom) {
  Start(2, 1);
  Want({"c1", "c2", "c3"});
  for (const char* id : {"c1", "c2", "c3"}) ASSERT_TRUE(Whole(id, 1, jpeg_));
  ASSERT_TRUE(Eventually([&] { return wakes_ == 1; }, kLimit));
  pool_.reset();
}

TEST_F(DecodePoolTest, GivesUpWaitingForRoomForWhatIsNotWantedAnyMore) {
  Start(1, 1);
  Want({"c1", "c2"});
  ASSERT_TRUE(Whole("c1", 1, jpeg_));
  const std::vector<DecodedFrame> held = WaitAndHold();
  ASSERT_TRUE(Whole("c2", 1, jpeg_));
  Want({"c3"});
  pool_->Recycle(held);
  ASSERT_TRUE(Whole("c3", 1, jpeg_));
  EXPECT_EQ(WaitForOne().key->session_id, "c3");
}

TEST_F(DecodePoolTest, ALargePictureGetsItsTurnAmongSmallOnes) {
  Start(2, 5);  // 640x360 is four
  pool_->SetWanted({{Key("small"), Rung::k320x180, 1}, {Key("large"), Rung::k640x360, 1}});
  const std::string large_jpeg = MakeJpeg({640, 360});
  uint64_t sequence = 0;
  bool large_came = false;
  std::vector<DecodedFrame> held;  // always one that is given back only when the next one has come
  ASSERT_EQ(Submit({Key("large"), Rung::k640x360, 1, 1, kScreen, {}}, large_jpeg), DecodePool::Submitted::kTaken);
  ASSERT_TRUE(Eventually(
      [&] {
        std::ignore = Whole("small", ++sequence, jpeg_);
        std::vector<DecodedFrame> next;
        std::ignore = pool_->Take(kAll, next);
        for (const DecodedFrame& frame : next) large_came = large_came || frame.rung == Rung::k640x360;
        if (next.empty()) return large_came;
        pool_->Recycle(held);
        held = next;
        return large_came;
      },
      kLimit));
}

TEST_F(DecodePoolTest, ServesEverySessionInTurnWhenThereIsTooMuchToDo) {
  constexpr int kSessions = 7;
  Start(1, 1);
  std::vector<std::string> ids;
  for (int i = 0; i < kSessions; ++i) ids.push_back(fmt::format("c{}", i));
  Want(ids);
  std::map<std::string, int> served;
  for (uint64_t sequence = 1; sequence <= 10 * kSessions; ++sequence) {
    // Some speak far more often than others.
    for (int i = 0; i < kSessions; ++i) {
      for (int k = 0; k <= i; ++k) ASSERT_TRUE(Whole(ids[i], sequence * 100 + k, jpeg_));
    }
    ++served[WaitForOne().key->session_id];
  }
  for (const std::string& id : ids) EXPECT_NEAR(served[id], 10, 1) << id;
}

TEST_F(DecodePoolTest, GivesPartsInSequenceAfterTheirPicture) {
  Want({"c1"});
  ASSERT_TRUE(Whole("c1", 1, jpeg_));
  Part("c1", 2, {16, 32}, MakeJpeg({64, 48}, 50));
  Part("c1", 3, {288, 144}, MakeJpeg({32, 36}, 60));  // to the picture's corner
  const auto frames = WaitForFrames(3);
  EXPECT_EQ(frames[0].sequence, 1u);
  EXPECT_EQ(frames[1].part, (PixelPoint{16, 32}));
  EXPECT_EQ(frames[1].planes.size, (PixelSize{64, 48}));
  EXPECT_EQ(frames[1].picture, kPicture);
  EXPECT_NEAR(frames[1].planes.y[0], 50, 2);
  EXPECT_EQ(frames[2].planes.size, (PixelSize{32, 36}));
  EXPECT_EQ(pool_->HaveSequence(Key("c1"), Rung::k320x180), 3u);
  EXPECT_EQ(pool_->HaveSequence(Key("c1"), Rung::k640x360), 0u);
  EXPECT_EQ(pool_->HaveSequence(Key("c2"), Rung::k320x180), 0u);
  EXPECT_EQ(losses_, 0);
}

TEST_F(DecodePoolTest, RefusesPartsThatAreNoneAndAsksForAWholeFrame) {
  Want({"c1"});
  struct Case {
    PixelPoint at;
    PixelSize size;
  };
  uint64_t bad = 0;
  uint64_t sequence = 0;
  for (const Case& c : {Case{{304, 0}, {32, 16}},     // over the right edge
                        Case{{0, 176}, {16, 16}},     // over the lower edge
                        Case{{0, 0}, {24, 16}},       // ends beside the grid
                        Case{{0, 0}, {16, 20}},       //
                        Case{{320, 0}, {16, 16}}}) {  // outside
    ASSERT_TRUE(Whole("c1", ++sequence, jpeg_));
    EXPECT_EQ(WaitForOne().sequence, sequence);
    Part("c1", ++sequence, c.at, MakeJpeg(c.size));
    ASSERT_TRUE(EventuallyBad(++bad));
    EXPECT_TRUE(Eventually([&] { return pool_->HaveSequence(Key("c1"), Rung::k320x180) == 0; }, kLimit));
    EXPECT_TRUE(Eventually([&] { return losses_ == static_cast<int>(bad); }, kLimit));
    EXPECT_THAT(pool_->TakeLost(), ElementsAre(Pointee(Key("c1"))));
    Part("c1", ++sequence, {0, 0}, MakeJpeg({16, 16}));
  }
  // One of another screen than the picture's.
  ASSERT_TRUE(Whole("c1", ++sequence, jpeg_));
  std::ignore = Submit({Key("c1"), Rung::k320x180, ++sequence, 1, {1280, 720}, PixelPoint{0, 0}}, MakeJpeg({16, 16}));
  EXPECT_TRUE(EventuallyBad(++bad));
}

TEST_F(DecodePoolTest, APictureThatCantBeDecodedTakesItsPartsWithIt) {
  Want({"c1"});
  ASSERT_TRUE(Whole("c1", 1, jpeg_));
  ASSERT_EQ(WaitForOne().sequence, 1u);
  ASSERT_TRUE(Whole("c1", 2, "no JPEG"));
  ASSERT_TRUE(EventuallyBad(1));
  ASSERT_TRUE(Eventually([&] { return losses_ == 1; }, kLimit));
  Part("c1", 3, {0, 0}, MakeJpeg({16, 16}));
  ASSERT_TRUE(Whole("c1", 4, jpeg_));
  Part("c1", 5, {0, 0}, MakeJpeg({16, 16}));
  const auto frames = WaitForFrames(2);
  EXPECT_EQ(frames[0].sequence, 4u);
  EXPECT_EQ(frames[1].sequence, 5u);
  EXPECT_EQ(pool_->stats().lost, 1u);
}

TEST_F(DecodePoolTest, AsksAgainWhileAWholeFrameIsMissing) {
  Want({"c1"});
  ASSERT_TRUE(Whole("c1", 1, jpeg_));
  Part("c1", 3, {0, 0}, jpeg_);
  EXPECT_EQ(losses_, 1);
  EXPECT_THAT(pool_->TakeLost(), ElementsAre(Pointee(Key("c1"))));
  Part("c1", 4, {0, 0}, jpeg_);
  EXPECT_EQ(losses_, 1);
  clock_.Advance(DecodePool::kAskInterval);
  Part("c1", 5, {0, 0}, jpeg_);
  Part("c1", 6, {0, 0}, jpeg_);
  EXPECT_EQ(losses_, 2);
  EXPECT_THAT(pool_->TakeLost(), ElementsAre(Pointee(Key("c1"))));
  EXPECT_THAT(pool_->TakeLost(), ElementsAre());
  EXPECT_EQ(pool_->stats().wholes_asked, 2u);
}

TEST_F(DecodePoolTest, GivesNoPartsBeforeTheWholePictureThatWasAskedFor) {
  Want({"c1"});
  ASSERT_TRUE(Whole("c1", 1, jpeg_));
  ASSERT_EQ(WaitForOne().sequence, 1u);
  Part("c1", 2, {0, 0}, MakeJpeg({16, 16}));
  ASSERT_TRUE(Eventually([&] { return pool_->stats().decoded == 2; }, kLimit));
  pool_->AskWhole(Key("c1"));
  EXPECT_EQ(losses_, 1);
  EXPECT_EQ(pool_->HaveSequence(Key("c1"), Rung::k320x180), 0u);
  Part("c1", 3, {0, 0}, MakeJpeg({16, 16}));
  ASSERT_TRUE(Whole("c1", 4, jpeg_));
  EXPECT_EQ(WaitForOne().sequence, 4u);
  pool_->AskWhole(Key("unknown"));
  EXPECT_EQ(losses_, 1);
}

TEST_F(DecodePoolTest, GivesNoPartThatWasAlreadyInHandWhenAWholePictureWasAskedFor) {
  Start(1, 1);
  Want({"c1", "c2"});
  const std::string part = MakeJpeg({160, 176});
  uint64_t sequence = 0;
  for (int round = 0; round < 20; ++round) {
    ASSERT_TRUE(Whole("c1", ++sequence, jpeg_));
    ASSERT_EQ(WaitForOne().sequence, sequence);
    ASSERT_TRUE(Whole("c2", sequence, jpeg_));
    const std::vector<DecodedFrame> held = WaitAndHold();
    // There is no room, so the decoder keeps it in hand.
    Part("c1", ++sequence, {0, 0}, part);
    std::this_thread::yield();
    pool_->AskWhole(Key("c1"));
    pool_->Recycle(held);
    ASSERT_TRUE(Whole("c2", sequence, jpeg_));
    EXPECT_EQ(WaitForOne().key->session_id, "c2");
  }
}

TEST_F(DecodePoolTest, AsksForNoWholePictureWhenOneIsOnItsWay) {
  Want({"c1"});
  ASSERT_TRUE(Whole("c1", 1, jpeg_));
  ASSERT_TRUE(Eventually([&] { return wakes_ == 1; }, kLimit));
  pool_->AskWhole(Key("c1"));
  EXPECT_EQ(losses_, 0);
  Part("c1", 2, {0, 0}, MakeJpeg({16, 16}));
  const auto frames = WaitForFrames(2);
  EXPECT_EQ(frames[1].sequence, 2u);
}

}  // namespace
}  // namespace labwall
