// SPDX-License-Identifier: Apache-2.0
// What watching a 1920x1080 session costs its station: labwall-agent and labwall-capture on a real user's X session,
// watched at 320x180 over a real broker. Three loads: half of the screen rewritten once a second, a blinking caret, and
// nothing. After each update another process makes a picture of the same screen in the barest way (bare_capture).
// Needs what tests/lab/lab needs.
#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "bench/screen_rectangle.h"
#include "bench/support.h"
#include "bus/broker_process.h"
#include "bus/connection.h"
#include "capture/synthetic/desktop_painter.h"
#include "codec/scale.h"
#include "support/eventually.h"
#include "support/real_lab.h"
#include "wire/frame_headers.h"
#include "wire/messages.h"
#include "wire/subjects.h"

namespace labwall {
namespace {

constexpr const char* kStation = "bench-station";
constexpr PixelSize kScreen{1'920, 1'080};
constexpr PixelRect kHalf{960, 0, 960, 1'080};  // of the screen; what the session itself draws is in the other half
constexpr Rung kRung = Rung::k320x180;
constexpr int kMilliFps = 5'000;
constexpr Milliseconds kLimit{30'000};

constexpr double kHalfRatioTarget = 1.3;
constexpr double kHalfBytesTarget = 14'000;
constexpr double kCaretBytesTarget = 1'500;
constexpr double kIdleShareTarget = 0.001;
constexpr double kPsnrTarget = 45;

// Of frames, with all that the broker is given of them.
struct Traffic {
  int frames = 0;
  int parts = 0;
  size_t bytes = 0;
};

// The least of a console: watches one session, and says in its leases what it has. Threads: all methods from one; what
// comes is counted on the connection's.
class Watcher {
 public:
  bool Start(const std::string& url) {
    auto connection = Connection::Open({.url = url, .name = "agent_bench", .on_event = [](auto&&...) {}});
    if (!connection) return false;
    connection_ = std::move(*connection);
    return Listen(wire::StateSubject(kStation),
                  [this](const BusMessage& message) {
                    auto state = wire::DecodeStationState(kStation, message.payload());
                    const MutexLock lock(mutex_);
                    if (state) station_ = state->station;
                  }) &&
           Listen(std::string(wire::kAllFramesSubject), [this](const BusMessage& message) { OnFrame(message); });
  }
  // Until the agent has told of a session whose picture can be had.
  bool FindSession() {
    return Eventually(
        [this] {
          const MutexLock lock(mutex_);
          for (const Session& session : station_.sessions) {
            if (session.type == SessionType::kX11 && session.picture == PictureState::kAvailable) key_ = session.key;
          }
          return !key_.station.empty();
        },
        kLimit);
  }
  void Watch(int milli_fps) {
    milli_fps_ = milli_fps;
    uint64_t have = 0;
    {
      const MutexLock lock(mutex_);
      have = sequence_;
    }
    const wire::WatchLease lease{
        "agent_bench", std::chrono::seconds(20), {{key_.session_id, key_.started_us, kRung, milli_fps_, have}}};
    (void)connection_->Publish(wire::WatchSubject(kStation), wire::Encode(lease));
    renew_at_ = Clock::System().Now() + kRenewAfter;
  }
  // Sleeps until then, and renews the lease in time.
  void WaitUntil(MonotonicTime time) {
    for (;;) {
      std::this_thread::sleep_until(std::min(time, renew_at_));
      if (Clock::System().Now() >= renew_at_) Watch(milli_fps_);
      if (Clock::System().Now() >= time) return;
    }
  }
  [[nodiscard]] Traffic traffic() {
    const MutexLock lock(mutex_);
    return traffic_;
  }
  // Frames that did not follow the one before.
  [[nodiscard]] int gaps() {
    const MutexLock lock(mutex_);
    return gaps_;
  }

 private:
  static constexpr Milliseconds kRenewAfter{5'000};

  bool Listen(const std::string& subject, MessageHandler handler) {
    auto subscription = connection_->Subscribe(subject, std::move(handler));
    if (subscription) subscriptions_.push_back(std::move(*subscription));
    return subscription.has_value();
  }
  void OnFrame(const BusMessage& message) {
    const auto info = wire::DecodeFrame(message.subject(), [&](std::string_view name) { return message.header(name); });
    if (!info) return;
    size_t bytes = message.subject().size() + message.payload().size();
    // Each as "name: value\r\n".
    for (const auto& [name, value] : wire::EncodeFrameHeaders(*info)) bytes += name.size() + value.size() + 4;
    const MutexLock lock(mutex_);
    if (sequence_ != 0 && info->sequence != sequence_ + 1) ++gaps_;
    sequence_ = info->sequence;
    ++traffic_.frames;
    traffic_.parts += info->part ? 1 : 0;
    traffic_.bytes += bytes;
  }

  Mutex mutex_;
  Station station_ GUARDED_BY(mutex_);
  Traffic traffic_ GUARDED_BY(mutex_);
  uint64_t sequence_ GUARDED_BY(mutex_) = 0;
  int gaps_ GUARDED_BY(mutex_) = 0;
  SessionKey key_;
  int milli_fps_ = 0;
  MonotonicTime renew_at_;
  std::unique_ptr<Connection> connection_;
  std::vector<std::unique_ptr<Subscription>> subscriptions_;
};

// The process that does it the barest way, as the session's user.
class BareCapture {
 public:
  bool Start(const LabSession& session) {
    const passwd* const user = ::getpwnam(session.user.c_str());
    int to_child[2];
    int from_child[2];
    if (user == nullptr || ::pipe2(to_child, O_CLOEXEC) != 0 || ::pipe2(from_child, O_CLOEXEC) != 0) return false;
    const UniqueFd childs_input(to_child[0]);
    const UniqueFd childs_output(from_child[1]);
    ask_ = UniqueFd(to_child[1]);
    answers_ = UniqueFd(from_child[0]);
    const std::string home = user->pw_dir;
    auto process =
        Subprocess::Start({.argv = {ProgramDirectory() + "/bare_capture"},
                           .environment = std::map<std::string, std::string>{{"DISPLAY", session.display},
                                                                             {"XAUTHORITY", home + "/.Xauthority"}},
                           .user = SubprocessUser{user->pw_uid, user->pw_gid, session.user},
                           .directory = "/",
                           .stdin_fd = childs_input.get(),
                           .stdout_fd = childs_output.get()});
    if (!process) return false;
    process_ = std::move(*process);
    return MakePicture() > 0;
  }
  // Gives the JPEG's size; 0 when it failed.
  size_t MakePicture() {
    if (::write(ask_.get(), "x", 1) != 1) return 0;
    std::string line;
    for (char byte = 0; ::read(answers_.get(), &byte, 1) == 1 && byte != '\n';) line += byte;
    return line.empty() ? 0 : std::stoul(line);
  }
  [[nodiscard]] double cpu_s() const { return CpuTimeOf(process_->pid()); }

 private:
  UniqueFd ask_;
  UniqueFd answers_;
  std::optional<Subprocess> process_;
};

// libyuv's box against the area's average in double precision, over luma.
double ScalingPsnr(const Planes& screen, int ratio) {
  const PixelSize size{kScreen.width / ratio, kScreen.height / ratio};
  Planes scaled(size);
  ScalePlanes(screen.view(), scaled.view());
  const PlanesView from = screen.view();
  const PlanesView got = std::as_const(scaled).view();
  double squares = 0;
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      double sum = 0;
      for (int row = y * ratio; row < (y + 1) * ratio; ++row) {
        for (int column = x * ratio; column < (x + 1) * ratio; ++column) {
          sum += from.y[static_cast<ptrdiff_t>(row) * from.y_stride_bytes + column];
        }
      }
      const double error = got.y[static_cast<ptrdiff_t>(y) * got.y_stride_bytes + x] - sum / (ratio * ratio);
      squares += error * error;
    }
  }
  const double mean = squares / (static_cast<double>(size.width) * size.height);
  return 10 * std::log10(255.0 * 255.0 / mean);
}

class AgentBench {
 public:
  explicit AgentBench(std::string directory) : directory_(std::move(directory)), report_("agent_bench") {}

  int Run() {
    if (RealLab::Missing()) return report_.Fail("this machine can't have real sessions, see above; nothing measured");
    const RealLab lab(1, {"--size", fmt::format("{}x{}", kScreen.width, kScreen.height)});
    if (!lab.problem().empty()) return report_.Fail(lab.problem());
    // What else draws in the session would be measured, too.
    for (const char* program : {"xterm", "xclock"}) {
      for (const int pid : Descendants(::getppid(), program)) ::kill(pid, SIGSTOP);
    }
    const LabSession session = lab.Sessions().at(0);
    ScreenRectangle half(session.display, "/home/" + session.user + "/.Xauthority", kHalf);
    if (!half.there() || !bare_.Start(session)) return report_.Fail("the session's display can't be opened");
    if (const Result<> started = StartStation(); !started) return report_.Fail(started.error().message);

    report_.json()["screen"] = fmt::format("{}x{}", kScreen.width, kScreen.height);
    report_.json()["rung"] = ToString(kRung);
    const Cost half_cost = Measure("half_rewritten", 40, Milliseconds(1'000), [&half](int i) { PaintHalf(half, i); });
    const Cost caret = Measure("caret", 60, Milliseconds(500), [&half](int i) {
      const uint8_t grey = i % 2 == 0 ? 20 : 235;
      half.PaintPart({400, 503, 2, 20}, grey, grey, grey);
    });
    const Cost idle = Measure("idle", 30, Milliseconds(1'000), nullptr);
    Judge(half_cost, caret, idle);
    JudgeScaling();
    return report_.Print();
  }

 private:
  struct Cost {
    int updates = 0;
    double seconds = 0;
    double agent_s = 0;
    double capture_s = 0;
    double bare_s = 0;
    Traffic traffic;
    uint64_t grabs = 0;

    [[nodiscard]] double station_s() const { return agent_s + capture_s; }
    [[nodiscard]] double bytes() const { return static_cast<double>(traffic.bytes) / updates; }
  };

  Result<> StartStation() {
    auto broker = BrokerProcess::Start({.directory = directory_ + "/broker"});
    if (!broker) return tl::unexpected(broker.error());
    broker_ = std::move(*broker);
    const UniqueFd log(::open(LogFile().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    auto agent = Subprocess::Start({.argv = {ProgramDirectory() + "/labwall-agent", "--station", kStation, "--connect",
                                             broker_->url(), "--verbose"},
                                    .stdout_fd = log.get(),
                                    .stderr_fd = log.get()});
    if (!agent) return tl::unexpected(agent.error());
    agent_ = std::move(*agent);
    if (!watcher_.Start(broker_->url()) || !watcher_.FindSession()) {
      return Fail(ErrorCode::kDeadlineExceeded, "the agent did not tell of the session");
    }
    watcher_.Watch(kMilliFps);
    const bool shown = Eventually([this] { return watcher_.traffic().frames > 0; }, kLimit);
    const std::vector<int> helpers = Descendants(agent_->pid(), "labwall-capture");
    if (!shown || helpers.size() != 1) return Fail(ErrorCode::kDeadlineExceeded, "no picture came");
    capture_pid_ = helpers[0];
    return {};
  }

  // Another person's desktop each time, so that every pixel may change.
  static void PaintHalf(ScreenRectangle& half, int i) {
    std::vector<uint8_t> bgrx(static_cast<size_t>(kHalf.area()) * 4);
    const auto seed = static_cast<uint64_t>(i);
    DesktopPainter(DesktopPainter::LookFor(seed), seed).Paint(seed, kHalf.size(), bgrx.data(), kHalf.width * 4);
    half.PaintPicture(bgrx);
  }

  // Paints so many times, and makes the bare picture in the middle of each interval, when the station has long been
  // done. No `paint`: only time passes.
  Cost Measure(const std::string& name, int count, Milliseconds interval, const std::function<void(int)>& paint) {
    Settle();
    Cost cost;
    const Traffic traffic = watcher_.traffic();
    const uint64_t grabs = Grabs();
    const MonotonicTime begin = Clock::System().Now();
    cost.agent_s = -CpuTimeOf(agent_->pid());
    cost.capture_s = -CpuTimeOf(capture_pid_);
    cost.bare_s = -bare_.cpu_s();
    for (int i = 0; i < count; ++i) {
      const MonotonicTime at = begin + interval * i;
      if (paint) {
        paint(i);
        watcher_.WaitUntil(at + interval / 2);
        (void)bare_.MakePicture();
      }
      watcher_.WaitUntil(at + interval);
    }
    cost.updates = count;
    cost.seconds = std::chrono::duration<double>(Clock::System().Now() - begin).count();
    cost.agent_s += CpuTimeOf(agent_->pid());
    cost.capture_s += CpuTimeOf(capture_pid_);
    cost.bare_s += bare_.cpu_s();
    Settle();
    const Traffic after = watcher_.traffic();
    cost.traffic = {after.frames - traffic.frames, after.parts - traffic.parts, after.bytes - traffic.bytes};
    cost.grabs = Grabs() - grabs;
    Note(name, cost, paint != nullptr);
    return cost;
  }

  // Longer than the agent's pings are apart, with which the helper tells what it has done.
  void Settle() { watcher_.WaitUntil(Clock::System().Now() + Milliseconds(1'500)); }

  // The agent says it in its log whenever something else is wanted, which the rate is made to be.
  uint64_t Grabs() {
    const auto said = [this] {
      const std::string log = ReadFile(LogFile());
      const std::string words = "the capture has grabbed ";
      const size_t at = log.rfind(words);
      return std::pair{at, at == std::string::npos ? 0 : std::stoull(log.substr(at + words.size()))};
    };
    const size_t before = said().first;
    extra_milli_fps_ = 1 - extra_milli_fps_;
    watcher_.Watch(kMilliFps + extra_milli_fps_);
    if (!Eventually([&] { return said().first != before; }, kLimit)) {
      report_.Target(false, "the agent's log does not tell how often the screen was grabbed");
    }
    return said().second;
  }

  [[nodiscard]] std::string LogFile() const { return directory_ + "/agent.log"; }

  void Note(const std::string& name, const Cost& cost, bool paints) {
    Json& json = report_.json()[name];
    json["seconds"] = Rounded(cost.seconds);
    json["grabs"] = cost.grabs;
    json["frames"] = cost.traffic.frames;
    json["parts"] = cost.traffic.parts;
    json["share_of_a_core"] = Rounded(cost.station_s() / cost.seconds);
    if (!paints) return;
    json["updates"] = cost.updates;
    json["bytes_per_update"] = Rounded(cost.bytes());
    json["ms_per_update"] = {{"labwall-agent", Rounded(cost.agent_s / cost.updates * 1e3)},
                             {"labwall-capture", Rounded(cost.capture_s / cost.updates * 1e3)},
                             {"bare", Rounded(cost.bare_s / cost.updates * 1e3)}};
    json["ratio"] = Rounded(cost.station_s() / cost.bare_s);
  }

  void Judge(const Cost& half, const Cost& caret, const Cost& idle) {
    const double ratio = half.station_s() / half.bare_s;
    report_.Target(watcher_.gaps() == 0 && half.traffic.frames >= half.updates && caret.traffic.frames >= caret.updates,
                   fmt::format("every update was sent: {} frames of {} half screens, {} of {} carets",
                               half.traffic.frames, half.updates, caret.traffic.frames, caret.updates));
    report_.Target(ratio <= kHalfRatioTarget,
                   fmt::format("half of the screen rewritten costs {:.2f} times the bare picture, wanted {}", ratio,
                               kHalfRatioTarget));
    report_.Target(half.bytes() <= kHalfBytesTarget,
                   fmt::format("half of the screen takes {:.0f} bytes, wanted {}", half.bytes(), kHalfBytesTarget));
    report_.Target(caret.bytes() <= kCaretBytesTarget,
                   fmt::format("a caret takes {:.0f} bytes, wanted {}", caret.bytes(), kCaretBytesTarget));
    report_.Target(idle.grabs == 0 && idle.traffic.frames == 0,
                   fmt::format("idle: {} grabs and {} frames, wanted none", idle.grabs, idle.traffic.frames));
    const double share = idle.station_s() / idle.seconds;
    report_.Target(share <= kIdleShareTarget,
                   fmt::format("idle takes {:.3f} % of a core, wanted {} %", share * 100, kIdleShareTarget * 100));
  }

  void JudgeScaling() {
    std::vector<uint8_t> bgrx(static_cast<size_t>(kScreen.width) * kScreen.height * 4);
    Planes screen(kScreen);
    double worst = 1e9;
    for (const uint64_t seed : {1, 2, 3, 4, 5, 6}) {
      DesktopPainter(DesktopPainter::LookFor(seed), seed).Paint(seed, kScreen, bgrx.data(), kScreen.width * 4);
      ConvertBgrx(bgrx.data(), kScreen.width * 4, screen.view());
      for (const int ratio : {4, 5, 6}) {
        const double psnr = ScalingPsnr(screen, ratio);
        Json& least = report_.json()["scaling_psnr_db"][fmt::format("1/{}", ratio)];
        if (least.is_null() || psnr < least.get<double>()) least = Rounded(psnr);
        worst = std::min(worst, psnr);
      }
    }
    report_.Target(worst >= kPsnrTarget,
                   fmt::format("scaling is {:.1f} dB from the true average, wanted {}", worst, kPsnrTarget));
  }

  const std::string directory_;
  Report report_;
  std::unique_ptr<BrokerProcess> broker_;
  std::optional<Subprocess> agent_;
  int capture_pid_ = 0;
  int extra_milli_fps_ = 0;
  Watcher watcher_;
  BareCapture bare_;
};

}  // namespace
}  // namespace labwall

int main() {
  return labwall::RunBench([](const std::string& directory) { return labwall::AgentBench(directory).Run(); });
}
