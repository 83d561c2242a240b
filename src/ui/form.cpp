// SPDX-License-Identifier: Apache-2.0
#include "ui/form.h"

#include <algorithm>
#include <cmath>

#include "imgui_internal.h"
#include "ui/widgets.h"

namespace labwall {
namespace {

constexpr float kPillHeight = 32;
constexpr float kPillGap = 8;

// The keys left and right belong to the last item while it has the keyboard. -1, 0 or 1.
int StepOfLastItem() {
  if (!ImGui::IsItemFocused()) return 0;
  const ImGuiID id = ImGui::GetItemID();
  for (const ImGuiKey key : {ImGuiKey_LeftArrow, ImGuiKey_RightArrow}) ImGui::SetKeyOwner(key, id);
  if (ImGui::GetIO().KeyMods != 0) return 0;
  return (ImGui::IsKeyPressed(ImGuiKey_RightArrow) ? 1 : 0) - (ImGui::IsKeyPressed(ImGuiKey_LeftArrow) ? 1 : 0);
}

// Where each pill goes, from the cursor on.
std::vector<ImRect> PlacePills(const Look& look, const std::vector<std::string>& labels, float width) {
  std::vector<ImRect> pills;
  const float gap = look.px(kPillGap);
  const float height = look.px(kPillHeight);
  ImVec2 at(0, 0);
  for (const std::string& label : labels) {
    // The chosen one is semibold; pills that grow when they are chosen would push the others about.
    const float pill = std::min(width, std::ceil(WidthOf(Strong(look), label)) + 2 * look.px(14));
    if (at.x > 0 && at.x + pill > width) at = {0, at.y + height + gap};
    pills.emplace_back(at.x, at.y, at.x + pill, at.y + height);
    at.x += pill + gap;
  }
  return pills;
}

void DrawPill(const Look& look, const ImRect& pill, std::string_view label, bool chosen, bool hovered) {
  const Palette& p = look.palette;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float rounding = pill.GetHeight() / 2;
  if (chosen) {
    list->AddRectFilled(pill.Min, pill.Max, Packed(p.accent), rounding);
  } else {
    if (hovered) list->AddRectFilled(pill.Min, pill.Max, Packed(p.hairline, 0.5f), rounding);
    list->AddRect(pill.Min, pill.Max, Packed(p.hairline), rounding);
  }
  const Type type = chosen ? Strong(look) : Body(look);
  const std::string shown = Shortened(type, label, pill.GetWidth() - 2 * look.px(10));
  const ImVec2 centre = pill.GetCenter();
  DrawText(list, type, {centre.x - WidthOf(type, shown) / 2, centre.y - type.size / 2 - look.scale * 0.5f},
           Packed(chosen ? p.on_accent : p.text), shown);
}

void DrawSwitch(const Look& look, ImVec2 right_centre, bool on, bool hovered) {
  const Palette& p = look.palette;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float radius = look.px(10);
  const ImVec2 min(right_centre.x - look.px(38), right_centre.y - radius);
  const ImVec2 max(right_centre.x, right_centre.y + radius);
  if (on) {
    list->AddRectFilled(min, max, Packed(p.accent), radius);
  } else {
    list->AddRectFilled(min, max, Packed(p.background), radius);
    list->AddRect(min, max, Packed(hovered ? p.text : p.dim_text), radius);
  }
  const float x = on ? max.x - radius : min.x + radius;
  list->AddCircleFilled({x, right_centre.y}, radius - look.px(on ? 3 : 4), Packed(on ? p.on_accent : p.dim_text));
}

}  // namespace

float FieldHeight(const Look& look) { return look.px(36); }

bool TextField(const Look& look, const char* id, char* buffer, size_t size, const TextFieldOptions& options) {
  ImGuiContext& g = *GImGui;
  const Palette& p = look.palette;
  const ImVec2 min = ImGui::GetCursorScreenPos();
  const ImVec2 max(min.x + options.width, min.y + FieldHeight(look));
  const float glass = options.search ? look.px(24) : 0;
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(min, max, Packed(p.background), look.px(8));
  if (options.search) {
    DrawIcon(list, Icon::kSearch, {min.x + look.px(20), (min.y + max.y) / 2}, look.px(16), Packed(p.dim_text));
  }
  const ImGuiID item = ImGui::GetID(id);
  if (options.take_keyboard && g.ActiveId == 0) {
    // What ImGui::SetKeyboardFocusHere() does, but in this frame instead of two frames later.
    g.NavActivateId = item;
    g.NavActivateFlags = ImGuiActivateFlags_PreferInput | ImGuiActivateFlags_TryToPreserveState;
    g.NavInitRequest = false;
    g.NavInitResult.ID = 0;
  }
  ImGui::SetCursorScreenPos({min.x + glass, min.y});
  ImGui::SetNextItemWidth(options.width - glass);
  ImGui::PushStyleColor(ImGuiCol_FrameBg, 0);
  ImGui::PushStyleColor(ImGuiCol_FrameBgHovered, 0);
  ImGui::PushStyleColor(ImGuiCol_FrameBgActive, 0);
  ImGui::PushStyleColor(ImGuiCol_Border, 0);
  ImGui::PushStyleColor(ImGuiCol_NavCursor, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding,
                      {look.px(12), std::floor((FieldHeight(look) - ImGui::GetFontSize()) / 2)});
  const bool answer = ImGui::InputTextWithHint(id, options.hint, buffer, size, options.flags, options.callback);
  ImGui::PopStyleVar();
  ImGui::PopStyleColor(5);
  const bool active = g.ActiveId == item;
  if (!active) ImGui::RenderNavCursor({min, max}, item);
  list->AddRect(min, max, Packed(active ? p.accent : p.hairline), look.px(8), 0, look.px(active ? 1.5f : 1));
  return answer;
}

float ChoiceHeight(const Look& look, const std::vector<std::string>& labels, float width) {
  return labels.empty() ? 0 : PlacePills(look, labels, width).back().Max.y;
}

bool Choice(const Look& look, const char* id, const std::vector<std::string>& labels, int& chosen, float width) {
  std::vector<ImRect> pills = PlacePills(look, labels, width);
  const ImVec2 start = ImGui::GetCursorScreenPos();
  ImVec2 end(0, 0);
  for (ImRect& pill : pills) {
    end = ImMax(end, pill.Max);
    pill.Translate(start);
  }
  const int before = chosen;
  const int last = static_cast<int>(labels.size()) - 1;
  ImGui::PushID(id);
  ImGui::SetNextItemAllowOverlap();
  ImGui::InvisibleButton("##all", end, ImGuiButtonFlags_EnableNav);
  chosen = std::clamp(chosen + StepOfLastItem(), 0, last);
  for (int i = 0; i <= last; ++i) {
    const ImRect& pill = pills[static_cast<size_t>(i)];
    ImGui::SetCursorScreenPos(pill.Min);
    ImGui::PushID(i);
    if (ImGui::InvisibleButton("##pill", pill.GetSize())) chosen = i;
    ImGui::PopID();
    DrawPill(look, pill, labels[static_cast<size_t>(i)], i == chosen, ImGui::IsItemHovered());
  }
  ImGui::PopID();
  ImGui::SetCursorScreenPos(start);
  ImGui::Dummy(end);
  return chosen != before;
}

bool Toggle(const Look& look, const char* id, std::string_view label, std::string_view explanation, bool& on,
            float width) {
  const Type type = Body(look);
  const Type small = Small(look);
  const float room = width - look.px(38 + 16);
  const std::vector<std::string> lines = Wrapped(type, label, room, 3);
  const std::vector<std::string> more = Wrapped(small, explanation, room, 3);
  const float line = look.px(20);
  const float small_line = look.px(17);
  const float height =
      look.px(8) + line * static_cast<float>(lines.size()) + small_line * static_cast<float>(more.size());
  const ImVec2 min = ImGui::GetCursorScreenPos();
  const bool pressed = ImGui::InvisibleButton(id, {width, height}, ImGuiButtonFlags_EnableNav);
  const bool hovered = ImGui::IsItemHovered();
  const int step = StepOfLastItem();
  const bool before = on;
  if (pressed) on = !on;
  if (step != 0) on = step > 0;
  ImDrawList* list = ImGui::GetWindowDrawList();
  float y = min.y + look.px(4);
  for (const std::string& text : lines) {
    DrawText(list, type, {min.x, y + (line - type.size) / 2 - look.scale * 0.5f}, Packed(look.palette.text), text);
    y += line;
  }
  for (const std::string& text : more) {
    DrawText(list, small, {min.x, y + (small_line - small.size) / 2}, Packed(look.palette.dim_text), text);
    y += small_line;
  }
  DrawSwitch(look, {min.x + width, min.y + height / 2}, on, hovered);
  return on != before;
}

bool Slider::Draw(const Look& look, const char* id, float& value, const Range& range, float width,
                  std::string (*in_words)(float)) {
  const Palette& p = look.palette;
  const Type type = Body(look);
  const float height = look.px(kPillHeight);
  const float words_width = std::max(WidthOf(type, in_words(range.least)), WidthOf(type, in_words(range.most)));
  const float track = width - words_width - look.px(20);
  const ImVec2 min = ImGui::GetCursorScreenPos();
  ImGui::InvisibleButton(id, {track, height}, ImGuiButtonFlags_EnableNav);
  const float radius = look.px(8);
  const auto stepped = [&](float wanted) {
    const double exact = std::round(wanted / range.step) * static_cast<double>(range.step);
    return std::clamp(static_cast<float>(exact), range.least, range.most);
  };
  const float before = value;
  float shown = value;
  // A press of Enter or Space makes it active too, and is no drag.
  if (ImGui::IsItemActive() && ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
    const float share = (ImGui::GetIO().MousePos.x - min.x - radius) / (track - 2 * radius);
    shown = dragged_to_ = stepped(range.least + std::clamp(share, 0.0f, 1.0f) * (range.most - range.least));
  } else if (ImGui::IsItemDeactivated() && ImGui::IsMouseReleased(ImGuiMouseButton_Left)) {
    shown = value = dragged_to_;
  } else if (const int step = StepOfLastItem(); step != 0) {
    shown = value = stepped(value + static_cast<float>(step) * range.step);
  }
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float middle = min.y + height / 2;
  const float left = min.x + radius;
  const float knob = left + (shown - range.least) / (range.most - range.least) * (track - 2 * radius);
  const float half = look.px(2);
  list->AddRectFilled({left, middle - half}, {min.x + track - radius, middle + half}, Packed(p.hairline), half);
  list->AddRectFilled({left, middle - half}, {knob, middle + half}, Packed(p.accent), half);
  list->AddCircleFilled({knob, middle}, radius, Packed(p.text));
  DrawFigures(list, type, {min.x + width, middle - type.size / 2 - look.scale * 0.5f}, Packed(p.text), in_words(shown));
  return value != before;
}

}  // namespace labwall
