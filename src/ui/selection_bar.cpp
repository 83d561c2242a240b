// SPDX-License-Identifier: Apache-2.0
#include "ui/selection_bar.h"

#include <algorithm>
#include <array>
#include <string>

#include "imgui.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace labwall {
namespace {

constexpr float kHeight = 52;
constexpr float kGap = 20;

struct NextAction {
  UiAction action;
  const char* label;
};
// In short words: that it is about the selection is clear here.
constexpr std::array kNextActions = {NextAction{UiAction::kOpenSession, Mark("Open")},
                                     NextAction{UiAction::kInvertSelection, Mark("Invert")},
                                     NextAction{UiAction::kClearSelection, Mark("Clear")}};

// What the bar says, as much of it as fits: first the hint goes, then the further actions, then what is hidden.
class Bar {
 public:
  Bar(const Frame& frame, size_t selected, float room) : look_(frame.look) {
    count_ = Count("{0} selected", "{0} selected", selected);
    any_hidden_ = frame.hidden_selected > 0;
    hidden_ = any_hidden_ ? Count("{0} hidden", "{0} hidden", static_cast<size_t>(frame.hidden_selected))
                          : std::string(Tr("none hidden"));
    if (Width() > room) hint_.clear();
    while (Width() > room && next_ > 0) --next_;
    if (Width() > room && !any_hidden_) hidden_.clear();
  }

  [[nodiscard]] float Width() const {
    const float gap = look_.px(kGap);
    float width = gap + WidthOf(Large(look_), count_) + gap + ButtonWidth(look_, log_off_, ButtonKind::kPrimary) + gap;
    if (!hidden_.empty()) width += look_.px(14) + WidthOf(Small(look_), hidden_);
    for (size_t i = 0; i < next_; ++i) width += Next(i) + look_.px(4);
    if (!hint_.empty()) width += WidthOf(Small(look_), hint_) + gap;
    return width;
  }

  void Draw(Frame& frame, ImVec2 left_middle, bool usable) const {
    ImVec2 pen(left_middle.x + look_.px(kGap), left_middle.y);
    Text(pen, Large(look_), look_.palette.text, count_);
    if (!hidden_.empty()) {
      pen.x += look_.px(14);
      Text(pen, Small(look_), any_hidden_ ? look_.palette.warn : look_.palette.dim_text, hidden_);
    }
    pen.x += look_.px(kGap);
    ImGui::BeginDisabled(!usable);
    const auto button = [&](const char* id, const char* label, ButtonKind kind, float width, UiAction action) {
      ImGui::SetCursorScreenPos({pen.x, pen.y - look_.px(17)});
      if (Button(look_, id, label, kind, {width, look_.px(34)})) frame.actions.push_back(action);
      pen.x += width;
    };
    button("log off", log_off_, ButtonKind::kPrimary, ButtonWidth(look_, log_off_, ButtonKind::kPrimary),
           UiAction::kLogOffSelected);
    pen.x += look_.px(next_ > 0 ? kGap - 8 : kGap);
    for (size_t i = 0; i < next_; ++i) {
      const NextAction& next = kNextActions[i];
      ImGui::BeginDisabled(!StateOf(next.action, frame).enabled);
      button(next.label, Tr(next.label), ButtonKind::kQuiet, Next(i), next.action);
      ImGui::EndDisabled();
      pen.x += look_.px(4);
    }
    ImGui::EndDisabled();
    if (next_ > 0) pen.x += look_.px(8);
    Text(pen, Small(look_), look_.palette.dim_text, hint_);
  }

 private:
  [[nodiscard]] float Next(size_t i) const { return ButtonWidth(look_, Tr(kNextActions[i].label), ButtonKind::kQuiet); }
  void Text(ImVec2& pen, const Type& type, const Colour& colour, const std::string& words) const {
    DrawText(ImGui::GetWindowDrawList(), type, {pen.x, pen.y - type.size / 2 - look_.scale}, Packed(colour), words);
    pen.x += WidthOf(type, words);
  }

  const Look& look_;
  std::string count_;
  bool any_hidden_ = false;
  std::string hidden_;
  const char* log_off_ = Tr("Log Off Users…");
  size_t next_ = kNextActions.size();
  std::string hint_ = Tr("Esc clears");
};

}  // namespace

Rect SelectionBar::Draw(Frame& frame, const Rect& wall) {
  const Look& look = frame.look;
  const bool wanted = !frame.state.selection.empty();
  if (wanted) count_ = frame.state.selection.size();
  const float share = motion_.Follow(frame, wanted);
  if (share <= 0) return {};

  const Bar bar(frame, count_, wall.width - look.px(24));
  const float width = bar.Width();
  const float height = look.px(kHeight);
  const ImVec2 min(wall.x + std::max(0.0f, (wall.width - width) / 2),
                   wall.y + wall.height - (height + look.px(12)) * share);
  const ImVec2 max(min.x + width, min.y + height);
  const float shadow = look.px(16);
  ImGui::SetNextWindowPos({min.x - shadow, min.y - shadow});
  ImGui::SetNextWindowSize({width + 2 * shadow, height + 2 * shadow});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::Begin("##selection", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoFocusOnAppearing);
  ImGui::PopStyleVar();
  ImDrawList* list = ImGui::GetWindowDrawList();
  ImGui::PushClipRect({wall.x, wall.y}, {wall.x + wall.width, wall.y + wall.height}, false);
  DrawShadow(look, list, min, max, look.px(10));
  list->AddRectFilled(min, max, Packed(look.palette.raised), look.px(10));
  list->AddRect(min, max, Packed(look.palette.hairline), look.px(10));
  bar.Draw(frame, {min.x, min.y + height / 2}, wanted);
  ImGui::PopClipRect();
  ImGui::End();
  return {min.x, min.y, width, height};
}

}  // namespace labwall
