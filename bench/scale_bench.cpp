// SPDX-License-Identifier: Apache-2.0
// A large lab: ten thousand practice stations on a cluster of three brokers, and one console that shows about 200 of
// them. How long until it knows them all, what it costs, and how long a log off of 200 sessions takes.
//   scale_bench [STATIONS]
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "base/subprocess.h"
#include "bench/broker_cluster.h"
#include "bench/headless_wall.h"
#include "bench/support.h"
#include "bus/connection.h"
#include "support/eventually.h"
#include "wire/subjects.h"

namespace labwall {
namespace {

constexpr PixelSize kScreen{1920, 1200};  // about 200 of the smallest tiles
constexpr int kNodes = 3;
constexpr int kSims = 2;
constexpr size_t kLoggedOff = 200;
constexpr int kRounds = 3;
constexpr Milliseconds kLabLimit{60'000};
constexpr Milliseconds kCompleteTarget{10'000};
constexpr Milliseconds kSteadyTime{10'000};
constexpr Milliseconds kLogOffLimit{30'000};
// A practice desktop takes 300 to 1,500 ms to end, all alike likely.
constexpr double kMeanClosingMs = 900;
constexpr double kLongestClosingMs = 1'500;

class ScaleBench {
 public:
  ScaleBench(std::string directory, size_t stations)
      : directory_(std::move(directory)), stations_(stations), report_("scale_bench") {}

  int Run() REQUIRES(gl_thread) {
    report_.json()["stations"] = stations_;
    if (const Result<> up = StartLab(); !up) return report_.Fail(up.error().message);
    if (const Result<> complete = StartConsole(); !complete) return report_.Fail(complete.error().message);
    MeasureSteady();
    LogOff();
    wall_.reset();
    return report_.Print();
  }

 private:
  Result<> StartLab() {
    auto cluster = BrokerCluster::Start(directory_, kNodes);
    if (!cluster) return tl::unexpected(cluster.error());
    cluster_ = std::move(*cluster);

    Mutex mutex;
    std::set<std::string, std::less<>> heard;
    auto connection =
        Connection::Open({.url = cluster_->url(kNodes - 1), .name = "bench", .on_event = [](auto&&...) {}});
    if (!connection) return tl::unexpected(connection.error());
    const auto states = (*connection)->Subscribe(std::string(wire::kAllStatesSubject), [&](const BusMessage& message) {
      const MutexLock lock(mutex);
      heard.emplace(wire::StationOfSubject(message.subject()).value_or(""));
    });
    if (!states) return tl::unexpected(states.error());
    for (int i = 0; i < kSims; ++i) {
      const size_t share = stations_ / kSims + (i == 0 ? stations_ % kSims : 0);
      auto sim =
          Subprocess::Start({.argv = {ProgramDirectory() + "/labwall-sim", "--connect", cluster_->url(i), "--stations",
                                      std::to_string(share), "--room", fmt::format("Room {}", i + 1), "--prefix",
                                      fmt::format("lab{}", i + 1), "--fps", "1"},
                             .new_process_group = true});
      if (!sim) return tl::unexpected(sim.error());
      sims_.push_back(std::move(*sim));
    }
    const bool all = Eventually(
        [&] {
          const MutexLock lock(mutex);
          return heard.size() == stations_;
        },
        kLabLimit);
    if (!all) return Fail(ErrorCode::kDeadlineExceeded, "the practice stations did not all come up");
    return {};
  }

  Result<> StartConsole() REQUIRES(gl_thread) {
    HeadlessWallOptions options{.connect = cluster_->url(kNodes - 1), .directory = directory_, .size = kScreen};
    options.ui.tile_width = kSmallestTile;
    options.ui.show = Show::kAll;
    options.ui.activity_open = false;
    const MonotonicTime started = Clock::System().Now();
    auto wall = HeadlessWall::Start(options);
    if (!wall) return tl::unexpected(wall.error());
    wall_ = std::move(*wall);
    report_.json()["renderer"] = wall_->screen().gl().renderer;
    const bool complete = wall_->RunUntil(
        [this] {
          const auto& snapshot = wall_->app().snapshot();
          return snapshot != nullptr && snapshot->stations.size() == stations_;
        },
        kLabLimit);
    const auto took = std::chrono::duration_cast<Milliseconds>(Clock::System().Now() - started);
    report_.json()["complete_s"] = Rounded(static_cast<double>(took.count()) / 1e3);
    if (!complete) {
      return Fail(ErrorCode::kDeadlineExceeded,
                  fmt::format("after {} s the console knew {} of {} stations", kLabLimit.count() / 1000,
                              wall_->app().snapshot() ? wall_->app().snapshot()->stations.size() : 0, stations_));
    }
    report_.Target(took <= kCompleteTarget,
                   fmt::format("the console knew all {} stations {:.1f} s after its start, wanted in {} s", stations_,
                               static_cast<double>(took.count()) / 1e3, kCompleteTarget.count() / 1000));
    return {};
  }

  void MeasureSteady() REQUIRES(gl_thread) {
    wall_->RunFor(kSteadyTime / 2);
    const CpuTime before = CpuTimeOfProcess();
    const std::map<std::string, double> threads_before = CpuTimeByThread();
    const double brokers_before = CpuOfBrokers();
    const double sims_before = CpuOfSims();
    const uint64_t frames_before = wall_->app().frame_count();
    wall_->RunFor(kSteadyTime);
    const CpuTime cpu = CpuTimeOfProcess() - before;
    const double seconds = std::chrono::duration<double>(kSteadyTime).count();
    Json& json = report_.json();
    json["shown"] = ShownCount();
    json["console_resident_mb"] = Rounded(static_cast<double>(ResidentBytes()) / 1e6);
    json["console_cpu_percent_of_a_core"] = Rounded(cpu.own / seconds * 100);
    json["rasterising_percent_of_a_core"] = Rounded(cpu.rasterising / seconds * 100);
    json["frames_per_second"] = Rounded(static_cast<double>(wall_->app().frame_count() - frames_before) / seconds);
    json["updates_per_second"] = Rounded(wall_->app().figures().updates_per_second);
    json["frame_ms"] = Rounded(wall_->app().figures().frame_ms);
    json["brokers_percent_of_a_core"] = Rounded((CpuOfBrokers() - brokers_before) / seconds * 100);
    json["practice_stations_percent_of_a_core"] = Rounded((CpuOfSims() - sims_before) / seconds * 100);
    Json& threads = json["console_cpu_percent_by_thread"];
    for (const auto& [name, time] : CpuTimeByThread()) {
      const auto earlier = threads_before.find(name);
      threads[name] = Rounded((time - (earlier == threads_before.end() ? 0 : earlier->second)) / seconds * 100);
    }
  }

  [[nodiscard]] double CpuOfBrokers() const {
    double seconds = 0;
    for (int node = 0; node < kNodes; ++node) seconds += CpuTimeOf(cluster_->pid(node));
    return seconds;
  }
  [[nodiscard]] double CpuOfSims() const {
    double seconds = 0;
    for (const Subprocess& sim : sims_) seconds += CpuTimeOf(sim.pid());
    return seconds;
  }

  [[nodiscard]] size_t ShownCount() const REQUIRES(gl_thread) {
    size_t count = 0;
    for (const StationView& view : wall_->app().snapshot()->stations) {
      for (const Session& session : view.station->sessions) {
        count += wall_->app().PictureOf(session.key).available ? 1 : 0;
      }
    }
    return count;
  }

  // Each round logs other sessions off: the first of the wall, which are shown, then those that follow.
  void LogOff() REQUIRES(gl_thread) {
    std::vector<CommandTarget> all;
    for (const StationView& view : wall_->app().snapshot()->stations) {
      for (const Session& session : view.station->sessions) {
        all.push_back({session.key, session.user, session.display_name});
      }
    }
    std::vector<double> elapsed_ms;
    size_t done = 0;
    for (size_t round = 0; round < kRounds; ++round) {
      Command command{.action = Action::kLogOff};
      const size_t first = std::min(round * kLoggedOff, all.size());
      const size_t last = std::min(first + kLoggedOff, all.size());
      if (first == last) break;
      command.targets.assign(all.begin() + static_cast<ptrdiff_t>(first), all.begin() + static_cast<ptrdiff_t>(last));
      Dispatcher& dispatcher = wall_->app().dispatcher();
      const Result<BatchId> id = dispatcher.Submit(std::move(command));
      if (!id) return report_.Target(false, id.error().message);
      std::shared_ptr<const Batch> batch;
      wall_->RunUntil(
          [&] {
            batch = dispatcher.WaitFinished(*id, Clock::System().Now());
            return batch != nullptr;
          },
          kLogOffLimit);
      if (batch == nullptr) return report_.Target(false, "a log off did not end");
      for (const TargetProgress& target : batch->targets) {
        done += target.outcome.code == OutcomeCode::kDone ? 1 : 0;
        elapsed_ms.push_back(static_cast<double>(target.outcome.elapsed.count()));
      }
    }
    double mean = 0;
    for (const double ms : elapsed_ms) mean += ms / static_cast<double>(elapsed_ms.size());
    Json& json = report_.json()["log_off_ms"];
    const double p99 = Quantile(elapsed_ms, 0.99);
    json = {{"targets", elapsed_ms.size()},
            {"p50", Quantile(elapsed_ms, 0.5)},
            {"p99", p99},
            {"most", Quantile(elapsed_ms, 1)},
            {"mean_beyond_closing", Rounded(mean - kMeanClosingMs)},
            {"most_beyond_longest_closing", Quantile(elapsed_ms, 1) - kLongestClosingMs}};
    report_.Target(
        done == elapsed_ms.size() && done > 0,
        fmt::format("{} of {} sessions logged off in lots of {} were Done; p99 {:.0f} ms from the command, of "
                    "which practice desktops take 300 to 1,500 to end",
                    done, elapsed_ms.size(), kLoggedOff, p99));
  }

  const std::string directory_;
  const size_t stations_;
  Report report_;
  std::unique_ptr<BrokerCluster> cluster_;
  std::vector<Subprocess> sims_;
  std::unique_ptr<HeadlessWall> wall_;
};

}  // namespace
}  // namespace labwall

int main(int argc, char** argv) {
  const int stations = argc > 1 ? std::max(1, std::atoi(argv[1])) : 10'000;
  return labwall::RunBench([stations](const std::string& directory) {
    labwall::gl_thread.Claim();
    return labwall::ScaleBench(directory, static_cast<size_t>(stations)).Run();
  });
}
