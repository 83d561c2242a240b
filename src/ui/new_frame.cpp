// SPDX-License-Identifier: Apache-2.0
#include "ui/new_frame.h"

#include <imgui.h>
#include <imgui_internal.h>

namespace labwall {
namespace {

bool IsModifier(ImGuiKey key) {
  return (key & ImGuiMod_Mask_) != 0 || (key >= ImGuiKey_LeftCtrl && key <= ImGuiKey_RightSuper) ||
         (key >= ImGuiKey_ReservedForModCtrl && key <= ImGuiKey_ReservedForModSuper);
}

// Letters, digits and signs, which may come several to a frame: text keeps its order anyway.
bool IsTextKey(ImGuiKey key) {
  return (key >= ImGuiKey_0 && key <= ImGuiKey_Z) || (key >= ImGuiKey_Apostrophe && key <= ImGuiKey_GraveAccent);
}

// The first event that must wait: a modifier's release after another key's press, or a key such as Enter or an arrow
// after another one, since what the first does decides what the second is for.
int FirstToHoldBack(const ImVector<ImGuiInputEvent>& events) {
  bool key_pressed = false;
  for (int i = 0; i < events.Size; ++i) {
    if (events[i].Type != ImGuiInputEventType_Key) continue;
    const bool modifier = IsModifier(events[i].Key.Key);
    const bool waits = modifier ? !events[i].Key.Down : events[i].Key.Down && !IsTextKey(events[i].Key.Key);
    if (waits && key_pressed) return i;
    key_pressed |= !modifier && events[i].Key.Down;
  }
  return events.Size;
}

}  // namespace

void NewUiFrame() {
  ImVector<ImGuiInputEvent>& events = GImGui->InputEventsQueue;
  ImVector<ImGuiInputEvent> held_back;
  const int first = FirstToHoldBack(events);
  for (int i = first; i < events.Size; ++i) held_back.push_back(events[i]);
  events.resize(first);
  ImGui::NewFrame();
  for (const ImGuiInputEvent& event : held_back) events.push_back(event);
}

}  // namespace labwall
