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

bool IsCommandModifier(ImGuiKey key) {
  return key == ImGuiMod_Ctrl || key == ImGuiMod_Alt || key == ImGuiKey_LeftCtrl || key == ImGuiKey_RightCtrl ||
         key == ImGuiKey_LeftAlt || key == ImGuiKey_RightAlt;
}

// A field that was asked to take the keyboard does so in the next frame, and reads from the one after that.
bool FieldOnItsWay() {
  const ImGuiContext& g = *GImGui;
  return (g.NavMoveSubmitted && (g.NavMoveFlags & ImGuiNavMoveFlags_FocusApi) != 0) || g.NavNextActivateId != 0;
}

// The first event that must wait: a modifier's release after another key's press; a key such as Enter or an arrow after
// another one, since what the first does decides what the second is for; and for the same reason any text after a
// command, which may be meant for the field that the command opens.
int FirstToHoldBack(const ImVector<ImGuiInputEvent>& events) {
  bool key_pressed = false;
  bool command_held = GImGui->IO.KeyCtrl || GImGui->IO.KeyAlt;
  bool command_given = FieldOnItsWay();
  for (int i = 0; i < events.Size; ++i) {
    const ImGuiInputEvent& event = events[i];
    if (event.Type == ImGuiInputEventType_Text) {
      if (command_given) return i;
      command_given |= event.Text.Char == '/' || event.Text.Char == '?';
    }
    if (event.Type != ImGuiInputEventType_Key) continue;
    const ImGuiKey key = event.Key.Key;
    const bool modifier = IsModifier(key);
    const bool waits = modifier ? !event.Key.Down : event.Key.Down && (!IsTextKey(key) || command_given);
    if (waits && (key_pressed || (command_given && !modifier))) return i;
    if (IsCommandModifier(key)) command_held = event.Key.Down;
    if (modifier || !event.Key.Down) continue;
    key_pressed = true;
    command_given |= command_held || !IsTextKey(key);
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
