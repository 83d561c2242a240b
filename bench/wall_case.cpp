// SPDX-License-Identifier: Apache-2.0
#include "bench/wall_case.h"

#include <fmt/format.h>
#include <glad/gl.h>
#include <imgui.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "bench/cost_model.h"

namespace labwall {
namespace {

constexpr double kPerSecond = 2'000;  // updates of all sessions together,
constexpr double kMostOfOne = 10;     // but a session sends no more
constexpr Milliseconds kSettle{2'500};
constexpr Milliseconds kSpan{8'000};
constexpr Milliseconds kSampleEvery{250};

constexpr int kShareSpans = 18;
constexpr double kShareOfRate[] = {0.2, 1, 0.6};
constexpr int kExtraFrames = 6;
constexpr Milliseconds kShareSettle{400};
constexpr Milliseconds kShareSpan{1'000};

constexpr double kOverload = 3;
constexpr double kFewUpdates = 60;

int gl_draws = 0;
PFNGLDRAWARRAYSINSTANCEDBASEINSTANCEPROC draw_tiles = nullptr;

void GLAD_API_PTR CountDraw(GLenum mode, GLint first, GLsizei count, GLsizei instances, GLuint base) {
  ++gl_draws;
  draw_tiles(mode, first, count, instances, base);
}

int ImGuiCommands() {
  int commands = 0;
  for (const ImDrawList* list : ImGui::GetDrawData()->CmdLists) commands += list->CmdBuffer.Size;
  return commands;
}

}  // namespace

Json WallCase::Run() {
  json_["sessions"] = options_.sessions;
  if (const Result<> started = Start(); !started) {
    json_["problem"] = started.error().message;
    return json_;
  }
  MeasureRest();
  if (!options_.only_at_rest) MeasureUpdates();
  lab_.reset();
  return json_;
}

Result<> WallCase::Start() {
  auto pool = JpegPool::Load(options_.pool_file);
  if (!pool) return tl::unexpected(pool.error());
  pool_ = std::move(*pool);
  PoolWallOptions lab{options_.directory, options_.pool_file, options_.sessions, options_.screen, {}};
  lab.ui.fit_all = options_.fit_all;
  // More tiles fit.
  lab.ui.zoom = kSmallestZoom;
  lab.ui.group = GroupBy::kNone;
  lab.ui.update_rate = kMostUpdateRate;
  lab.ui.texture_mib = 1'024;
  lab.ui.activity_open = false;
  lab_ = std::make_unique<PoolWall>(std::move(lab));
  if (const Result<> started = lab_->Start(options_.sessions); !started) return started;
  json_["renderer"] = lab_->wall().screen().gl().renderer;
  draw_tiles = std::exchange(glad_glDrawArraysInstancedBaseInstance, &CountDraw);
  return {};
}

WallCase::Span WallCase::Moment() {
  const ConsoleFigures& figures = lab_->app().figures();
  return {.seconds = std::chrono::duration<double>(Clock::System().Now().time_since_epoch()).count(),
          .cpu = CpuTimeOfProcess(),
          .allocations = CountAllocations(),
          .updates = static_cast<double>(figures.uploads),
          .upload_bytes = static_cast<double>(figures.upload_bytes),
          .frames = static_cast<double>(lab_->app().frame_count()),
          .replaced = static_cast<double>(figures.replaced)};
}

WallCase::Span WallCase::Between(const Span& from, const Span& to) {
  return {.seconds = to.seconds - from.seconds,
          .cpu = to.cpu - from.cpu,
          .allocations = to.allocations - from.allocations,
          .updates = to.updates - from.updates,
          .upload_bytes = to.upload_bytes - from.upload_bytes,
          .frames = to.frames - from.frames,
          .replaced = to.replaced - from.replaced};
}

WallCase::Span WallCase::Measure(double per_second, Milliseconds settle, Milliseconds time, int extra_frames) {
  lab_->SetRate(per_second);
  lab_->wall().RunFor(settle);
  const Span from = Moment();
  for (int i = 0; i < extra_frames; ++i) {
    lab_->wall().RunFor(time / (extra_frames + 1));
    lab_->app().DrawFrame();
  }
  lab_->wall().RunFor(time / (extra_frames + 1));
  return Between(from, Moment());
}

void WallCase::MeasureRest() {
  lab_->SetRate(0);
  lab_->wall().RunFor(kSettle);
  gl_draws = 0;
  lab_->app().DrawFrame();
  json_["gl_draws"] = gl_draws;
  json_["imgui_commands"] = ImGuiCommands();
  json_["resident_bytes"] = ResidentBytes();
  json_["texture_bytes"] = lab_->app().figures().texture_bytes;
}

void WallCase::MeasureUpdates() {
  const double rate = std::min(kPerSecond, options_.sessions * kMostOfOne);
  const double plain_before = pool_.PlainDecodeSeconds();
  const Span all = Measure(rate, kSettle, kSpan);
  const double plain = (plain_before + pool_.PlainDecodeSeconds()) / 2;
  const double updates = std::max(all.updates, 1.0);
  json_["updates_per_second"] = Rounded(all.updates / all.seconds);
  json_["replaced_per_second"] = Rounded(all.replaced / all.seconds);
  json_["frames_per_second"] = Rounded(all.frames / all.seconds);
  json_["plain_decode_us"] = Rounded(plain * 1e6);
  json_["console_us_per_update"] = Rounded(all.cpu.own / updates * 1e6);
  json_["ratio"] = Rounded(all.cpu.own / updates / plain);
  json_["rasterising_us_per_update"] = Rounded(all.cpu.rasterising / updates * 1e6);
  json_["upload_bytes_per_pixel"] =
      Rounded(all.upload_bytes / updates / (JpegPool::kSize.width * JpegPool::kSize.height));
  MeasureShares(rate);
  if (options_.overload) MeasureOverload(plain);
}

void WallCase::MeasureShares(double rate) {
  CostModel cpu_us;
  CostModel operator_new;
  CostModel malloc;
  for (int i = 0; i < kShareSpans; ++i) {
    // More and less of updates, of frames, and of both.
    const int extra_frames = i % 2 == 0 ? 0 : kExtraFrames;
    const Span span = Measure(rate * kShareOfRate[i % std::size(kShareOfRate)], kShareSettle, kShareSpan, extra_frames);
    cpu_us.Add(span.updates, span.frames, span.seconds, span.cpu.own * 1e6);
    operator_new.Add(span.updates, span.frames, span.seconds, static_cast<double>(span.allocations.operator_new));
    malloc.Add(span.updates, span.frames, span.seconds, static_cast<double>(span.allocations.malloc));
  }
  const auto note = [this](const char* what, const CostModel& model) {
    const CostModel::Shares shares = model.Solve();
    json_[what] = {{"for_an_update", Rounded(shares.per_update)},
                   {"for_a_frame", Rounded(shares.per_frame)},
                   {"for_a_second", Rounded(shares.per_second)}};
  };
  note("console_us", cpu_us);
  note("operator_new", operator_new);
  note("malloc", malloc);
}

void WallCase::MeasureOverload(double decode_seconds) {
  const double frames_before = UnloadedFrames();
  // What can be decoded is less where the stations and the broker take processors too: sent is three times what then
  // is.
  const double threads = std::max(1U, std::thread::hardware_concurrency() - 1);
  double rate = kOverload * threads / decode_seconds;
  for (int i = 0; i < 3; ++i) {
    const Span tried = Measure(rate, kShareSettle, kShareSpan);
    rate = kOverload * std::max(tried.updates / tried.seconds, 100.0);
  }
  (void)Measure(rate, kSettle, Milliseconds(0));
  std::vector<double> oldest_to_mean;
  const Span from = Moment();
  for (Milliseconds passed(0); passed < kSpan; passed += kSampleEvery) {
    lab_->wall().RunFor(kSampleEvery);
    oldest_to_mean.push_back(OldestToMeanAge());
  }
  const Span loaded = Between(from, Moment());
  const double frames = (frames_before + UnloadedFrames()) / 2;
  json_["overload"] = {{"sent_per_second", Rounded(rate)},
                       {"updates_per_second", Rounded(loaded.updates / loaded.seconds)},
                       {"replaced_per_second", Rounded(loaded.replaced / loaded.seconds)},
                       {"frames_per_second", Rounded(loaded.frames / loaded.seconds)},
                       {"frames_to_unloaded", Rounded(loaded.frames / loaded.seconds / frames)},
                       {"oldest_to_mean_age", Rounded(Quantile(oldest_to_mean, 0.5))}};
}

// With so few updates that there is always news to draw, and next to nothing to decode.
double WallCase::UnloadedFrames() {
  const Span few = Measure(kFewUpdates, kSettle, kSpan / 2);
  return std::max(few.frames / few.seconds, 1e-3);
}

double WallCase::OldestToMeanAge() {
  const MonotonicTime now = Clock::System().Now();
  double oldest = 0;
  double sum = 0;
  int count = 0;
  lab_->ForEachPicture([&](const PictureInfo& info) {
    const double age = std::chrono::duration<double>(now - info.received_at).count();
    oldest = std::max(oldest, age);
    sum += age;
    ++count;
  });
  return sum > 0 ? oldest / (sum / count) : 0;
}

}  // namespace labwall
