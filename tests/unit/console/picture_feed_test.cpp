// SPDX-License-Identifier: Apache-2.0
#include "console/picture_feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "model/wall_scene.h"

namespace labwall {
namespace {

using testing::ElementsAre;
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
  std::vector<std::unique_ptr<DecodedFrame>> TakeFrames(size_t max) override {
    std::vector<std::unique_ptr<DecodedFrame>> taken;
    while (!waiting.empty() && taken.size() < max) {
      taken.push_back(std::move(waiting.back()));
      waiting.pop_back();
    }
    return taken;
  }
  void Recycle(std::vector<std::unique_ptr<DecodedFrame>> frames) override { recycled += frames.size(); }
  LabClientStats stats() const override { return counted; }

  void Add(const SessionKey& key, Rung rung = Rung::k320x180, MonotonicTime at = {}) {
    auto frame = std::make_unique<DecodedFrame>();
    frame->info.key = key;
    frame->info.rung = rung;
    frame->info.source = {1920, 1080};
    frame->received_at = at;
    frame->planes.Resize({32, 18});
    waiting.push_back(std::move(frame));
  }

  std::vector<LeaseWish> leases;
  int lease_changes = 0;
  std::vector<std::unique_ptr<DecodedFrame>> waiting;
  size_t recycled = 0;
  LabClientStats counted;
};

// Holds `capacity` pictures.
class CountingRenderer final : public WallRenderer {
 public:
  std::span<uint8_t> upload_memory() const override { return {}; }
  Result<> Upload(const SessionKey& key, const PictureUpload& upload) override {
    if (!pictures.contains(key) && pictures.size() >= capacity) return Fail(ErrorCode::kResourceExhausted, "full");
    pictures[key] = {upload.picture, upload.source, upload.rung};
    return {};
  }
  uint64_t EndUploads() override { return 0; }
  uint64_t FinishedUploads() override { return 0; }
  void set_max_texture_bytes(size_t /*bytes*/) override {}
  void Forget(const SessionKey& key) override { pictures.erase(key); }
  std::optional<StoredPicture> Find(const SessionKey& key) const override {
    const auto found = pictures.find(key);
    return found == pictures.end() ? std::nullopt : std::optional(found->second);
  }
  void Clear(const Colour& /*colour*/, PixelSize /*framebuffer*/) override {}
  void Draw(const WallScene& /*scene*/, PixelSize /*framebuffer*/) override {}
  RendererStats stats() const override { return {}; }

  size_t capacity = 10'000;
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

  ManualClock clock_;
  ScriptedClient client_;
  CountingRenderer renderer_;
  PictureFeed feed_{clock_, client_, renderer_};
};

TEST_F(PictureFeedTest, LeasesTheSmallestRungThatCoversTheTile) {
  gl_thread.Check();
  feed_.Lease({{Key(0), {160, 90}}, {Key(1), {161, 90}}, {Key(2), {300, 200}}, {Key(3), {1200, 700}}}, Lab(4));
  ASSERT_THAT(client_.leases, SizeIs(4));
  EXPECT_EQ(client_.leases[0].rung, Rung::k160x90);
  EXPECT_EQ(client_.leases[1].rung, Rung::k320x180);
  EXPECT_EQ(client_.leases[2].rung, Rung::k640x360);
  EXPECT_EQ(client_.leases[3].rung, Rung::k1280x720);
  for (const LeaseWish& lease : client_.leases) EXPECT_EQ(lease.max_milli_fps, 2'000);
}

TEST_F(PictureFeedTest, LeasesNothingBelowTheLeastRung) {
  gl_thread.Check();
  PictureFeed feed(clock_, client_, renderer_, Rung::k320x180);
  feed.Lease({{Key(0), {60, 40}}, {Key(1), {640, 360}}}, Lab(2));
  ASSERT_THAT(client_.leases, SizeIs(2));
  EXPECT_EQ(client_.leases[0].rung, Rung::k320x180);
  EXPECT_EQ(client_.leases[1].rung, Rung::k640x360);
}

TEST_F(PictureFeedTest, LeasesAttendedSessionsAtAHigherRate) {
  gl_thread.Check();
  feed_.Lease({{Key(0), {160, 90}, true}, {Key(1), {160, 90}, false}, {Key(2), {1280, 720}, true, true}}, Lab(3));
  ASSERT_THAT(client_.leases, SizeIs(3));
  EXPECT_EQ(client_.leases[0].max_milli_fps, 10'000);
  EXPECT_EQ(client_.leases[1].max_milli_fps, 2'000);
  EXPECT_EQ(client_.leases[2].max_milli_fps, 30'000) << "shown for itself";
}

TEST_F(PictureFeedTest, ChangesLeasesOnlyWhenSomethingElseIsVisible) {
  gl_thread.Check();
  const LabSnapshot lab = Lab(3);
  feed_.Lease({{Key(0), {160, 90}}, {Key(1), {160, 90}}}, lab);
  EXPECT_EQ(client_.lease_changes, 1);
  // Another order, a size of the same rung, and a newer snapshot are no change.
  feed_.Lease({{Key(1), {150, 80}}, {Key(0), {160, 90}}}, Lab(3, 2));
  EXPECT_EQ(client_.lease_changes, 1);
  feed_.Lease({{Key(1), {160, 90}}, {Key(2), {160, 90}}}, lab);
  EXPECT_EQ(client_.lease_changes, 2);
  feed_.Lease({{Key(1), {160, 90}, true}, {Key(2), {160, 90}}}, lab);
  EXPECT_EQ(client_.lease_changes, 3);
  feed_.Lease({{Key(1), {320, 180}, true}, {Key(2), {160, 90}}}, lab);
  EXPECT_EQ(client_.lease_changes, 4);
}

TEST_F(PictureFeedTest, LeasesNothingWhileMinimised) {
  gl_thread.Check();
  feed_.Lease({{Key(0), {160, 90}}}, Lab(1));
  feed_.Lease({}, Lab(1));
  EXPECT_EQ(client_.lease_changes, 2);
  EXPECT_THAT(client_.leases, IsEmpty());
  feed_.Lease({}, Lab(1));
  EXPECT_EQ(client_.lease_changes, 2);
}

TEST_F(PictureFeedTest, LeasesNoSessionThatHasNoPictureOrIsGone) {
  gl_thread.Check();
  LabSnapshot lab = Lab(3);
  auto station = std::make_shared<Station>(*lab.stations[1].station);
  station->sessions[0].picture = PictureState::kNoDisplay;
  lab.stations[1].station = station;
  feed_.Lease({{Key(0), {160, 90}}, {Key(1), {160, 90}}, {Key(2), {0, 0}}, {Key(9), {160, 90}}}, lab);
  ASSERT_THAT(client_.leases, SizeIs(1));
  EXPECT_EQ(client_.leases[0].key, Key(0));
}

TEST_F(PictureFeedTest, LeasesASessionThatIsShownTwiceOnceAtTheLargerSize) {
  gl_thread.Check();
  feed_.Lease({{Key(0), {640, 360}}, {Key(0), {160, 90}, true}}, Lab(1));
  ASSERT_THAT(client_.leases, SizeIs(1));
  EXPECT_EQ(client_.leases[0].rung, Rung::k640x360);
  EXPECT_EQ(client_.leases[0].max_milli_fps, 10'000);
}

TEST_F(PictureFeedTest, UploadsFramesAndGivesThemBack) {
  gl_thread.Check();
  clock_.Advance(std::chrono::seconds(5));
  client_.Add(Key(0), Rung::k320x180, clock_.Now());
  EXPECT_FALSE(feed_.InfoOf(Key(0)).available);
  EXPECT_FALSE(feed_.TakePictures(Lab(1)));
  EXPECT_EQ(client_.recycled, 1U);
  const PictureInfo info = feed_.InfoOf(Key(0));
  EXPECT_TRUE(info.available);
  EXPECT_EQ(info.received_at, clock_.Now());
  EXPECT_EQ(info.source, (PixelSize{1920, 1080}));
}

TEST_F(PictureFeedTest, APictureAppearsOnceAndAgainAfterItWasForgotten) {
  gl_thread.Check();
  const auto take = [&](const LabSnapshot& lab) REQUIRES(gl_thread) {
    clock_.Advance(std::chrono::seconds(1));
    client_.Add(Key(0), Rung::k320x180, clock_.Now());
    (void)feed_.TakePictures(lab);
    return feed_.InfoOf(Key(0)).appeared_at;
  };
  const MonotonicTime first = take(Lab(1, 1));
  EXPECT_EQ(take(Lab(1, 1)), first) << "a picture replaces a picture without a fade";
  (void)feed_.TakePictures(Lab(0, 2));
  EXPECT_GT(take(Lab(1, 3)), first);
}

TEST_F(PictureFeedTest, UploadsNoMoreThanItsBudgetInOneFrame) {
  gl_thread.Check();
  constexpr int kCount = static_cast<int>(PictureFeed::kUploadsPerFrame) + 10;
  for (int i = 0; i < kCount; ++i) client_.Add(Key(i));
  EXPECT_TRUE(feed_.TakePictures(Lab(kCount)));
  EXPECT_THAT(renderer_.pictures, SizeIs(PictureFeed::kUploadsPerFrame));
  EXPECT_FALSE(feed_.TakePictures(Lab(kCount)));
  EXPECT_THAT(renderer_.pictures, SizeIs(kCount));
}

TEST_F(PictureFeedTest, ForgetsPicturesOfSessionsThatLeft) {
  gl_thread.Check();
  for (int i = 0; i < 3; ++i) client_.Add(Key(i));
  (void)feed_.TakePictures(Lab(3, 1));
  (void)feed_.TakePictures(Lab(1, 2));
  EXPECT_THAT(renderer_.pictures, SizeIs(1));
  EXPECT_TRUE(feed_.InfoOf(Key(0)).available);
  EXPECT_FALSE(feed_.InfoOf(Key(2)).available);
  // A frame that comes late is not kept either, but its memory is given back.
  client_.Add(Key(2));
  (void)feed_.TakePictures(Lab(1, 2));
  EXPECT_THAT(renderer_.pictures, SizeIs(1));
  EXPECT_EQ(client_.recycled, 4U);
}

TEST_F(PictureFeedTest, MakesRoomByForgettingWhatIsNotOnScreen) {
  gl_thread.Check();
  renderer_.capacity = 2;
  const LabSnapshot lab = Lab(4);
  feed_.Lease({{Key(0), {160, 90}}, {Key(3), {160, 90}}}, lab);
  for (const int i : {0, 1}) client_.Add(Key(i));
  (void)feed_.TakePictures(lab);
  client_.Add(Key(3));
  (void)feed_.TakePictures(lab);
  EXPECT_TRUE(renderer_.pictures.contains(Key(0)));
  EXPECT_FALSE(renderer_.pictures.contains(Key(1)));
  EXPECT_TRUE(renderer_.pictures.contains(Key(3)));
  // What is on screen is never given up for more.
  client_.Add(Key(2));
  (void)feed_.TakePictures(lab);
  EXPECT_TRUE(renderer_.pictures.contains(Key(0)));
  EXPECT_FALSE(feed_.InfoOf(Key(2)).available);
}

TEST_F(PictureFeedTest, MeasuresUpdatesAndBytesASecond) {
  gl_thread.Check();
  ConsoleFigures figures;
  feed_.Measure(figures);
  client_.counted.frames_received = 100;
  client_.counted.frame_bytes = 800'000;
  clock_.Advance(std::chrono::milliseconds(500));
  feed_.Measure(figures);
  EXPECT_EQ(figures.updates_per_second, 0);  // too early to tell
  clock_.Advance(std::chrono::milliseconds(1'500));
  feed_.Measure(figures);
  EXPECT_DOUBLE_EQ(figures.updates_per_second, 50);
  EXPECT_DOUBLE_EQ(figures.bytes_per_second, 400'000);
}

}  // namespace
}  // namespace labwall
