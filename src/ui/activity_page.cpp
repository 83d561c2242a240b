// SPDX-License-Identifier: Apache-2.0
#include "ui/activity_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "imgui.h"
#include "ui/activity_export.h"
#include "ui/phrases.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace labwall {
namespace {

constexpr float kWidth = 720;
constexpr BatchButton kButtons[] = {BatchButton::kCancel, BatchButton::kTryAgain, BatchButton::kSelect,
                                    BatchButton::kCopy, BatchButton::kSave};

StandingCounts CountsOfAll(const ActivityLog& log) {
  StandingCounts counts;
  for (const ActivityEntry& entry : log.entries()) counts += entry.counts;
  return counts;
}

}  // namespace

void ActivityPage::Draw(Frame& frame, const Rect& area, float covered) {
  const Look& look = frame.look;
  const float width = std::min(look.px(kWidth), std::max(1.0f, area.width - look.px(56)));
  ImGui::SetNextWindowPos({area.x, area.y});
  ImGui::SetNextWindowSize({area.width, area.height});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {(area.width - width) / 2, look.px(16)});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {look.px(8), look.px(12)});
  ImGui::PushStyleColor(ImGuiCol_WindowBg, Packed(look.palette.background));
  ImGui::Begin("##activity page", nullptr,
               ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoCollapse |
                   ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing |
                   ImGuiWindowFlags_NoBringToFrontOnFocus);
  ImGui::PopStyleColor();
  ImGui::PopStyleVar(2);
  const bool choose_control = focus_.Begin();
  if (choose_control) cards_.Focus(std::nullopt);
  if (frame.state.show_batch) {
    only_.reset();
    cards_.Focus(frame.state.show_batch);
    frame.state.show_batch.reset();
  }
  if (frame.state.activity.entries().empty()) {
    DrawEmpty(frame, choose_control);
  } else {
    DrawTitle(frame, width);
    DrawFilter(frame, width);
    std::vector<const ActivityEntry*> shown;
    for (const ActivityEntry& entry : frame.state.activity.entries()) {
      if (!only_ || entry.counts[*only_] > 0) shown.push_back(&entry);
    }
    std::reverse(shown.begin(), shown.end());
    cards_.Draw(frame, shown, {.buttons = kButtons, .only = only_}, width);
    ImGui::Dummy({1, covered});
    if (focus_.Lost()) cards_.Focus(std::nullopt);
  }
  ImGui::End();
}

void ActivityPage::DrawTitle(Frame& frame, float width) {
  const Look& look = frame.look;
  const ImVec2 pos = ImGui::GetCursorScreenPos();
  const float height = look.px(28);
  DrawText(ImGui::GetWindowDrawList(), Large(look), {pos.x, pos.y + (height - Large(look).size) / 2 - look.scale},
           Packed(look.palette.text), Tr("Activity"));
  const char* copy = Tr("Copy all");
  const char* save = Tr("Save all as CSV…");
  const float save_width = ButtonWidth(look, save, ButtonKind::kLink);
  const float copy_width = ButtonWidth(look, copy, ButtonKind::kLink);
  const float right = pos.x + width + look.px(6);  // where a link's words end at the cards' edge
  ImGui::SetCursorScreenPos({right - save_width - look.px(4) - copy_width, pos.y});
  if (Button(look, "copy all", copy, ButtonKind::kLink, {copy_width, height})) {
    frame.actions.push_back(UiAction::kCopyActivity);
  }
  ImGui::SetCursorScreenPos({right - save_width, pos.y});
  if (Button(look, "save all", save, ButtonKind::kLink, {save_width, height})) {
    frame.state.save_activity = SaveActivity{};
  }
  ImGui::SetCursorScreenPos(pos);
  ImGui::Dummy({width, height});
}

// One button for everything and one for each standing that occurs, wrapped into the width.
void ActivityPage::DrawFilter(const Frame& frame, float width) {
  const Look& look = frame.look;
  const StandingCounts counts = CountsOfAll(frame.state.activity);
  if (only_ && counts[*only_] == 0) only_.reset();
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float height = look.px(30);
  ImVec2 pen(0, 0);
  const auto choice = [&](std::optional<Standing> only, const std::string& name, size_t count) {
    const std::string label = fmt::format("{} {}", name, count);
    const ButtonKind kind = only == only_ ? ButtonKind::kPrimary : ButtonKind::kPlain;
    const float button = std::min(width, ButtonWidth(look, label, kind));
    if (pen.x > 0 && pen.x + button > width) pen = ImVec2(0, pen.y + height + look.px(8));
    ImGui::SetCursorScreenPos({start.x + pen.x, start.y + pen.y});
    const std::string id = fmt::format("only {}", only ? static_cast<int>(*only) : -1);
    if (Button(look, id.c_str(), label, kind, {button, height})) only_ = only;
    pen.x += button + look.px(8);
  };
  choice(std::nullopt, Tr("All"), counts.total());
  for (const Standing standing : kStandings) {
    if (counts[standing] > 0) choice(standing, StandingName(standing), counts[standing]);
  }
  ImGui::SetCursorScreenPos(start);
  ImGui::Dummy({width, pen.y + height + look.px(4)});
}

void ActivityPage::DrawEmpty(Frame& frame, bool focus) {
  const Look& look = frame.look;
  const float width = ImGui::GetContentRegionAvail().x;
  const float middle = ImGui::GetCursorScreenPos().x + width / 2;
  float y = ImGui::GetCursorScreenPos().y + ImGui::GetContentRegionAvail().y * 0.36f;
  const auto line = [&](const Type& type, const Colour& colour, const std::string& text) {
    for (const std::string& part : Wrapped(type, text, width, 4)) {
      DrawText(ImGui::GetWindowDrawList(), type, {middle - WidthOf(type, part) / 2, y}, Packed(colour), part);
      y += type.size * 1.5f;
    }
  };
  line({look.fonts.semibold, 20 * look.scale}, look.palette.text, Tr("Nothing has been asked for yet"));
  line(Body(look), look.palette.dim_text, Tr("What becomes of every command is kept here until Labwall is closed."));
  const char* home = Tr("Back to the wall");
  const float button = ButtonWidth(look, home, ButtonKind::kPrimary);
  ImGui::SetCursorScreenPos({middle - button / 2, y + look.px(12)});
  if (focus) ImGui::SetKeyboardFocusHere();
  if (Button(look, "home", home, ButtonKind::kPrimary, {button, look.px(36)})) {
    frame.actions.push_back(UiAction::kShowHome);
  }
}

}  // namespace labwall
