// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "base/result.h"
#include "base/wake_event.h"
#include "console/screen.h"
#include "gpu/offscreen_context.h"

namespace labwall {

// A screen that nobody sees and that has no input; its picture can be read. Needs no display.
class HeadlessScreen final : public Screen {
 public:
  // Fails as OffscreenContext::Create() does.
  [[nodiscard]] static Result<std::unique_ptr<HeadlessScreen>> Create(PixelSize size) REQUIRES(gl_thread);

  // What the last frame drew.
  [[nodiscard]] RgbImage TakePicture() REQUIRES(gl_thread) { return context_->ReadPixels(); }

  void StartImGui() override;
  void StopImGui() override {}
  void NewFrame() override REQUIRES(gl_thread);
  void Present() override REQUIRES(gl_thread) { context_->Flush(); }
  [[nodiscard]] PixelSize framebuffer() const override { return context_->size(); }
  [[nodiscard]] float scale() const override { return 1; }
  [[nodiscard]] const GlInfo& gl() const override { return context_->info(); }
  void SetFullScreen(bool /*full_screen*/) override {}
  [[nodiscard]] bool full_screen() const override { return false; }
  [[nodiscard]] std::optional<WindowPlace> place() override { return std::nullopt; }
  void Show() override {}
  void Wait(MonotonicTime until) override;
  void Wake() override { wake_.Signal(); }
  [[nodiscard]] bool TakeInput() override { return false; }
  [[nodiscard]] bool showing() const override { return true; }
  [[nodiscard]] bool closing() const override { return false; }
  void StayOpen() override {}

 private:
  explicit HeadlessScreen(std::unique_ptr<OffscreenContext> context) : context_(std::move(context)) {}

  std::unique_ptr<OffscreenContext> context_;
  WakeEvent wake_;
  MonotonicTime last_frame_;
};

}  // namespace labwall
