// SPDX-License-Identifier: Apache-2.0
#include "console/picture_feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "model/wall_scene.h"

namespace labwall {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

SessionKey Key(int number) { return {"pc-" + std::to_string(number), std::string(32, 'a'), "c1", 1}; }

// Keeps frames to be taken, and what was leased.
class ScriptedClient final : public LabClient {
 public:
  Result<> Attach(Connection& /*connection*/) override { return {}; }
  void Detach() override {}
  void OnBusEvent(bool /*connected*/, const std::string& /*detail*/) override {}
  std::shared_ptr<const LabSnapshot> Snapshot() const override { return nullptr; }
  void Refresh() override {}
  void SetLeases(std::vector<LeaseWish> wishes) override {
    leases = std::move(wishes);
    ++lease_changes;
  }
  bool TakeFrames(size_t max_bytes, std::vector<DecodedFrame>& into) override {
    for (size_t bytes = 0; !waiting.empty() && bytes < max_bytes; bytes += kFrameBytes) {
      into.push_back(std::move(waiting.front()));
      waiting.erase(waiting.begin());
    }
    return !waiting.empty();
  }
  void Recycle(std::span<const DecodedFrame> frames) override { recycled += frames.size(); }
  void AskWhole(const SessionKey& key) override { asked.push_back(key); }
  LabClientStats stats() const override { return counted; }

  void Add(const SessionKey& key, Rung rung = Rung::k320x180, MonotonicTime at = {}) {
    DecodedFrame frame;
    frame.key = std::make_shared<const SessionKey>(key);
    frame.rung = rung;
    frame.source = {1920, 1080};
    frame.picture = frame.planes.size = {32, 18};
    frame.received_at = at;
    waiting.push_back(std::move(frame));
  }
  // A part of a picture that was added before, or was not.
  void AddPart(const SessionKey& key) {
    Add(key);
    waiting.back().part = PixelPoint{16, 0};
    waiting.back().planes.size = {16, 16};
  }

  static constexpr size_t kFrameBytes = 32 * 18 * 3 / 2;
  std::vector<LeaseWish> leases;
  int lease_changes = 0;
  std::vector<DecodedFrame> waiting;
  std::vector<SessionKey> asked;
  size_t recycled = 0;
  LabClientStats counted;
};

// Holds `capacity` pictures.
class CountingRenderer final : public WallRenderer {
 public:
  std::span<uint8_t> upload_memory() const override { return {}; }
  Result<> Upload(const SessionKey& key, const PictureUpload& upload) override {
    if (!pictures.contains(key) && upload.planes.size != upload.picture) {
      return Fail(ErrorCode::kFailedPrecondition, "no picture that this could be a part of");
    }
    if (!pictures.contains(key) && pictures.size() >= capacity) return Fail(ErrorCode::kResourceExhausted, "full");
    pictures[key] = {upload.picture, upload.source, upload.rung};
    return {};
  }
  uint64_t EndUploads() override { return ++ended; }
  uint64_t FinishedUploads() override { return at_once ? ended : finished; }
  void set_max_texture_bytes(size_t bytes) override { limit = bytes; }
  void Forget(const SessionKey& key) override { pictures.erase(key); }
  std::optional<StoredPicture> Find(const SessionKey& key) const override {
    const auto found = pictures.find(key);
    return found == pictures.end() ? std::nullopt : std::optional(found->second);
  }
  void Clear(const Colour& /*colour*/, PixelSize /*framebuffer*/) override {}
  void Draw(const WallScene& /*scene*/, PixelSize /*framebuffer*/) override {}
  RendererStats stats() const override { return {.texture_bytes = pictures.size() * kPictureBytes}; }

  static constexpr size_t kPictureBytes = 32 * 18 * 3 / 2;
  size_t capacity = 10'000;
  size_t limit = 0;
  bool at_once = true;  // the GPU takes what it is given at once
  uint64_t ended = 0;
  uint64_t finished = 0;
  std::map<SessionKey, StoredPicture> pictures;
};

class PictureFeedTest : public testing::Test {
 protected:
  void SetUp() override { gl_thread.Claim(); }

  // A lab with the sessions 0 to count-1.
  static LabSnapshot Lab(int count, uint64_t version = 1) {
    LabSnapshot snapshot;
    snapshot.version = version;
    for (int i = 0; i < count; ++i) {
      auto station = std::make_shared<Station>();
      station->id = Key(i).station;
      Session session;
      session.key = Key(i);
      session.picture = PictureState::kAvailable;
      station->sessions.push_back(session);
      snapshot.stations.push_back({std::move(station), {}, true});
    }
    return snapshot;
  }

  void Lease(const std::vector<VisiblePicture>& visible) REQUIRES(gl_thread) {
    feed_.Lease({.visible = visible, .lists = [](const SessionKey&) { return true; }});
  }
  void TakeAll(std::initializer_list<int> numbers) REQUIRES(gl_thread) {
    for (const int number : numbers) client_.Add(Key(number));
    while (feed_.TakePictures().more) {
    }
  }
  [[nodiscard]] bool Held(int number) const REQUIRES(gl_thread) { return feed_.InfoOf(Key(number)).available; }

  ManualClock clock_;
  ScriptedClient client_;
  CountingRenderer renderer_;
  PictureFeed feed_{clock_, client_, renderer_};
};

TEST_F(PictureFeedTest, LeasesWhatIsOnScreenUntilNothingCanBeSeen) {
  gl_thread.Check();
  Lease({{Key(0), {160, 90}}, {Key(1), {300, 170}, true}});
  ASSERT_THAT(client_.leases, SizeIs(2));
  EXPECT_EQ(client_.lease_changes, 1);
  Lease({{Key(0), {160, 90}}, {Key(1), {300, 170}, true}});
  EXPECT_EQ(client_.lease_changes, 1);
  feed_.LeaseNothing();
  EXPECT_EQ(client_.lease_changes, 2);
  EXPECT_THAT(client_.leases, IsEmpty());
  feed_.LeaseNothing();
  EXPECT_EQ(client_.lease_changes, 2);
}

TEST_F(PictureFeedTest, KeepsThePicturesOfWhatIsScrolledAwayFresh) {
  gl_thread.Check();
  Lease({{Key(0), {160, 90}}, {Key(1), {160, 90}}});
  client_.Add(Key(0), Rung::k160x90);
  (void)feed_.TakePictures();
  Lease({{Key(2), {160, 90}}});
  ASSERT_THAT(client_.leases, SizeIs(2)) << "the second has no picture";
  for (const LeaseWish& wish : client_.leases) {
    EXPECT_EQ(wish.max_milli_fps, wish.key == Key(0) ? LeasePlan::kAwayMilliFps : 2'000);
  }
  ConsoleFigures figures;
  feed_.Measure(figures);
  EXPECT_EQ(figures.leases.on_screen, 1);
  EXPECT_EQ(figures.leases.away, 1);
  EXPECT_EQ(figures.pictures, 1U);
  EXPECT_EQ(figures.held_bytes, CountingRenderer::kPictureBytes);
  EXPECT_EQ(figures.picture_bytes, 160U * 90 * 3 / 2);
}

TEST_F(PictureFeedTest, UploadsFramesAndGivesThemBack) {
  gl_thread.Check();
  clock_.Advance(std::chrono::seconds(5));
  Lease({{Key(0), {160, 90}}});
  client_.Add(Key(0), Rung::k320x180, clock_.Now());
  EXPECT_FALSE(Held(0));
  const PictureFeed::Taken taken = feed_.TakePictures();
  EXPECT_TRUE(taken.shown && taken.appeared);
  EXPECT_EQ(client_.recycled, 1U);
  EXPECT_FALSE(feed_.uploading());
  const PictureInfo info = feed_.InfoOf(Key(0));
  EXPECT_TRUE(info.available);
  EXPECT_EQ(info.received_at, clock_.Now());
  EXPECT_EQ(info.source, (PixelSize{1920, 1080}));
  client_.Add(Key(0), Rung::k320x180, clock_.Now());
  const PictureFeed::Taken next = feed_.TakePictures();
  EXPECT_TRUE(next.shown && !next.appeared);
}

TEST_F(PictureFeedTest, APictureThatIsNotOnScreenAsksForNoFrame) {
  gl_thread.Check();
  Lease({{Key(0), {160, 90}}});
  client_.Add(Key(1));
  EXPECT_FALSE(feed_.TakePictures().shown);
  EXPECT_TRUE(Held(1));
}

TEST_F(PictureFeedTest, AsksForTheWholePictureWhereThereIsOnlyAPart) {
  gl_thread.Check();
  Lease({{Key(0), {160, 90}}, {Key(1), {160, 90}}});
  client_.Add(Key(0));
  client_.AddPart(Key(0));
  client_.AddPart(Key(1));
  (void)feed_.TakePictures();
  EXPECT_THAT(client_.asked, testing::ElementsAre(Key(1)));
  EXPECT_TRUE(Held(0));
  EXPECT_FALSE(Held(1));
  EXPECT_EQ(client_.recycled, 3U);
}

TEST_F(PictureFeedTest, LeavesToTheNextFrameWhatIsMoreThanItsBudget) {
  gl_thread.Check();
  constexpr int kInOneFrame = PictureFeed::kBytesAtATime / ScriptedClient::kFrameBytes + 1;
  for (int i = 0; i < kInOneFrame + 10; ++i) client_.Add(Key(i % 5));
  EXPECT_TRUE(feed_.TakePictures().more);
  EXPECT_EQ(client_.recycled, size_t{kInOneFrame});
  EXPECT_FALSE(feed_.TakePictures().more);
  EXPECT_EQ(client_.recycled, size_t{kInOneFrame} + 10);
}

TEST_F(PictureFeedTest, GivesMemoryBackWhenTheGpuHasReadIt) {
  gl_thread.Check();
  renderer_.at_once = false;
  TakeAll({0, 1});
  TakeAll({2});
  EXPECT_TRUE(Held(2));
  EXPECT_EQ(client_.recycled, 0U);
  EXPECT_TRUE(feed_.uploading());
  renderer_.finished = 1;
  feed_.RecycleFinished();
  EXPECT_EQ(client_.recycled, 2U);
  EXPECT_TRUE(feed_.uploading());
  renderer_.finished = 2;
  EXPECT_FALSE(feed_.TakePictures().shown);
  EXPECT_EQ(client_.recycled, 3U);
  EXPECT_FALSE(feed_.uploading());
}

TEST_F(PictureFeedTest, APictureAppearsOnceAndAgainAfterItWasForgotten) {
  gl_thread.Check();
  const auto take = [&](const LabSnapshot& lab) REQUIRES(gl_thread) {
    clock_.Advance(std::chrono::seconds(1));
    feed_.KeepOnly(lab);
    TakeAll({0});
    return feed_.InfoOf(Key(0)).appeared_at;
  };
  const MonotonicTime first = take(Lab(1, 1));
  EXPECT_EQ(take(Lab(1, 1)), first) << "a picture replaces a picture without a fade";
  clock_.Advance(std::chrono::seconds(1));
  feed_.KeepOnly(Lab(0, 2));
  EXPECT_GT(take(Lab(1, 3)), first);
}

TEST_F(PictureFeedTest, ForgetsPicturesOfSessionsThatLeftWithinASecond) {
  gl_thread.Check();
  feed_.KeepOnly(Lab(3, 1));
  TakeAll({0, 1, 2});
  feed_.KeepOnly(Lab(1, 2));
  clock_.Advance(std::chrono::milliseconds(1'000));
  feed_.KeepOnly(Lab(1, 2));
  EXPECT_THAT(renderer_.pictures, SizeIs(1));
  EXPECT_TRUE(Held(0));
  EXPECT_FALSE(Held(2));
  EXPECT_EQ(client_.recycled, 3U);
}

TEST_F(PictureFeedTest, MakesRoomByForgettingWhatWasNotOnScreenForTheLongestTime) {
  gl_thread.Check();
  renderer_.capacity = 4;
  feed_.SetTextureLimit(CountingRenderer::kPictureBytes * 4);
  for (int i = 0; i < 4; ++i) {
    Lease({{Key(i), {160, 90}}});
    TakeAll({i});
  }
  Lease({{Key(0), {160, 90}}, {Key(4), {160, 90}}});
  TakeAll({4});
  EXPECT_TRUE(Held(4));
  EXPECT_TRUE(Held(0)) << "seen first, but on screen again";
  EXPECT_FALSE(Held(1));
  EXPECT_TRUE(Held(2));
  // Its lease goes with it.
  Lease({{Key(0), {160, 90}}, {Key(4), {160, 90}}});
  EXPECT_THAT(client_.leases, SizeIs(4));
}

TEST_F(PictureFeedTest, NeverGivesUpWhatIsOnScreen) {
  gl_thread.Check();
  renderer_.capacity = 2;
  feed_.SetTextureLimit(CountingRenderer::kPictureBytes * 2);
  Lease({{Key(0), {160, 90}}, {Key(1), {160, 90}}, {Key(2), {160, 90}}});
  TakeAll({0, 1, 2});
  EXPECT_TRUE(Held(0) && Held(1) && !Held(2)) << "what came first";
  EXPECT_EQ(client_.recycled, 3U);
  // Until it has gone.
  Lease({{Key(1), {160, 90}}, {Key(2), {160, 90}}});
  TakeAll({2});
  EXPECT_TRUE(!Held(0) && Held(1) && Held(2));
}

TEST_F(PictureFeedTest, ALowerLimitHoldsAtOnce) {
  gl_thread.Check();
  feed_.SetTextureLimit(CountingRenderer::kPictureBytes * 100);
  for (int i = 0; i < 20; ++i) {
    Lease({{Key(i), {160, 90}}});
    TakeAll({i});
  }
  feed_.SetTextureLimit(CountingRenderer::kPictureBytes * 8);
  EXPECT_EQ(renderer_.limit, CountingRenderer::kPictureBytes * 8);
  EXPECT_THAT(renderer_.pictures, SizeIs(testing::AllOf(testing::Le(8U), testing::Ge(6U)))) << "and not lower still";
  EXPECT_TRUE(Held(19));
  EXPECT_FALSE(Held(0));
}

}  // namespace
}  // namespace labwall
