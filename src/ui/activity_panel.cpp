// SPDX-License-Identifier: Apache-2.0
#include "ui/activity_panel.h"

#include <algorithm>

#include "imgui.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace labwall {
namespace {

constexpr BatchButton kButtons[] = {BatchButton::kCancel, BatchButton::kTryAgain, BatchButton::kSelect,
                                    BatchButton::kDetails};

void DrawTitle(Frame& frame, float width, bool can_clear) {
  const Look& look = frame.look;
  const ImVec2 pos = ImGui::GetCursorScreenPos();
  const float height = look.px(28);
  DrawText(ImGui::GetWindowDrawList(), Large(look),
           {pos.x + look.px(6), pos.y + (height - Large(look).size) / 2 - look.scale}, Packed(look.palette.text),
           Tr("Activity"));
  if (can_clear) {
    const char* clear = Tr("Clear done");
    const float link = ButtonWidth(look, clear, ButtonKind::kLink);
    ImGui::SetCursorScreenPos({pos.x + width - link, pos.y});
    if (Button(look, "clear", clear, ButtonKind::kLink, {link, height})) frame.state.activity.ClearFinished();
  }
  ImGui::SetCursorScreenPos(pos);
  ImGui::Dummy({width, height});
}

}  // namespace

bool ActivityPanel::Wanted(const Frame& frame) {
  const auto& entries = frame.state.activity.entries();
  return frame.state.settings.activity_open &&
         std::any_of(entries.begin(), entries.end(), [](const ActivityEntry& entry) { return !entry.cleared; });
}

void ActivityPanel::Draw(Frame& frame, const Rect& area, float covered) {
  const Look& look = frame.look;
  ImGui::SetNextWindowPos({area.x, area.y});
  ImGui::SetNextWindowSize({area.width, area.height});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {look.px(16), look.px(14)});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {look.px(8), look.px(12)});
  ImGui::Begin("##activity", nullptr,
               ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoCollapse |
                   ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing |
                   ImGuiWindowFlags_NoBringToFrontOnFocus);
  ImGui::PopStyleVar(2);
  if (focus_.Begin()) cards_.Focus(std::nullopt);
  ImGui::GetWindowDrawList()->AddLine({area.x, area.y}, {area.x, area.y + area.height}, Packed(look.palette.hairline));
  std::vector<const ActivityEntry*> shown;
  bool any_finished = false;
  for (const ActivityEntry& entry : frame.state.activity.entries()) {
    if (entry.cleared) continue;
    shown.push_back(&entry);
    any_finished = any_finished || entry.batch->finished();
  }
  std::reverse(shown.begin(), shown.end());
  const float width = ImGui::GetContentRegionAvail().x;
  DrawTitle(frame, width, any_finished);
  cards_.Draw(frame, shown, {.buttons = kButtons}, width);
  ImGui::Dummy({1, covered});
  if (focus_.Lost()) cards_.Focus(std::nullopt);
  ImGui::End();
}

}  // namespace labwall
