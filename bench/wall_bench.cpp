// SPDX-License-Identifier: Apache-2.0
// What an update of a thumbnail costs the console, received from a real nats-server and put on the GPU, as a multiple
// of what libjpeg-turbo alone takes for the same JPEGs in the same run; and what a session takes in memory. Each number
// of sessions is measured in a process of its own.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/subprocess.h"
#include "base/unique_fd.h"
#include "bench/decode_scaling.h"
#include "bench/jpeg_pool.h"
#include "bench/support.h"
#include "bench/wall_case.h"

namespace labwall {
namespace {

constexpr size_t kDesktops = 1'000;
constexpr Milliseconds kCaseLimit{180'000};

constexpr double kMostRatio = 1.25;
constexpr double kLeastEfficiency = 0.85;
constexpr double kMostBytesPerPixel = 1.5;
constexpr int kDrawTolerance = 4;
constexpr double kLeastFramesToUnloaded = 0.9;
constexpr double kMostOldestToMean = 2;
constexpr double kMostCpuBytes = 64 * 1024;
constexpr double kMostGpuBytes = 100 * 1024;
// What is counted is a difference, with the heartbeats that happened to fall into one or the other.
constexpr double kNoAllocation = 0.1;

struct CaseNumbers {
  int sessions = 0;
  PixelSize screen;
  bool fit_all = false;
  bool only_at_rest = false;
  bool overload = false;
};

// So large that all sessions can be on it at once.
constexpr PixelSize kMiddle{2048, 1152};
constexpr PixelSize kLarge{4096, 2304};
// The last two differ in nothing but the sessions: also in the screen that llvmpipe keeps in this process.
constexpr CaseNumbers kCases[] = {{100, kMiddle, true},
                                  {1'000, kMiddle, true, false, true},
                                  {2'000, kLarge, true, true},
                                  {100, kLarge, false, true},
                                  {4'000, kLarge, true}};

int RunCase(const std::string& directory, const std::string& pool_file, const CaseNumbers& numbers) {
  StartLog("wall_bench", LogLevel::kWarning);
  gl_thread.Claim();
  WallCase wall({directory, pool_file, numbers.sessions, numbers.screen, numbers.fit_all, numbers.only_at_rest,
                 numbers.overload});
  std::printf("%s\n", wall.Run().dump().c_str());
  std::fflush(stdout);
  return EXIT_SUCCESS;
}

class WallBench {
 public:
  explicit WallBench(std::string directory) : directory_(std::move(directory)), report_("wall_bench") {}

  int Run() {
    const JpegPool pool = JpegPool::Draw(kDesktops);
    if (const Result<> saved = pool.Save(pool_file()); !saved) return report_.Fail(saved.error().message);
    report_.json()["desktops"] = pool.size();
    report_.json()["mean_jpeg_bytes"] = Rounded(pool.mean_bytes());
    for (size_t i = 0; i < std::size(kCases); ++i) {
      cases_.push_back(InOwnProcess(i));
      const Json& found = cases_.back();
      report_.json()["cases"].push_back(found);
      if (found.contains("problem")) return report_.Fail(found["problem"].get<std::string>());
    }
    JudgeUpdates();
    JudgeDraws();
    JudgeMemory();
    JudgeScaling(pool);
    return report_.Print();
  }

 private:
  [[nodiscard]] std::string pool_file() const { return directory_ + "/pool"; }

  Json InOwnProcess(size_t number) const {
    const std::string directory = fmt::format("{}/case-{}", directory_, number);
    ::mkdir(directory.c_str(), 0700);
    const UniqueFd output(::open((directory + "/out").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    auto child =
        Subprocess::Start({.argv = {ProgramDirectory() + "/wall_bench", directory, pool_file(), std::to_string(number)},
                           .stdout_fd = output.get()});
    if (!child) return {{"problem", child.error().message}};
    if (!child->WaitUntil(Clock::System().Now() + kCaseLimit)) return {{"problem", "a case took too long"}};
    std::ifstream file(directory + "/out");
    Json found = Json::parse(file, nullptr, /*allow_exceptions=*/false);
    if (!found.is_object()) return {{"problem", "a case " + child->EndInWords()}};
    return found;
  }

  void JudgeUpdates() {
    for (const Json& found : cases_) {
      if (!found.contains("ratio")) continue;
      const int sessions = found["sessions"];
      const double ratio = found["ratio"];
      report_.Target(ratio <= kMostRatio,
                     fmt::format("{} sessions: an update takes {:.0f} us of the console, {:.0f} of them for frames, "
                                 "and of libjpeg-turbo alone {:.0f} us: {:.2f} times, wanted {:.2f}",
                                 sessions, found["console_us_per_update"].get<double>(),
                                 found["frames_us_per_update"].get<double>(), found["plain_decode_us"].get<double>(),
                                 ratio, kMostRatio));
      const Json& others = found["update_in_other_threads"];
      const Json& main = found["update_in_main_thread"];
      const double allocations = others["operator_new"].get<double>() + main["operator_new"].get<double>();
      report_.Target(
          allocations < kNoAllocation,
          fmt::format("{} sessions: {:.2f} allocations for an update, wanted 0; {:.1f} in C libraries, of "
                      "which libjpeg-turbo alone makes {:.1f} and receiving {:.1f}",
                      sessions, allocations, others["malloc"].get<double>() + main["malloc"].get<double>(),
                      found["plain_decode_malloc"].get<double>(), found["plain_receive"]["malloc"].get<double>()));
      const double bytes = found["upload_bytes_per_pixel"];
      report_.Target(
          bytes > 0 && bytes <= kMostBytesPerPixel,
          fmt::format("{} sessions: {:.2f} bytes a pixel to OpenGL, wanted {}", sessions, bytes, kMostBytesPerPixel));
      if (found.contains("overload")) JudgeOverload(found["overload"]);
    }
  }

  void JudgeOverload(const Json& overload) {
    const double frames = overload["frames_to_unloaded"];
    report_.Target(frames >= kLeastFramesToUnloaded,
                   fmt::format("at three times the load: {:.2f} of the frames without it, wanted {}", frames,
                               kLeastFramesToUnloaded));
    const double oldest = overload["oldest_to_mean_age"];
    report_.Target(oldest <= kMostOldestToMean,
                   fmt::format("at three times the load: the oldest tile is {:.2f} times the mean age, wanted {:.0f}",
                               oldest, kMostOldestToMean));
  }

  void JudgeDraws() {
    const Json& few = cases_[0];
    const Json& many = cases_[2];
    for (const char* what : {"gl_draws", "imgui_commands"}) {
      const int at_few = few[what];
      const int at_many = many[what];
      report_.Target(at_few > 0 && std::abs(at_many - at_few) <= kDrawTolerance,
                     fmt::format("{}: {} with {} tiles, {} with {}, wanted the same within {}", what, at_few,
                                 few["sessions"].get<int>(), at_many, many["sessions"].get<int>(), kDrawTolerance));
    }
  }

  // llvmpipe keeps textures in the process: they are taken off.
  void JudgeMemory() {
    const Json& few = cases_[3];
    const Json& many = cases_[4];
    const double more = many["sessions"].get<double>() - few["sessions"].get<double>();
    const double gpu = (many["texture_bytes"].get<double>() - few["texture_bytes"].get<double>()) / more;
    const double resident = (many["resident_bytes"].get<double>() - few["resident_bytes"].get<double>()) / more;
    const bool software = many["renderer"].get<std::string>().find("llvmpipe") != std::string::npos;
    const double cpu = resident - (software ? gpu : 0);
    report_.json()["bytes_per_session"] = {{"cpu", Rounded(cpu)}, {"gpu", Rounded(gpu)}};
    report_.Target(cpu <= kMostCpuBytes,
                   fmt::format("a session takes {:.0f} KB of memory, wanted {:.0f}", cpu / 1024, kMostCpuBytes / 1024));
    report_.Target(gpu > 0 && gpu <= kMostGpuBytes, fmt::format("a session takes {:.0f} KB on the GPU, wanted {:.0f}",
                                                                gpu / 1024, kMostGpuBytes / 1024));
  }

  void JudgeScaling(const JpegPool& pool) {
    const double efficiency = TwoDecodersEfficiency(pool);
    report_.json()["two_decoders_efficiency"] = Rounded(efficiency);
    report_.Target(efficiency >= kLeastEfficiency,
                   fmt::format("two decoding threads work at {:.2f} of twice one's speed, wanted {}", efficiency,
                               kLeastEfficiency));
  }

  const std::string directory_;
  Report report_;
  std::vector<Json> cases_;
};

}  // namespace
}  // namespace labwall

int main(int argc, char** argv) {
  using namespace labwall;
  if (argc == 4) return RunCase(argv[1], argv[2], kCases[static_cast<size_t>(std::atoi(argv[3])) % std::size(kCases)]);
  return RunBench([](const std::string& directory) { return WallBench(directory).Run(); });
}
