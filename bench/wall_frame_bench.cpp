// SPDX-License-Identifier: Apache-2.0
// What a frame of the wall costs: putting new pictures on the GPU, and drawing the tiles, sharp and blurred. Needs no
// display.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <glad/gl.h>

#include <chrono>
#include <cmath>
#include <memory>
#include <string>
#include <utility>

#include "gpu/offscreen_context.h"
#include "gpu/wall_renderer.h"
#include "model/wall_scene.h"

namespace labwall {
namespace {

constexpr PixelSize kScreen{1920, 1080};

SessionKey Key(int number) { return {fmt::format("pc-{}", number), std::string(32, 'b'), "c1", 1}; }

// A wall with `count` pictures, tiled over the whole screen.
class Wall {
 public:
  explicit Wall(int count) : planes_(BoxOf(Rung::k320x180)) {
    gl_thread.Claim();
    Result<std::unique_ptr<OffscreenContext>> context = OffscreenContext::Create(kScreen);
    if (!context) {
      error_ = context.error().message;
      return;
    }
    context_ = std::move(*context);
    Result<std::unique_ptr<WallRenderer>> renderer = WallRenderer::Create();
    if (!renderer) {
      error_ = renderer.error().message;
      return;
    }
    renderer_ = std::move(*renderer);

    const int columns = static_cast<int>(std::ceil(std::sqrt(count)));
    const float width = static_cast<float>(kScreen.width) / static_cast<float>(columns);
    const float height = static_cast<float>(kScreen.height) / static_cast<float>(columns);
    scene_.clip = {0, 0, static_cast<float>(kScreen.width), static_cast<float>(kScreen.height)};
    for (int i = 0; i < count; ++i) {
      const Rect tile{width * static_cast<float>(i % columns), height * static_cast<float>(i / columns), width * 0.95F,
                      height * 0.95F};
      scene_.tiles.push_back(
          {.key = Key(i), .tile = tile, .picture = {tile.x, tile.y, tile.width, tile.height * 0.8F}});
    }
  }

  [[nodiscard]] const std::string& error() const { return error_; }
  [[nodiscard]] RendererStats stats() const { return renderer_->stats(); }
  [[nodiscard]] Result<> Upload() {
    gl_thread.Check();
    const PictureUpload upload{.rung = Rung::k320x180,
                               .source = kScreen,
                               .picture = planes_.size(),
                               .origin = {},
                               .planes = std::as_const(planes_).view()};
    for (const TileDraw& tile : scene_.tiles) {
      Result<> stored = renderer_->Upload(tile.key, upload);
      if (!stored) return stored;
    }
    renderer_->EndUploads();
    return {};
  }
  // Waits until it is drawn. Returns how long that took.
  double Draw(bool blurred) {
    gl_thread.Check();
    const auto started = std::chrono::steady_clock::now();
    scene_.blurred = blurred;
    context_->Bind();
    renderer_->Clear(scene_.background, kScreen);
    renderer_->Draw(scene_, kScreen);
    glFinish();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  }

 private:
  Planes planes_;
  WallScene scene_;
  std::string error_;
  std::unique_ptr<OffscreenContext> context_;
  std::unique_ptr<WallRenderer> renderer_;
};

void BM_Upload(benchmark::State& state) {
  Wall wall(static_cast<int>(state.range(0)));
  if (!wall.error().empty()) return state.SkipWithError(wall.error().c_str());
  for (auto _ : state) {
    const Result<> stored = wall.Upload();
    if (!stored) return state.SkipWithError(stored.error().message.c_str());
    glFinish();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void BM_Draw(benchmark::State& state) {
  Wall wall(static_cast<int>(state.range(0)));
  if (!wall.error().empty()) return state.SkipWithError(wall.error().c_str());
  if (const Result<> stored = wall.Upload(); !stored) return state.SkipWithError(stored.error().message.c_str());
  for (auto _ : state) wall.Draw(false);
  state.counters["draw_calls"] = wall.stats().draw_calls;
  state.counters["gpu_ms"] = wall.stats().gpu_ms;
}

// A blurred frame without new pictures. `to_sharp` compares it to sharp frames drawn in turn with it, so that a machine
// that is busier a minute later changes nothing.
void BM_DrawBlurred(benchmark::State& state) {
  Wall wall(static_cast<int>(state.range(0)));
  if (!wall.error().empty()) return state.SkipWithError(wall.error().c_str());
  if (const Result<> stored = wall.Upload(); !stored) return state.SkipWithError(stored.error().message.c_str());
  wall.Draw(false);
  wall.Draw(true);
  double sharp_seconds = 0;
  double blurred_seconds = 0;
  for (auto _ : state) {
    sharp_seconds += wall.Draw(false);
    const double seconds = wall.Draw(true);
    blurred_seconds += seconds;
    state.SetIterationTime(seconds);
  }
  state.counters["to_sharp"] = blurred_seconds / sharp_seconds;
}

// A blurred frame all of whose pictures are new: what the blurred copies cost beside BM_DrawBlurred.
void BM_BlurNewPictures(benchmark::State& state) {
  Wall wall(static_cast<int>(state.range(0)));
  if (!wall.error().empty()) return state.SkipWithError(wall.error().c_str());
  for (auto _ : state) {
    if (const Result<> stored = wall.Upload(); !stored) return state.SkipWithError(stored.error().message.c_str());
    glFinish();
    state.SetIterationTime(wall.Draw(true));
  }
}

BENCHMARK(BM_Upload)
    ->Arg(12)
    ->Arg(200)
    ->Arg(1000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->MeasureProcessCPUTime();
BENCHMARK(BM_DrawBlurred)->Arg(12)->Arg(200)->Arg(1000)->Unit(benchmark::kMillisecond)->UseManualTime();
BENCHMARK(BM_BlurNewPictures)->Arg(12)->Arg(200)->Arg(1000)->Unit(benchmark::kMillisecond)->UseManualTime();
BENCHMARK(BM_Draw)->Arg(12)->Arg(200)->Arg(1000)->Unit(benchmark::kMillisecond)->UseRealTime()->MeasureProcessCPUTime();

}  // namespace
}  // namespace labwall

BENCHMARK_MAIN();
