// SPDX-License-Identifier: Apache-2.0
// What a frame of the wall without new pictures costs the processor, the same 200 tiles or so being on screen, in labs
// of different sizes; and on a GPU what one with 4,096 tiles costs that. Each size is the console itself in a process
// of its own, and they draw in turn.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/subprocess.h"
#include "base/unique_fd.h"
#include "bench/jpeg_pool.h"
#include "bench/pool_wall.h"
#include "bench/support.h"

namespace labwall {
namespace {

constexpr size_t kDesktops = 200;
constexpr int kLabs[] = {100, 200, 1'000, 4'000, 10'000};
constexpr size_t kSmallestThatFills = 1;  // the first of them is all on screen and leaves room
constexpr int kShown = 170;
constexpr PixelSize kScreen{1920, 1440};
constexpr int kRounds = 8;
constexpr int kFramesARound = 40;
constexpr Milliseconds kSettle{3'000};
constexpr double kFlat = 1.3;

constexpr int kManyTiles = 4'096;
constexpr PixelSize kLargeScreen{4096, 2304};
constexpr double kMostGpuMs = 1;

// The other process: it says a line when it is ready, and for each line that it is told draws a round of frames and
// says what one took, the median of this thread's milliseconds.
int DrawWhenTold(const std::string& directory, const std::string& pool_file, int sessions, bool all_shown)
    REQUIRES(gl_thread) {
  PoolWallOptions options{directory, pool_file, sessions, all_shown ? kLargeScreen : kScreen, {}};
  options.ui.activity_open = false;
  options.ui.tile_width = kSmallestTile;
  options.ui.texture_mib = 1'024;
  if (all_shown) {
    options.ui.fit_all = true;
    options.ui.zoom = kSmallestZoom;
    options.ui.group = GroupBy::kNone;
  }
  PoolWall lab(options);
  Result<> started = lab.StartStations();
  if (started) started = lab.StartWall(all_shown ? sessions : std::min(sessions, kShown));
  Json ready;
  if (!started) {
    ready["problem"] = started.error().message;
  } else {
    lab.SetRate(0);
    lab.wall().RunFor(kSettle);
    ready = {{"sessions", sessions},
             {"shown", lab.shown()},
             {"renderer", lab.wall().screen().gl().renderer},
             {"software", lab.wall().screen().gl().software}};
  }
  std::printf("%s\n", ready.dump().c_str());
  std::fflush(stdout);
  char told[16];
  while (started && std::fgets(told, sizeof told, stdin) != nullptr) {
    std::vector<double> cpu_ms;
    for (int i = 0; i < kFramesARound; ++i) {
      const double before = CpuTimeOfThread();
      lab.app().DrawFrame();
      cpu_ms.push_back((CpuTimeOfThread() - before) * 1e3);
    }
    const Json round{{"cpu_ms", Quantile(cpu_ms, 0.5)}, {"gpu_ms", lab.app().figures().gpu_ms.value_or(0)}};
    std::printf("%s\n", round.dump().c_str());
    std::fflush(stdout);
  }
  return EXIT_SUCCESS;
}

class OtherProcess {
 public:
  // What it says first is ready().
  OtherProcess(const std::string& directory, const std::string& pool_file, int sessions, bool all_shown) {
    const std::string own = fmt::format("{}/{}{}", directory, sessions, all_shown ? "-all" : "");
    ::mkdir(own.c_str(), 0700);
    int to_child[2];
    int from_child[2];
    if (::pipe2(to_child, O_CLOEXEC) != 0 || ::pipe2(from_child, O_CLOEXEC) != 0) std::abort();
    const UniqueFd input(to_child[0]);
    const UniqueFd output(from_child[1]);
    auto child = Subprocess::Start({.argv = {ProgramDirectory() + "/frame_bench", own, pool_file,
                                             std::to_string(sessions), all_shown ? "all" : "some"},
                                    .stdin_fd = input.get(),
                                    .stdout_fd = output.get()});
    to_ = ::fdopen(to_child[1], "w");
    from_ = ::fdopen(from_child[0], "r");
    if (!child) {
      ready_["problem"] = child.error().message;
      return;
    }
    child_ = std::make_unique<Subprocess>(std::move(*child));
    ready_ = ReadLine();
  }
  ~OtherProcess() {
    std::fclose(to_);
    std::fclose(from_);
  }
  OtherProcess(const OtherProcess&) = delete;
  OtherProcess& operator=(const OtherProcess&) = delete;

  [[nodiscard]] const Json& ready() const { return ready_; }
  [[nodiscard]] Json DrawRound() {
    std::fputs("draw\n", to_);
    std::fflush(to_);
    return ReadLine();
  }

 private:
  Json ReadLine() {
    char line[4096];
    if (std::fgets(line, sizeof line, from_) == nullptr) return {{"problem", "the process that draws has ended"}};
    return Json::parse(line, nullptr, /*allow_exceptions=*/false);
  }

  std::unique_ptr<Subprocess> child_;
  FILE* to_ = nullptr;
  FILE* from_ = nullptr;
  Json ready_;
};

class FrameBench {
 public:
  explicit FrameBench(std::string directory) : directory_(std::move(directory)), report_("frame_bench") {}

  int Run() {
    const std::string pool_file = directory_ + "/pool";
    if (const Result<> saved = JpegPool::Draw(kDesktops).Save(pool_file); !saved) {
      return report_.Fail(saved.error().message);
    }
    std::vector<std::unique_ptr<OtherProcess>> labs;
    for (const int sessions : kLabs) {
      labs.push_back(std::make_unique<OtherProcess>(directory_, pool_file, sessions, false));
      if (labs.back()->ready().contains("problem")) return report_.Fail(labs.back()->ready()["problem"]);
    }
    report_.json()["renderer"] = labs[0]->ready()["renderer"];
    if (const int failed = MeasureFlatness(labs); failed != 0) return failed;
    const bool software = labs[0]->ready()["software"];
    labs.clear();
    if (software) {
      report_.json()["gpu_ms"] = "not measured: there is no GPU here";
    } else {
      MeasureGpu(pool_file);
    }
    return report_.Print();
  }

 private:
  // 0, or the exit status when it can't go on.
  int MeasureFlatness(const std::vector<std::unique_ptr<OtherProcess>>& labs) {
    std::vector<std::vector<double>> rounds_ms(labs.size());
    for (int round = 0; round < kRounds; ++round) {
      for (size_t i = 0; i < labs.size(); ++i) {
        const Json drawn = labs[i]->DrawRound();
        if (!drawn.is_object() || drawn.contains("problem")) return report_.Fail("a console that draws has ended");
        rounds_ms[i].push_back(drawn["cpu_ms"]);
      }
    }
    double least = 0;
    double most = 0;
    for (size_t i = 0; i < labs.size(); ++i) {
      const double frame_ms = Quantile(rounds_ms[i], 0.5);
      report_.json()["labs"].push_back(
          {{"sessions", kLabs[i]}, {"shown", labs[i]->ready()["shown"]}, {"frame_cpu_ms", Rounded(frame_ms)}});
      if (i < kSmallestThatFills) continue;
      least = i == kSmallestThatFills ? frame_ms : std::min(least, frame_ms);
      most = std::max(most, frame_ms);
    }
    report_.json()["most_to_least"] = Rounded(most / least);
    report_.Target(
        most / least <= kFlat,
        fmt::format("a frame with as many tiles on screen takes {:.2f} to {:.2f} ms of the processor with {} to "
                    "{} sessions: {:.2f} times, wanted {}",
                    least, most, kLabs[kSmallestThatFills], kLabs[std::size(kLabs) - 1], most / least, kFlat));
    return 0;
  }

  void MeasureGpu(const std::string& pool_file) {
    OtherProcess many(directory_, pool_file, kManyTiles, true);
    if (many.ready().contains("problem")) return report_.Target(false, many.ready()["problem"].get<std::string>());
    std::vector<double> gpu_ms;
    for (int round = 0; round < kRounds; ++round) gpu_ms.push_back(many.DrawRound().value("gpu_ms", 0.0));
    const double ms = Quantile(gpu_ms, 0.5);
    report_.json()["gpu_ms"] = Rounded(ms);
    report_.Target(ms > 0 && ms <= kMostGpuMs,
                   fmt::format("{} tiles take {:.2f} ms of the GPU, wanted {:.0f}", kManyTiles, ms, kMostGpuMs));
  }

  const std::string directory_;
  Report report_;
};

}  // namespace
}  // namespace labwall

int main(int argc, char** argv) {
  using namespace labwall;
  if (argc == 5) {
    StartLog("frame_bench", LogLevel::kWarning);
    gl_thread.Claim();
    return DrawWhenTold(argv[1], argv[2], std::atoi(argv[3]), std::string(argv[4]) == "all");
  }
  return RunBench([](const std::string& directory) { return FrameBench(directory).Run(); });
}
