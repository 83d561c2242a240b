// SPDX-License-Identifier: Apache-2.0
#include "console/headless.h"

#include <imgui.h>
#include <poll.h>

#include <algorithm>

namespace labwall {

Result<std::unique_ptr<HeadlessScreen>> HeadlessScreen::Create(PixelSize size) {
  Result<std::unique_ptr<OffscreenContext>> context = OffscreenContext::Create(size);
  if (!context) return tl::unexpected(context.error());
  return std::unique_ptr<HeadlessScreen>(new HeadlessScreen(std::move(*context)));
}

void HeadlessScreen::StartImGui() { ImGui::GetIO().BackendPlatformName = "labwall_headless"; }

void HeadlessScreen::NewFrame() {
  context_->Bind();
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = ImVec2(static_cast<float>(context_->size().width), static_cast<float>(context_->size().height));
  const MonotonicTime now = Clock::System().Now();
  const std::chrono::duration<float> since = now - last_frame_;
  // Dear ImGui wants time to pass between frames.
  io.DeltaTime = last_frame_ == MonotonicTime() ? 1.0F / 60 : std::max(since.count(), 1e-4F);
  last_frame_ = now;
}

void HeadlessScreen::Wait(MonotonicTime until) {
  int timeout_ms = -1;
  if (until != MonotonicTime::max()) {
    const auto left = std::chrono::ceil<Milliseconds>(until - Clock::System().Now());
    timeout_ms = static_cast<int>(std::clamp<int64_t>(left.count(), 0, 3'600'000));
  }
  pollfd waits{wake_.fd(), POLLIN, 0};
  if (::poll(&waits, 1, timeout_ms) > 0) wake_.Clear();
}

}  // namespace labwall
