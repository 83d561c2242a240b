// SPDX-License-Identifier: Apache-2.0
// How long a change on a real user's screen takes until it is in the wall's framebuffer: X server, labwall-capture,
// labwall-agent, nats-server and the console itself on one machine, at 10 frames a second. The screen is painted only
// after the lease's interval has passed, at a random time, so that the interval is no part of the figure.
// Needs what tests/lab/lab needs.
#include <fmt/format.h>
#include <glad/gl.h>
#include <imgui.h>
#include <signal.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "bench/headless_wall.h"
#include "bench/screen_rectangle.h"
#include "bench/support.h"
#include "support/eventually.h"
#include "support/picture.h"
#include "support/real_lab.h"

namespace labwall {
namespace {

constexpr PixelSize kScreen{1280, 800};
constexpr int kSamples = 200;
constexpr Milliseconds kLeaseInterval{100};  // 10 frames a second
constexpr Milliseconds kStartLimit{30'000};
constexpr Milliseconds kLostAfter{5'000};
constexpr double kTargetMs = 50;

// Far apart in every channel that JPEG keeps whole.
constexpr Rgb kColours[2] = {{255, 0, 0}, {0, 0, 255}};
constexpr int kTolerance = 70;

// A change on the wall: when its frame came from the broker, and when the wall's first frame with it was complete.
struct Seen {
  MonotonicTime received_at;
  MonotonicTime at;
};

// A screen of which one pixel is looked at whenever a frame is complete. Threads: as Screen, and besides: WaitFor() and
// the setters from any.
class WatchedScreen final : public Screen {
 public:
  explicit WatchedScreen(HeadlessScreen& inner) : inner_(inner) {}

  // Where the mouse is from now on, and the pixel to look at, from the top left.
  void PutMouse(Spot spot) EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    mouse_ = spot;
    moved_ = true;
  }
  // `received_at` is asked on the gl thread for when the newest picture came.
  void Watch(Spot pixel, std::function<MonotonicTime()> received_at) EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    watched_ = pixel;
    received_at_ = std::move(received_at);
  }
  // The pixel's colour is to become this one. Tell it before it can.
  void Expect(Rgb colour) EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    expected_ = colour;
    seen_.reset();
  }
  // Empty at the deadline.
  std::optional<Seen> WaitSeen(MonotonicTime deadline) EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    while (!seen_) {
      if (!changed_.WaitUntil(mutex_, deadline)) break;
    }
    return seen_;
  }

  void Present() override REQUIRES(gl_thread) EXCLUDES(mutex_) {
    inner_.Present();
    std::optional<Spot> pixel;
    {
      const MutexLock lock(mutex_);
      pixel = watched_;
    }
    if (!pixel) return;
    uint8_t rgb[4] = {};
    // Waits until it is drawn. OpenGL's rows go up.
    glReadPixels(pixel->x, inner_.framebuffer().height - 1 - pixel->y, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, rgb);
    const MonotonicTime now = Clock::System().Now();
    const MutexLock lock(mutex_);
    if (!expected_ || !Near({rgb[0], rgb[1], rgb[2]}, *expected_, kTolerance)) return;
    expected_.reset();
    seen_ = {received_at_(), now};
    changed_.NotifyAll();
  }

  void NewFrame() override REQUIRES(gl_thread) EXCLUDES(mutex_) {
    inner_.NewFrame();
    const MutexLock lock(mutex_);
    if (mouse_) ImGui::GetIO().AddMousePosEvent(static_cast<float>(mouse_->x), static_cast<float>(mouse_->y));
  }
  [[nodiscard]] bool TakeInput() override EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    return std::exchange(moved_, false);
  }
  void StartImGui() override { inner_.StartImGui(); }
  void StopImGui() override { inner_.StopImGui(); }
  [[nodiscard]] PixelSize framebuffer() const override { return inner_.framebuffer(); }
  [[nodiscard]] float scale() const override { return inner_.scale(); }
  [[nodiscard]] const GlInfo& gl() const override { return inner_.gl(); }
  void SetFullScreen(bool full_screen) override { inner_.SetFullScreen(full_screen); }
  [[nodiscard]] bool full_screen() const override { return inner_.full_screen(); }
  [[nodiscard]] std::optional<WindowPlace> place() override { return inner_.place(); }
  void Show() override { inner_.Show(); }
  void Wait(MonotonicTime until) override { inner_.Wait(until); }
  void Wake() override { inner_.Wake(); }
  [[nodiscard]] bool showing() const override { return inner_.showing(); }
  [[nodiscard]] bool closing() const override { return inner_.closing(); }
  void StayOpen() override { inner_.StayOpen(); }

 private:
  HeadlessScreen& inner_;
  Mutex mutex_;
  CondVar changed_;
  std::optional<Spot> mouse_ GUARDED_BY(mutex_);
  bool moved_ GUARDED_BY(mutex_) = false;
  std::optional<Spot> watched_ GUARDED_BY(mutex_);
  std::optional<Rgb> expected_ GUARDED_BY(mutex_);
  std::function<MonotonicTime()> received_at_ GUARDED_BY(mutex_);
  std::optional<Seen> seen_ GUARDED_BY(mutex_);
};

class LatencyBench {
 public:
  explicit LatencyBench(std::string directory) : directory_(std::move(directory)), report_("latency_bench") {}

  int Run() REQUIRES(gl_thread) {
    if (RealLab::Missing()) return report_.Fail("this machine can't have real sessions, see above; nothing measured");
    const RealLab lab(1);
    if (!lab.problem().empty()) return report_.Fail(lab.problem());
    RealStation station;
    if (!station.Start()) return report_.Fail("broker and agent did not start");
    StopDrawing();
    const LabSession session = lab.Sessions().at(0);
    ScreenRectangle rectangle(session.display, "/home/" + session.user + "/.Xauthority");
    if (!rectangle.there()) return report_.Fail("the session's display can't be opened");
    if (const Result<> started = StartConsole(station.url()); !started) return report_.Fail(started.error().message);
    if (!FindRectangle(rectangle)) return report_.Fail("the rectangle did not appear on the wall");
    Measure(rectangle);
    Conclude();
    wall_.reset();
    return report_.Print();
  }

 private:
  static void Paint(ScreenRectangle& rectangle, Rgb colour) {
    rectangle.Paint(static_cast<uint8_t>(colour.r), static_cast<uint8_t>(colour.g), static_cast<uint8_t>(colour.b));
  }

  // What else draws in the session would send frames at times of its own.
  static void StopDrawing() {
    for (const char* program : {"xterm", "xclock"}) {
      for (const int pid : Descendants(::getppid(), program)) ::kill(pid, SIGSTOP);
    }
  }

  Result<> StartConsole(const std::string& url) REQUIRES(gl_thread) {
    HeadlessWallOptions options{.connect = url, .directory = directory_, .size = kScreen};
    options.ui.activity_open = false;
    options.ui.tile_width = kLargestTile;
    options.wrap = [this](HeadlessScreen& inner) {
      auto screen = std::make_unique<WatchedScreen>(inner);
      screen_ = screen.get();
      return screen;
    };
    auto wall = HeadlessWall::Start(options);
    if (!wall) return tl::unexpected(wall.error());
    wall_ = std::move(*wall);
    report_.json()["renderer"] = wall_->screen().gl().renderer;
    return {};
  }

  // Watches the middle of the rectangle on the wall, and puts the mouse on its tile: what one hovers over comes at 10
  // frames a second. False when it does not appear.
  bool FindRectangle(ScreenRectangle& rectangle) REQUIRES(gl_thread) {
    Paint(rectangle, kColours[0]);
    ColourPatch patch;
    wall_->RunUntil(
        [&] {
          gl_thread.Check();
          RgbImage image = wall_->screen().TakePicture();
          patch = FindColour({image.size.width, image.size.height, std::move(image.bytes)}, kColours[0], kTolerance);
          return patch.pixels > 100;
        },
        kStartLimit);
    if (patch.pixels <= 100) return false;
    screen_->PutMouse({patch.top_left.x - 4, patch.top_left.y - 4});
    screen_->Watch(patch.centre, [this] {
      gl_thread.Check();
      return wall_->app().PictureOf(wall_->app().snapshot()->stations.at(0).station->sessions.at(0).key).received_at;
    });
    screen_->Wake();
    return true;
  }

  // Paints from a thread of its own, while the console runs as it always does.
  void Measure(ScreenRectangle& rectangle) REQUIRES(gl_thread) {
    std::atomic<bool> done{false};
    std::thread painter([&] {
      std::minstd_rand random(1);
      std::uniform_int_distribution<int> phase_us(0, 100'000);
      for (int i = 1; i <= kSamples; ++i) {
        const Rgb colour = kColours[i % 2];
        // The lease's interval, a little more, and a random part of one.
        std::this_thread::sleep_for(kLeaseInterval + Milliseconds(20) + std::chrono::microseconds(phase_us(random)));
        screen_->Expect(colour);
        const MonotonicTime painted_at = Clock::System().Now();
        Paint(rectangle, colour);
        const std::optional<Seen> seen = screen_->WaitSeen(painted_at + kLostAfter);
        if (!seen) {
          ++lost_;
        } else if (i > kWarmUp) {
          const auto ms = [&](MonotonicTime time) {
            return std::chrono::duration<double, std::milli>(time - painted_at).count();
          };
          latencies_ms_.push_back(ms(seen->at));
          received_ms_.push_back(ms(seen->received_at));
        }
      }
      done = true;
      screen_->Wake();
    });
    wall_->RunUntil([&done] { return done.load(); }, kLostAfter * kSamples);
    painter.join();
  }

  void Conclude() REQUIRES(gl_thread) {
    const double p50 = Quantile(latencies_ms_, 0.5);
    const double p99 = Quantile(latencies_ms_, 0.99);
    report_.json()["samples"] = latencies_ms_.size();
    report_.json()["lost"] = lost_;
    report_.json()["latency_ms"] = {{"least", Rounded(Quantile(latencies_ms_, 0))},
                                    {"p50", Rounded(p50)},
                                    {"p90", Rounded(Quantile(latencies_ms_, 0.9))},
                                    {"p99", Rounded(p99)},
                                    {"most", Rounded(Quantile(latencies_ms_, 1))}};
    // The rest of it is the wall's: decoding, waiting for its next frame, drawing.
    report_.json()["until_received_p50_ms"] = Rounded(Quantile(received_ms_, 0.5));
    report_.json()["frame_interval_ms"] = Rounded(wall_->app().figures().frame_interval_ms);
    report_.Target(lost_ == 0, fmt::format("{} of {} changes were seen", latencies_ms_.size(), kSamples - kWarmUp));
    report_.Target(p50 <= kTargetMs && !latencies_ms_.empty(),
                   fmt::format("from the screen to the wall p50 {:.0f} ms, p99 {:.0f} ms, wanted p50 {:.0f} ms", p50,
                               p99, kTargetMs));
  }

  // The first changes come before the station has heard that the mouse is there.
  static constexpr int kWarmUp = 20;

  const std::string directory_;
  Report report_;
  std::unique_ptr<HeadlessWall> wall_;
  WatchedScreen* screen_ = nullptr;  // wall_'s
  std::vector<double> latencies_ms_;
  std::vector<double> received_ms_;
  int lost_ = 0;
};

}  // namespace
}  // namespace labwall

int main() {
  return labwall::RunBench([](const std::string& directory) {
    labwall::gl_thread.Claim();
    return labwall::LatencyBench(directory).Run();
  });
}
