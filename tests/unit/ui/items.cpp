// SPDX-License-Identifier: Apache-2.0
#include "items.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>

#include "imgui_internal.h"

namespace labwall {
namespace {

// The one of exactly this name, else the newest whose name begins so.
ImGuiWindow* WindowCalled(std::string_view name) {
  ImGuiWindow* found = nullptr;
  for (ImGuiWindow* window : ImGui::GetCurrentContext()->Windows) {
    if (!window->Active || !std::string_view(window->Name).starts_with(name)) continue;
    if (window->Name == name) return window;
    found = window;
  }
  return found;
}

ImGuiID ButtonOf(ImGuiID id) { return ImHashStr("##button", 0, id); }

// Whether the interface has such an item now, on screen or not. Dear ImGui forgets the id when it comes to the item.
bool IsDrawn(UiDriver& wall, ImGuiID id) {
  ImGui::DebugLocateItem(id);
  wall.Frames(1);
  return ImGui::GetCurrentContext()->DebugLocateId == 0;
}

}  // namespace

ImGuiID ItemId(std::string_view window_name, std::string_view path) {
  const ImGuiWindow* window = WindowCalled(window_name);
  if (window == nullptr) return 0;
  ImGuiID id = window->IDStack.front();
  while (!path.empty()) {
    const std::string part(path.substr(0, path.find('>')));
    path.remove_prefix(std::min(path.size(), part.size() + 1));
    int number = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    const bool is_number = error == std::errc() && end == part.data() + part.size();
    id = is_number ? ImHashData(&number, sizeof number, id) : ImHashStr(part.c_str(), 0, id);
  }
  return id;
}

bool HasKeyboard(std::string_view window, std::string_view path) {
  const ImGuiID id = ItemId(window, path);
  const ImGuiID has_it = ImGui::GetCurrentContext()->NavId;
  return id != 0 && (has_it == id || has_it == ButtonOf(id));
}

std::optional<ImVec2> FindItem(UiDriver& wall, std::string_view window_name, std::string_view path) {
  const ImGuiWindow* window = WindowCalled(window_name);
  const ImGuiID wanted = ItemId(window_name, path);
  if (window == nullptr || (!IsDrawn(wall, wanted) && !IsDrawn(wall, ButtonOf(wanted)))) return std::nullopt;
  const ImRect inside = window->InnerRect;
  for (float y = inside.Min.y + 3; y < inside.Max.y; y += 9) {
    for (float x = inside.Max.x - 3; x > inside.Min.x; x -= 24) {
      wall.MoveMouse({x, y});
      const ImGuiID hovered = ImGui::GetCurrentContext()->HoveredId;
      if (hovered == wanted || hovered == ButtonOf(wanted)) return ImVec2(x, y);
    }
  }
  return std::nullopt;
}

bool HasItem(UiDriver& wall, std::string_view window, std::string_view path) {
  return FindItem(wall, window, path).has_value();
}

void ClickItem(UiDriver& wall, std::string_view window, std::string_view path, ImGuiKeyChord mods) {
  const std::optional<ImVec2> at = FindItem(wall, window, path);
  if (!at) {
    ADD_FAILURE() << "no item " << path << " in " << window;
    return;
  }
  wall.Click(*at, ImGuiMouseButton_Left, mods);
}

}  // namespace labwall
