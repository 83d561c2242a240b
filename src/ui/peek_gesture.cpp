// SPDX-License-Identifier: Apache-2.0
#include "ui/peek_gesture.h"

#include "imgui.h"
#include "imgui_internal.h"

namespace labwall {
namespace {

constexpr float kHoldSeconds = 0.45f;

}  // namespace

void PeekGesture::Begin(Frame& frame, bool has_keyboard) {
  ImGuiContext& g = *GImGui;
  if (g.IO.MouseClicked[0]) before_press_ = frame.state.selection;
  const bool shift_only = g.IO.KeyShift && !g.IO.KeyCtrl && !g.IO.KeyAlt;
  by_key_ = shift_only && has_keyboard && ImGui::IsKeyDown(ImGuiKey_Space) && frame.state.focused.has_value();
  if (by_key_) {
    // The same key without Shift selects.
    g.NavActivateId = g.NavActivateDownId = g.NavActivatePressedId = 0;
    frame.state.peeked = frame.state.focused;
  }
  by_mouse_ = by_mouse_ && g.IO.MouseDown[0];
  if (!by_key_ && !by_mouse_) frame.state.peeked.reset();
}

void PeekGesture::Held(Frame& frame, const SessionKey& key) {
  ImGuiContext& g = *GImGui;
  const ImGuiIO& io = g.IO;
  if (by_mouse_ || g.BoxSelectState.IsActive || io.KeyMods != ImGuiMod_None) return;
  if (ImGui::IsMouseDragPastThreshold(ImGuiMouseButton_Left)) return;
  if (io.MouseDownDuration[0] < kHoldSeconds) {
    frame.ChangesAt(frame.input.now + Milliseconds(16));
    return;
  }
  by_mouse_ = true;
  frame.state.peeked = key;
  frame.state.selection = before_press_;
  g.BoxSelectState.IsStarting = false;
  ImGui::ClearActiveID();
}

}  // namespace labwall
