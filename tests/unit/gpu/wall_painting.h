// SPDX-License-Identifier: Apache-2.0
// What the wall renderer's tests have in common.
#pragma once

#include <glad/gl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>

#include "gpu/offscreen_context.h"
#include "gpu/wall_renderer.h"
#include "model/wall_scene.h"

namespace labwall {

struct Rgb {
  int r = 0;
  int g = 0;
  int b = 0;
};

inline constexpr Rgb kWall{16, 19, 23};
inline constexpr Rgb kCard{60, 70, 80};
inline constexpr Rgb kBars{0, 0, 90};
inline constexpr Rgb kSelected{90, 169, 255};
inline constexpr Rgb kFocused{233, 237, 242};
inline constexpr Rgb kGreen{0, 255, 0};
inline constexpr Rgb kMagenta{255, 0, 255};

inline constexpr PixelSize kFramebuffer{400, 300};
inline constexpr Rect kTile{40, 40, 320, 220};
inline constexpr Rect kPicture{40, 40, 320, 180};

inline Colour ToColour(Rgb rgb) { return {rgb.r / 255.0F, rgb.g / 255.0F, rgb.b / 255.0F, 1}; }

inline SessionKey Key(int number) {
  return {
      .station = "pc-" + std::to_string(number), .boot_id = std::string(32, 'a'), .session_id = "c1", .started_us = 1};
}

// JFIF's own equations, from RGB.
inline std::array<uint8_t, 3> ToYuv(Rgb rgb) {
  const auto byte = [](double value) { return static_cast<uint8_t>(std::clamp(std::lround(value), 0L, 255L)); };
  return {byte(0.299 * rgb.r + 0.587 * rgb.g + 0.114 * rgb.b),
          byte(-0.168735892 * rgb.r - 0.331264108 * rgb.g + 0.5 * rgb.b + 128),
          byte(0.5 * rgb.r - 0.418687589 * rgb.g - 0.081312411 * rgb.b + 128)};
}

inline void Fill(const MutablePlanesView& view, PixelSize area, Rgb colour) {
  const auto [y, u, v] = ToYuv(colour);
  for (int row = 0; row < area.height; ++row) std::fill_n(view.y + row * view.y_stride_bytes, area.width, y);
  const PixelSize chroma = ChromaSize(area);
  for (int row = 0; row < chroma.height; ++row) {
    std::fill_n(view.u + row * view.uv_stride_bytes, chroma.width, u);
    std::fill_n(view.v + row * view.uv_stride_bytes, chroma.width, v);
  }
}

inline Planes Plain(PixelSize size, Rgb colour) {
  Planes planes(size);
  Fill(planes.view(), size, colour);
  return planes;
}

// Gives the GPU something to do in the current framebuffer; a few hundred rounds take longer than giving them.
inline void KeepGpuBusy(int rounds) {
  glScissor(1, 1, 16'000, 16'000);  // llvmpipe leaves clearing the whole to whoever draws next
  glEnable(GL_SCISSOR_TEST);
  for (int i = 0; i < rounds; ++i) {
    glClearColor(static_cast<float>(i % 2), 0, 0, 1);
    glClear(GL_COLOR_BUFFER_BIT);
  }
}

// Paints scenes offscreen and looks at the pixels.
class WallPainting : public testing::Test {
 protected:
  void SetUp() override {
    gl_thread.Claim();
    Result<std::unique_ptr<OffscreenContext>> context = OffscreenContext::Create(kFramebuffer);
    ASSERT_TRUE(context) << context.error().message;
    context_ = std::move(*context);
    MakeRenderer({});
  }
  void TearDown() override {
    if (context_ == nullptr) return;
    EXPECT_EQ(glGetError(), static_cast<GLenum>(GL_NO_ERROR));
  }

  void MakeRenderer(const RendererOptions& options) {
    gl_thread.Check();
    Result<std::unique_ptr<WallRenderer>> renderer = WallRenderer::Create(options);
    ASSERT_TRUE(renderer) << renderer.error().message;
    renderer_ = std::move(*renderer);
  }

  Result<> Upload(const SessionKey& key, Rung rung, const Planes& planes, PixelSize source = {}) {
    gl_thread.Check();
    return renderer_->Upload(key, {rung, source, planes.size(), {}, planes.view()});
  }

  static WallScene Scene() {
    WallScene scene;
    scene.clip = {0, 0, static_cast<float>(kFramebuffer.width), static_cast<float>(kFramebuffer.height)};
    scene.background = ToColour(kWall);
    scene.card = ToColour(kCard);
    scene.letterbox = ToColour(kBars);
    scene.selected_colour = ToColour(kSelected);
    scene.focused_colour = ToColour(kFocused);
    return scene;
  }
  static WallScene SceneOf(TileDraw tile) {
    WallScene scene = Scene();
    scene.tiles.push_back(std::move(tile));
    return scene;
  }

  // One frame of these scenes, the last above the others.
  void Paint(std::initializer_list<WallScene> scenes) {
    gl_thread.Check();
    context_->Bind();
    renderer_->Clear(ToColour(kWall), kFramebuffer);
    for (const WallScene& scene : scenes) renderer_->Draw(scene, kFramebuffer);
    image_ = context_->ReadPixels();
  }
  void Paint(const WallScene& scene) { Paint({scene}); }

  [[nodiscard]] Rgb At(int x, int y) const {
    const uint8_t* const pixel = &image_.bytes[(static_cast<size_t>(y) * image_.size.width + x) * 3];
    return {pixel[0], pixel[1], pixel[2]};
  }
  void ExpectColour(int x, int y, Rgb expected, int tolerance = 3) const {
    const Rgb found = At(x, y);
    EXPECT_TRUE(std::abs(found.r - expected.r) <= tolerance && std::abs(found.g - expected.g) <= tolerance &&
                std::abs(found.b - expected.b) <= tolerance)
        << "at " << x << "," << y << ": " << found.r << " " << found.g << " " << found.b << " instead of " << expected.r
        << " " << expected.g << " " << expected.b;
  }

  std::unique_ptr<OffscreenContext> context_;
  std::unique_ptr<WallRenderer> renderer_;
  RgbImage image_;
};

}  // namespace labwall
