// SPDX-License-Identifier: Apache-2.0
#include "ui/selection_bar.h"

#include <algorithm>

#include "imgui.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace labwall {
namespace {

constexpr float kSlideSeconds = 0.12f;

}  // namespace

void SelectionBar::Draw(Frame& frame, const Rect& wall) {
  const Look& look = frame.look;
  const bool wanted = !frame.state.selection.empty();
  const MonotonicTime now = frame.input.now;
  const float elapsed = last_drawn_ ? std::chrono::duration<float>(now - *last_drawn_).count() : 0;
  const bool moving = wanted ? shown_ < 1 : shown_ > 0;
  // A frame after a long rest is where the slide begins, not where it has got to.
  const float step = std::min(elapsed, 0.034f) / kSlideSeconds;
  if (moving) shown_ = std::clamp(shown_ + (wanted ? step : -step), 0.0f, 1.0f);
  last_drawn_ = now;
  if (wanted ? shown_ < 1 : shown_ > 0) frame.ChangesAt(now);
  if (wanted) count_ = frame.state.selection.size();
  if (!wanted && shown_ <= 0) return;

  const std::string count = Count("{0} selected", "{0} selected", count_);
  const std::string hidden = frame.hidden_selected == 0
                                 ? std::string(Tr("none hidden"))
                                 : Count("{0} hidden", "{0} hidden", static_cast<size_t>(frame.hidden_selected));
  const char* log_off = Tr("Log Off Users…");
  const char* clears = Tr("Esc clears");
  const Type strong = Large(look);
  const Type dim = Small(look);
  const float gap = look.px(20);
  const float button = ButtonWidth(look, log_off, ButtonKind::kPrimary);
  const float width = gap + WidthOf(strong, count) + look.px(14) + WidthOf(dim, hidden) + gap + button + gap +
                      WidthOf(dim, clears) + gap;
  const float height = look.px(52);
  const float eased = 1 - (1 - shown_) * (1 - shown_);
  const float y = wall.y + wall.height - (height + look.px(12)) * eased;
  const float x = wall.x + std::max(0.0f, (wall.width - width) / 2);
  const float shadow = look.px(16);

  ImGui::SetNextWindowPos({x - shadow, y - shadow});
  ImGui::SetNextWindowSize({width + 2 * shadow, height + 2 * shadow});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::Begin("##selection", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoFocusOnAppearing);
  ImGui::PopStyleVar();
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 min(x, y);
  const ImVec2 max(x + width, y + height);
  ImGui::PushClipRect({wall.x, wall.y}, {wall.x + wall.width, wall.y + wall.height}, false);
  DrawShadow(look, list, min, max, look.px(10));
  list->AddRectFilled(min, max, Packed(look.palette.raised), look.px(10));
  list->AddRect(min, max, Packed(look.palette.hairline), look.px(10));
  float pen = x + gap;
  const float middle = y + height / 2;
  const auto text = [&](const Type& type, const Colour& colour, const std::string& words) {
    DrawText(list, type, {pen, middle - type.size / 2 - look.scale}, Packed(colour), words);
    pen += WidthOf(type, words);
  };
  text(strong, look.palette.text, count);
  pen += look.px(14);
  text(dim, frame.hidden_selected > 0 ? look.palette.warn : look.palette.dim_text, hidden);
  pen += gap;
  ImGui::SetCursorScreenPos({pen, middle - look.px(17)});
  ImGui::BeginDisabled(!wanted);
  if (Button(look, "log off", log_off, ButtonKind::kPrimary, {button, look.px(34)})) {
    frame.actions.push_back(UiAction::kLogOffSelected);
  }
  ImGui::EndDisabled();
  pen += button + gap;
  text(dim, look.palette.dim_text, clears);
  ImGui::PopClipRect();
  ImGui::End();
}

}  // namespace labwall
