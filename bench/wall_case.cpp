// SPDX-License-Identifier: Apache-2.0
#include "bench/wall_case.h"

#include <fmt/format.h>
#include <glad/gl.h>
#include <imgui.h>
#include <poll.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>
#include <utility>

#include "bench/plain_decoder.h"
#include "bus/connection.h"
#include "wire/limits.h"
#include "wire/subjects.h"

namespace labwall {
namespace {

constexpr double kPerSecond = 2'000;  // updates of all sessions together,
constexpr double kMostOfOne = 10;     // but a session sends no more
constexpr Milliseconds kSettle{2'500};
constexpr Milliseconds kSpan{8'000};
constexpr Milliseconds kSampleEvery{250};

constexpr int kRateTries = 3;
constexpr double kFewReplaced = 0.05;
constexpr double kFewOfRate = 0.2;
constexpr Milliseconds kShareSettle{1'000};
constexpr int kShareFrames = 30;
constexpr Milliseconds kSharePause{60};

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
  if (const Result<> started = lab_->StartStations(); !started) return started;
  if (!options_.only_at_rest) MeasurePlain();
  if (const Result<> started = lab_->StartWall(options_.sessions); !started) return started;
  json_["renderer"] = lab_->wall().screen().gl().renderer;
  draw_tiles = std::exchange(glad_glDrawArraysInstancedBaseInstance, &CountDraw);
  return {};
}

void WallCase::MeasurePlain() {
  std::atomic<uint64_t> messages{0};
  auto connection = Connection::Open({.url = lab_->url(), .name = "bench", .on_event = [](auto&&...) {}});
  if (!connection) return;
  const auto frames =
      (*connection)->Subscribe(std::string(wire::kAllFramesSubject), [&messages](const BusMessage&) { ++messages; });
  lab_->SetUnasked(true);
  lab_->SetRate(kPerSecond);
  ::poll(nullptr, 0, static_cast<int>(kSettle.count()));
  const uint64_t messages_before = messages;
  const CpuTime cpu_before = CpuTimeOfProcess();
  const Allocations before = CountAllocations();
  ::poll(nullptr, 0, static_cast<int>(kSpan.count()) / 2);
  const AllocationCount allocations = (CountAllocations() - before).others;
  const double received = std::max(1.0, static_cast<double>(messages - messages_before));
  json_["plain_receive"] = {{"us", Rounded((CpuTimeOfProcess() - cpu_before).own / received * 1e6)},
                            {"operator_new", Rounded(static_cast<double>(allocations.operator_new) / received)},
                            {"malloc", Rounded(static_cast<double>(allocations.malloc) / received)}};
  lab_->SetUnasked(false);
  const Allocations before_decoding = CountAllocations();
  PlainDecoder(pool_).Decode(pool_.size());
  const auto decoded = static_cast<double>(pool_.size());
  json_["plain_decode_malloc"] =
      Rounded(static_cast<double>((CountAllocations() - before_decoding).main_thread.malloc) / decoded);
}

WallCase::Span WallCase::Moment() {
  const ConsoleFigures& figures = lab_->app().figures();
  return {.seconds = std::chrono::duration<double>(Clock::System().Now().time_since_epoch()).count(),
          .cpu = CpuTimeOfProcess(),
          .drawing_cpu = CpuTimeOfThread(),
          .allocations = CountAllocations(),
          .received = static_cast<double>(figures.whole_frames),
          .updates = static_cast<double>(figures.uploads),
          .upload_bytes = static_cast<double>(figures.upload_bytes),
          .frames = static_cast<double>(lab_->app().frame_count()),
          .replaced = static_cast<double>(figures.replaced)};
}

WallCase::Span WallCase::Between(const Span& from, const Span& to) {
  return {.seconds = to.seconds - from.seconds,
          .cpu = to.cpu - from.cpu,
          .drawing_cpu = to.drawing_cpu - from.drawing_cpu,
          .allocations = to.allocations - from.allocations,
          .received = to.received - from.received,
          .updates = to.updates - from.updates,
          .upload_bytes = to.upload_bytes - from.upload_bytes,
          .frames = to.frames - from.frames,
          .replaced = to.replaced - from.replaced};
}

WallCase::Span WallCase::Measure(double per_second, Milliseconds settle, Milliseconds time) {
  lab_->SetRate(per_second);
  lab_->wall().RunFor(settle);
  const Span from = Moment();
  lab_->wall().RunFor(time);
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
  PlainDecoder alone(pool_);
  alone.Decode(pool_.size());
  double rate = std::min(kPerSecond, options_.sessions * kMostOfOne);
  Span all;
  double plain = 0;
  // At a rate at which what comes is also decoded and drawn: a busy machine has a lower one.
  for (int tries = kRateTries; tries > 0; --tries) {
    lab_->SetRate(rate);
    lab_->wall().RunFor(kSettle);
    PlainDecoderBeside beside(pool_);
    all = Measure(rate, Milliseconds(0), kSpan);
    beside.Stop();
    all.cpu.own -= beside.thread_seconds();
    plain = beside.decoder().mean_seconds();
    if (all.replaced <= kFewReplaced * all.received || tries == 1) break;
    rate /= 2;
  }
  alone.Decode(pool_.size());
  const double updates = std::max(all.updates, 1.0);
  json_["updates_per_second"] = Rounded(all.updates / all.seconds);
  json_["received_per_second"] = Rounded(all.received / all.seconds);
  json_["replaced_per_second"] = Rounded(all.replaced / all.seconds);
  json_["frames_per_second"] = Rounded(all.frames / all.seconds);
  json_["plain_decode_us"] = Rounded(plain * 1e6);
  json_["plain_decode_alone_us"] = Rounded(alone.mean_seconds() * 1e6);
  json_["console_us_per_update"] = Rounded(all.cpu.own / updates * 1e6);
  json_["ratio"] = Rounded(all.cpu.own / updates / plain);
  json_["rasterising_us_per_update"] = Rounded(all.cpu.rasterising / updates * 1e6);
  json_["upload_bytes_per_pixel"] =
      Rounded(all.upload_bytes / updates / (JpegPool::kSize.width * JpegPool::kSize.height));
  json_["update_in_other_threads"] = ReceivingShare(rate);
  json_["update_in_main_thread"] = DrawingShare(rate);
  json_["frames_us_per_update"] =
      Rounded(json_["update_in_main_thread"]["frame_us"].get<double>() * all.frames / updates);
  if (options_.overload) MeasureOverload(plain);
}

WallCase::Span WallCase::DrawFrames(int count, Milliseconds pause) {
  const Span from = Moment();
  for (int i = 0; i < count; ++i) {
    ::poll(nullptr, 0, static_cast<int>(pause.count()));
    lab_->app().DrawFrame();
  }
  return Between(from, Moment());
}

Json WallCase::DrawingShare(double rate) {
  lab_->SetRate(0);
  lab_->wall().RunFor(kSettle);
  const Span without = DrawFrames(kShareFrames, kSharePause);
  lab_->SetRate(rate);
  lab_->wall().RunFor(kShareSettle);
  const Span with = DrawFrames(kShareFrames, kSharePause);
  const double updates = std::max(with.updates, 1.0);
  const auto share = [updates](double more, double less) { return Rounded((more - less) / updates); };
  const AllocationCount& with_count = with.allocations.main_thread;
  const AllocationCount& without_count = without.allocations.main_thread;
  return {{"updates_a_frame", Rounded(updates / kShareFrames)},
          {"frame_us", Rounded(without.drawing_cpu / kShareFrames * 1e6)},
          {"operator_new_a_frame", Rounded(static_cast<double>(without_count.operator_new) / kShareFrames)},
          {"us", share(with.drawing_cpu * 1e6, without.drawing_cpu * 1e6)},
          {"operator_new",
           share(static_cast<double>(with_count.operator_new), static_cast<double>(without_count.operator_new))},
          {"malloc", share(static_cast<double>(with_count.malloc), static_cast<double>(without_count.malloc))}};
}

Json WallCase::ReceivingShare(double rate) {
  // Every station's heartbeats fall into both alike.
  const Span few = Measure(rate * kFewOfRate, kShareSettle, 2 * wire::kHeartbeat);
  const Span many = Measure(rate, kShareSettle, 2 * wire::kHeartbeat);
  const double more_received = std::max(many.received / many.seconds - few.received / few.seconds, 1.0);
  const auto share = [&](const std::function<double(const Span&)>& what) {
    return Rounded((what(many) / many.seconds - what(few) / few.seconds) / more_received);
  };
  return {{"us", share([](const Span& span) { return (span.cpu.own - span.drawing_cpu) * 1e6; })},
          {"operator_new",
           share([](const Span& span) { return static_cast<double>(span.allocations.others.operator_new); })},
          {"malloc", share([](const Span& span) { return static_cast<double>(span.allocations.others.malloc); })}};
}

void WallCase::MeasureOverload(double decode_seconds) {
  const double frames_before = UnloadedFrames();
  // What can be decoded is less where the stations and the broker take processors too: sent is three times what then
  // is.
  const double threads = std::max(1U, std::thread::hardware_concurrency() - 1);
  double rate = kOverload * threads / decode_seconds;
  for (int i = 0; i < 3; ++i) {
    const Span tried = Measure(rate, kShareSettle, kSpan / 4);
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
