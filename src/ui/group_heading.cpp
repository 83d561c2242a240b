// SPDX-License-Identifier: Apache-2.0
#include "ui/group_heading.h"

#include <algorithm>

#include "imgui.h"
#include "imgui_internal.h"
#include "ui/phrases.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace labwall {
namespace {

std::string NameOf(const Frame& frame, const ShownGroup& group) {
  return group.host.empty() ? ShownRoomName(frame.state.settings, group.room) : group.host;
}

std::string FactsOf(const Frame& frame, const ShownGroup& group) {
  std::string facts = Count("{0} session", "{0} sessions", static_cast<size_t>(group.total));
  if (group.host.empty()) {
    facts += "  ·  " + Count("{0} station", "{0} stations", static_cast<size_t>(group.stations));
  } else {
    facts = Isolated(ShownRoomName(frame.state.settings, group.room)) + "  ·  " + facts;
  }
  if (group.problems > 0) facts += "  ·  " + Count("{0} problem", "{0} problems", static_cast<size_t>(group.problems));
  return facts;
}

void SelectGroup(Frame& frame, const ShownGroup& group) {
  if (!ImGui::GetIO().KeyCtrl) frame.state.selection.Clear();
  for (int i = group.first; i < group.first + group.count; ++i) {
    const ShownSession& shown = frame.model.sessions()[static_cast<size_t>(i)];
    if (frame.CanSelect(shown)) frame.state.selection.Set(*shown.key, true);
  }
}

}  // namespace

void DrawGroupHeading(Frame& frame, const ShownGroup& group, const Rect& row) {
  const Look& look = frame.look;
  const Type large = Large(look);
  const Type small = Body(look);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float middle = row.y + row.height / 2 + look.px(1);
  const std::string name = Shortened(large, NameOf(frame, group), row.width / 2);
  const bool arranging = frame.state.arranged_room == group.room && group.host.empty();

  // The arrow keys are for tiles: buttons in headings are for the mouse.
  ImGui::PushItemFlag(ImGuiItemFlags_NoNav, true);
  ImGui::SetCursorScreenPos({row.x - look.px(8), middle - look.px(16)});
  const ImVec2 fold_size(look.px(38) + WidthOf(large, name), look.px(32));
  if (ImGui::InvisibleButton("fold", fold_size)) {
    auto& folded = frame.state.settings.folded_groups;
    if (!folded.erase(group.id)) folded.insert(group.id);
  }
  const bool fold_hovered = ImGui::IsItemHovered();
  DrawIcon(list, group.folded ? Icon::kChevronRight : Icon::kChevronDown, {row.x + look.px(6), middle}, look.px(14),
           Packed(fold_hovered ? look.palette.text : look.palette.dim_text));
  const float name_x = row.x + look.px(24);
  DrawText(list, large, {name_x, middle - large.size / 2 - look.scale}, Packed(look.palette.text), name);

  const std::string label =
      arranging ? std::string(Tr("Done")) : Count("Select all {0}", "Select all {0}", static_cast<size_t>(group.total));
  const float button_width = std::max(look.px(120), ButtonWidth(look, label, ButtonKind::kPlain));
  const float button_x = row.x + row.width - button_width;
  const float facts_x = name_x + WidthOf(large, name) + look.px(18);
  const std::string facts =
      arranging ? Tr("Drag the tiles to where the desks are, or move the focused one with Alt and the arrow keys.")
                : FactsOf(frame, group);
  DrawText(list, small, {facts_x, middle - small.size / 2 - look.scale * 0.5f},
           Packed(arranging ? look.palette.accent : look.palette.dim_text),
           Shortened(small, facts, button_x - facts_x - look.px(12)));
  if (group.count > 0 && (arranging || group.total > 0)) {
    ImGui::SetCursorScreenPos({button_x, middle - look.px(14)});
    const ButtonKind kind = arranging ? ButtonKind::kPrimary : ButtonKind::kPlain;
    if (Button(look, "select", label, kind, {button_width, look.px(28)})) {
      if (arranging) {
        frame.state.arranged_room.reset();
      } else {
        SelectGroup(frame, group);
      }
    }
  }
  ImGui::PopItemFlag();
}

}  // namespace labwall
