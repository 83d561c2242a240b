// SPDX-License-Identifier: Apache-2.0
// A station whose frames are dropped, delayed and reordered on the way: the wall must end with the right pixels.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "codec/jpeg.h"
#include "lab/lab_client.h"
#include "support/eventually.h"
#include "support/shown_picture.h"
#include "unit/lab/scripted_station.h"
#include "wire/frame_series.h"
#include "wire/subjects.h"

namespace labwall {
namespace {

constexpr Milliseconds kLimit{20'000};
constexpr PixelSize kScreen{1920, 1080};
constexpr PixelSize kPicture{320, 180};
constexpr Rung kRung = Rung::k320x180;

std::vector<uint8_t> BytesOf(const PlanesView& planes) {
  std::vector<uint8_t> bytes;
  const auto add = [&bytes](const uint8_t* plane, int stride, PixelSize size) {
    for (int row = 0; row < size.height; ++row)
      bytes.insert(bytes.end(), plane + row * stride, plane + row * stride + size.width);
  };
  add(planes.y, planes.y_stride_bytes, planes.size);
  add(planes.u, planes.uv_stride_bytes, ChromaSize(planes.size));
  add(planes.v, planes.uv_stride_bytes, ChromaSize(planes.size));
  return bytes;
}

// Loses some messages and sends some later than those that come after them.
class LossyLine {
 public:
  LossyLine(Connection& connection, unsigned seed) : connection_(connection), random_(seed) {}

  void Send(const wire::FrameInfo& info, std::string_view jpeg) {
    Message message{info, std::string(jpeg), 0};
    switch (random_() % 10) {
      case 0:
        ++dropped;
        return;
      case 1:
      case 2:
        message.after = 1 + random_() % 4;
        held_.push_back(std::move(message));
        ++delayed;
        return;
      default:
        Publish(message);
    }
    for (Message& held : held_) {
      if (--held.after == 0) Publish(held);
    }
    std::erase_if(held_, [](const Message& held) { return held.after == 0; });
  }

  int dropped = 0;
  int delayed = 0;

 private:
  struct Message {
    wire::FrameInfo info;
    std::string jpeg;
    unsigned after = 0;  // so many others
  };
  void Publish(const Message& message) {
    const SessionKey& key = message.info.key;
    (void)connection_.Publish(wire::FrameSubject(key.station, key.session_id, message.info.rung), message.jpeg,
                              wire::EncodeFrameHeaders(message.info));
  }

  Connection& connection_;
  std::minstd_rand random_;
  std::vector<Message> held_;
};

// A session whose screen changes, and a station that sends that honestly: parts, whole frames, and whole ones to whom
// its lease says that it needs one. Threads: all methods from any thread.
class ChangingStation {
 public:
  ChangingStation(const std::string& url, const Clock& clock, unsigned seed)
      : connection_(ConnectOrDie(url, "pc-1")), random_(seed), line_(*connection_, seed + 1), series_(clock) {
    Paint(WholeOf(kPicture));
    lease_ = std::move(
        *connection_->Subscribe(wire::WatchSubject("pc-1"), [this](const BusMessage& message) { OnLease(message); }));
    if (!connection_->Flush(kLimit)) std::abort();
  }
  ~ChangingStation() { lease_.reset(); }

  [[nodiscard]] SessionKey key() const { return MakeSession("pc-1", "c1", "ada").key; }
  void PublishState() {
    (void)connection_->Publish(wire::StateSubject("pc-1"), wire::Encode({MakeStation("pc-1", {"c1:ada"}), false}));
  }
  void Change() EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    PixelRect rect{OnGrid(random_, kPicture.width), OnGrid(random_, kPicture.height), 0, 0};
    rect.width = std::min(kPicture.width - rect.x, wire::kPartGrid + OnGrid(random_, 6 * wire::kPartGrid));
    rect.height = std::min(kPicture.height - rect.y, wire::kPartGrid + OnGrid(random_, 6 * wire::kPartGrid));
    Paint(rect);
    if (!leased_) return;
    Send(random_() % 8 == 0 ? WholeOf(kPicture) : rect);
  }
  // What a wall shows that has got everything; its last sequence; and what that was coded from.
  struct Truth {
    uint64_t sequence = 0;
    std::vector<uint8_t> shown;
    std::vector<uint8_t> screen;
  };
  [[nodiscard]] Truth truth() const EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    return {last_sequence_, BytesOf(shown_.planes()), BytesOf(screen_.view())};
  }
  [[nodiscard]] bool WasUnkind() const EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    return line_.dropped > 5 && line_.delayed > 5;
  }

 private:
  static PlanesView Cut(const PlanesView& planes, const PixelRect& rect) {
    const ptrdiff_t chroma = static_cast<ptrdiff_t>(rect.y / 2) * planes.uv_stride_bytes + rect.x / 2;
    return {rect.size(),           planes.y + static_cast<ptrdiff_t>(rect.y) * planes.y_stride_bytes + rect.x,
            planes.u + chroma,     planes.v + chroma,
            planes.y_stride_bytes, planes.uv_stride_bytes};
  }

  // A multiple of the grid below `edge`.
  static int OnGrid(std::minstd_rand& random, int edge) {
    return static_cast<int>(random() % static_cast<unsigned>(edge / wire::kPartGrid)) * wire::kPartGrid;
  }

  // Each block of the grid in a colour of its own.
  void Paint(const PixelRect& rect) REQUIRES(mutex_) {
    for (int y = rect.y; y < rect.y + rect.height; y += wire::kPartGrid) {
      for (int x = rect.x; x < rect.x + rect.width; x += wire::kPartGrid) {
        const PixelRect block{x, y, wire::kPartGrid, wire::kPartGrid};
        Fill(Intersection(block, WholeOf(kPicture)), static_cast<unsigned>(random_()));
      }
    }
  }
  void Fill(const PixelRect& block, unsigned colour) REQUIRES(mutex_) {
    const MutablePlanesView to = screen_.view();
    for (int y = block.y; y < block.y + block.height; ++y) {
      for (int x = block.x; x < block.x + block.width; ++x) {
        to.y[y * to.y_stride_bytes + x] = static_cast<uint8_t>(colour);
        to.u[y / 2 * to.uv_stride_bytes + x / 2] = static_cast<uint8_t>(96 + (colour >> 8) % 64);
        to.v[y / 2 * to.uv_stride_bytes + x / 2] = static_cast<uint8_t>(96 + (colour >> 16) % 64);
      }
    }
  }

  void Send(const PixelRect& rect) REQUIRES(mutex_) {
    const bool whole = rect == WholeOf(kPicture);
    const auto jpeg = encoder_.Encode(Cut(std::as_const(screen_).view(), rect));
    if (!jpeg) std::abort();
    const std::string_view bytes(reinterpret_cast<const char*>(jpeg->data()), jpeg->size());
    wire::FrameInfo info{key(), kRung, series_.Next(whole), 1, kScreen, {}};
    if (!whole) info.part = rect.origin();
    last_sequence_ = info.sequence;
    Planes decoded(rect.size());
    if (!decoder_.Decode(bytes, decoded.view())) std::abort();
    DecodedFrame frame;
    frame.rung = kRung;
    frame.picture = kPicture;
    frame.part = info.part;
    frame.planes = std::as_const(decoded).view();
    if (!shown_.Put(frame)) std::abort();
    line_.Send(info, bytes);
  }

  void OnLease(const BusMessage& message) EXCLUDES(mutex_) {
    const auto lease = wire::DecodeWatchLease(message.payload());
    if (!lease) std::abort();
    MutexLock lock(mutex_);
    const bool was_leased = std::exchange(leased_, !lease->entries.empty());
    if (leased_ && (!was_leased || series_.OwesWhole(lease->entries[0].have_sequence))) Send(WholeOf(kPicture));
  }

  const std::unique_ptr<Connection> connection_;
  mutable Mutex mutex_;
  std::minstd_rand random_ GUARDED_BY(mutex_);
  LossyLine line_ GUARDED_BY(mutex_);
  wire::FrameSeries series_ GUARDED_BY(mutex_);
  Planes screen_ GUARDED_BY(mutex_){kPicture};
  ShownPicture shown_ GUARDED_BY(mutex_);
  JpegEncoder encoder_ GUARDED_BY(mutex_);
  JpegDecoder decoder_ GUARDED_BY(mutex_);
  bool leased_ GUARDED_BY(mutex_) = false;
  uint64_t last_sequence_ GUARDED_BY(mutex_) = 0;
  std::unique_ptr<Subscription> lease_;
};

class LossyStationTest : public ::testing::TestWithParam<unsigned> {
 protected:
  LossyStationTest()
      : client_(LabClient::Create(clock_, {.decode_threads = 2, .wake = {}, .picture_memory = memory_})) {
    EXPECT_TRUE(client_->Attach(*connection_));
  }
  ~LossyStationTest() override { client_->Detach(); }

  void Take() {
    std::vector<DecodedFrame> frames;
    std::ignore = client_->TakeFrames(SIZE_MAX, frames);
    for (const DecodedFrame& frame : frames) {
      if (!shown_.Put(frame)) client_->AskWhole(*frame.key);
    }
    client_->Recycle(frames);
  }

  ManualClock clock_;
  TestBroker broker_;
  std::vector<uint8_t> memory_ = std::vector<uint8_t>(400'000);  // four pictures and some parts
  std::unique_ptr<Connection> connection_ = ConnectOrDie(broker_.url(), "wall");
  std::unique_ptr<LabClient> client_;
  ShownPicture shown_;
};

TEST_P(LossyStationTest, EndsWithTheRightPixels) {
  std::minstd_rand random(GetParam());
  ChangingStation station(broker_.url(), clock_, GetParam());
  client_->SetLeases({{station.key(), kRung, 10'000}});
  // As time goes by the lease is renewed, until the line lets a whole frame through.
  const auto renew_and_take = [&] {
    clock_.Advance(std::chrono::seconds(2));
    station.PublishState();
    Take();
  };
  const auto shows_something = [&] {
    renew_and_take();
    return shown_.frame().sequence != 0;
  };
  ASSERT_TRUE(Eventually(shows_something, kLimit));
  for (int i = 0; i < 400; ++i) {
    station.Change();
    clock_.Advance(Milliseconds(random() % 200));
    if (random() % 3 == 0) Take();
    if (random() % 60 == 0) shown_ = {};  // its texture was given to another one
    if (random() % 10 == 0) station.PublishState();
    if (random() % 20 == 0) std::ignore = connection_->Flush(kLimit);
  }
  EXPECT_TRUE(station.WasUnkind());

  // The screen is still from now on.
  const auto shows_the_last = [&] {
    renew_and_take();
    return shown_.frame().sequence == station.truth().sequence;
  };
  ASSERT_TRUE(Eventually(shows_the_last, kLimit));
  const ChangingStation::Truth truth = station.truth();
  const std::vector<uint8_t> shown = BytesOf(shown_.planes());
  EXPECT_TRUE(shown == truth.shown) << "not the pixels that the last frames make";
  ASSERT_EQ(shown.size(), truth.screen.size());
  int worst = 0;
  for (size_t i = 0; i < shown.size(); ++i) worst = std::max(worst, std::abs(shown[i] - truth.screen[i]));
  EXPECT_LE(worst, 6) << "every block has one colour, which JPEG codes nearly exactly";
  const LabClientStats stats = client_->stats();
  EXPECT_EQ(stats.frames_bad, 0u);
  EXPECT_GT(stats.frames_lost, 0u);
  EXPECT_GT(stats.wholes_asked, 0u);
  EXPECT_GT(stats.parts_received, 100u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, LossyStationTest, ::testing::Range(1U, 9U));

}  // namespace
}  // namespace labwall
