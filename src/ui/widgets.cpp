// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

#include "imgui_internal.h"
#include "ui/shaping.h"

namespace labwall {
namespace {

constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

struct ButtonColours {
  ImVec4 face;
  ImVec4 hovered;
  ImVec4 pressed;
  ImVec4 border;
  uint32_t text;
};

ImVec4 Vec(const Colour& c, float alpha = 1) { return {c.r, c.g, c.b, alpha}; }

Colour Mixed(const Colour& a, const Colour& b, float share_of_b) {
  return {a.r + (b.r - a.r) * share_of_b, a.g + (b.g - a.g) * share_of_b, a.b + (b.b - a.b) * share_of_b, 1};
}

ButtonColours ColoursOf(const Look& look, ButtonKind kind) {
  const Palette& p = look.palette;
  const auto filled = [&](const Colour& face) {
    return ButtonColours{Vec(face), Vec(Mixed(face, p.text, 0.12f)), Vec(Mixed(face, p.background, 0.15f)),
                         ImVec4(0, 0, 0, 0), Packed(p.on_accent)};
  };
  switch (kind) {
    case ButtonKind::kPlain:
      break;
    case ButtonKind::kPrimary:
      return filled(p.accent);
    case ButtonKind::kDestructive:
      return filled(p.bad);
    case ButtonKind::kLink:
    case ButtonKind::kQuiet:
      return {ImVec4(0, 0, 0, 0), Vec(p.hairline, 0.4f), Vec(p.hairline, 0.6f), ImVec4(0, 0, 0, 0),
              Packed(kind == ButtonKind::kLink ? p.accent : p.text)};
  }
  return {Vec(p.raised), Vec(Mixed(p.raised, p.hairline, 0.5f)), Vec(p.hairline), Vec(p.hairline), Packed(p.text)};
}

Type TypeOf(const Look& look, ButtonKind kind) {
  return kind == ButtonKind::kPrimary || kind == ButtonKind::kDestructive ? Strong(look) : Body(look);
}

// `part` is a part of the text, which was drawn at this place.
void Underline(const Look& look, const Type& type, ImVec2 at, std::string_view text, std::string_view part,
               uint32_t colour) {
  const auto before = static_cast<size_t>(part.data() - text.data());
  const float left = IM_ROUND(at.x) + WidthOf(type, text.substr(0, before));
  const float y = IM_ROUND(at.y + type.size * 1.08f);
  ImGui::GetWindowDrawList()->AddRectFilled({left, y}, {left + WidthOf(type, part), y + look.px(1)}, colour);
}

float Padding(const Look& look, ButtonKind kind) {
  if (kind == ButtonKind::kLink) return look.px(6);
  return look.px(kind == ButtonKind::kQuiet ? 10 : 14);
}

// Whether the row at the cursor is the one a key or a click would choose, and its background if so.
bool DrawRowHighlight(const Look& look, ImGuiID id, ImVec2 min, ImVec2 max, bool enabled, bool open) {
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  const bool highlighted = enabled && (open || (g.NavWindow == ImGui::GetCurrentWindow() && g.NavId == id));
  if (highlighted) {
    ImGui::GetWindowDrawList()->AddRectFilled(min, max, Packed(look.palette.accent), look.px(6));
  }
  return highlighted;
}

// How far below the row's top Dear ImGui's own, lower menu item begins, and the cursor's way back to the row's end.
float SubmenuInset(float row_height) { return IM_TRUNC((row_height - ImGui::GetTextLineHeight()) / 2); }
void LeaveSubmenuRow(float row_height) {
  const ImVec2 pos = ImGui::GetCursorScreenPos();
  ImGui::SetCursorScreenPos({pos.x, pos.y - SubmenuInset(row_height)});
}

uint32_t RowTextColour(const Look& look, bool enabled, bool highlighted) {
  if (!enabled) return Packed(look.palette.dim_text, 0.6f);
  return Packed(highlighted ? look.palette.on_accent : look.palette.text);
}

TextListener* Listener() { return static_cast<TextListener*>(ImGui::GetIO().UserData); }

// Null for a text that is drawn character by character, as nearly all are.
TextShaper* ShaperFor(const Type& type, std::string_view text) {
  return NeedsShaping(text) ? TextShaper::Of(type.font) : nullptr;
}

// How much of a text goes into a line, at least a character.
size_t LineLength(const Type& type, std::string_view text, float width) {
  if (TextShaper* shaper = ShaperFor(type, text)) return shaper->LineLength(type.font, type.size, text, width);
  const char* const begin = text.data();
  const char* const stop = type.font->CalcWordWrapPosition(type.size, begin, begin + text.size(), width);
  return std::max<size_t>(1, static_cast<size_t>(stop - begin));
}

void DrawUnheard(ImDrawList* list, const Type& type, ImVec2 pos, uint32_t colour, std::string_view text) {
  const ImVec2 whole(IM_ROUND(pos.x), IM_ROUND(pos.y));
  if (TextShaper* shaper = ShaperFor(type, text)) {
    DrawShaped(list, shaper->Shape(type.font, type.size, text), type.size, whole, colour);
    return;
  }
  list->AddText(type.font, type.size, whole, colour, text.data(), text.data() + text.size());
}

}  // namespace

Type Small(const Look& look) { return {look.fonts.regular, kSmallText * look.scale}; }
Type Body(const Look& look) { return {look.fonts.regular, kBodyText * look.scale}; }
Type Strong(const Look& look) { return {look.fonts.semibold, kBodyText * look.scale}; }
Type Large(const Look& look) { return {look.fonts.semibold, kLargeText * look.scale}; }
Type SmallStrong(const Look& look) { return {look.fonts.semibold, kSmallText * look.scale}; }

float WidthOf(const Type& type, std::string_view text) {
  if (TextShaper* shaper = ShaperFor(type, text)) return shaper->Shape(type.font, type.size, text).width;
  return type.font->CalcTextSizeA(type.size, FLT_MAX, 0, text.data(), text.data() + text.size()).x;
}

void DrawText(ImDrawList* list, const Type& type, ImVec2 pos, uint32_t colour, std::string_view text) {
  if (text.empty()) return;
  if (TextListener* listener = Listener()) listener->OnDrawn(text);
  DrawUnheard(list, type, pos, colour, text);
}

float DrawFigures(ImDrawList* list, const Type& type, ImVec2 right_top, uint32_t colour, std::string_view text) {
  if (TextListener* listener = Listener()) listener->OnDrawn(text);
  const float cell = WidthOf(type, "0");
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  float x = right_top.x;
  size_t end = text.size();
  while (end > 0) {
    size_t begin = end - 1;
    if (!is_digit(text[begin])) {
      while (begin > 0 && !is_digit(text[begin - 1])) --begin;
    }
    const std::string_view piece = text.substr(begin, end - begin);
    const float width = WidthOf(type, piece);
    const float room = is_digit(piece.front()) ? std::max(cell, width) : width;
    x -= room;
    DrawUnheard(list, type, {x + (room - width) / 2, right_top.y}, colour, piece);
    end = begin;
  }
  return x;
}

std::string Shortened(const Type& type, std::string_view text, float width) {
  if (WidthOf(type, text) <= width) return std::string(text);
  if (TextListener* listener = Listener()) listener->OnCut(text);
  if (TextShaper* shaper = ShaperFor(type, text)) return shaper->Shortened(type.font, type.size, text, width);
  const float room = width - WidthOf(type, kEllipsis);
  if (room <= 0) return {};
  const char* stop = nullptr;
  type.font->CalcTextSizeA(type.size, room, 0, text.data(), text.data() + text.size(), &stop);
  std::string_view kept = text.substr(0, static_cast<size_t>(stop - text.data()));
  const size_t space = kept.rfind(' ');
  if (space != std::string_view::npos && space * 2 > kept.size()) kept = kept.substr(0, space);
  while (!kept.empty() && kept.back() == ' ') kept.remove_suffix(1);
  return std::string(kept) + std::string(kEllipsis);
}

std::vector<std::string> Wrapped(const Type& type, std::string_view text, float width, size_t lines) {
  const std::string_view whole = text;
  std::vector<std::string> wrapped;
  while (!text.empty() && wrapped.size() + 1 < lines) {
    const size_t length = LineLength(type, text, width);
    wrapped.push_back(InDirectionOf(whole, text.substr(0, length)));
    text.remove_prefix(length);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  }
  if (!text.empty()) wrapped.push_back(InDirectionOf(whole, Shortened(type, text, width)));
  return wrapped;
}

bool Button(const Look& look, const char* id, std::string_view label, ButtonKind kind, ImVec2 size,
            std::string_view underlined) {
  const ButtonColours colours = ColoursOf(look, kind);
  const Type type = TypeOf(look, kind);
  if (size.x == 0) size.x = ButtonWidth(look, label, kind);
  if (size.y == 0) size.y = look.px(32);
  ImGui::PushStyleColor(ImGuiCol_Button, colours.face);
  ImGui::PushStyleColor(ImGuiCol_ButtonHovered, colours.hovered);
  ImGui::PushStyleColor(ImGuiCol_ButtonActive, colours.pressed);
  ImGui::PushStyleColor(ImGuiCol_Border, colours.border);
  ImGui::PushID(id);
  const bool pressed = ImGui::Button("##button", size);
  ImGui::PopID();
  ImGui::PopStyleColor(4);
  const ImVec2 min = ImGui::GetItemRectMin();
  const float inset = Padding(look, kind) - look.px(2);
  const std::string shown = Shortened(type, label, size.x - 2 * inset);
  const bool enabled = (ImGui::GetItemFlags() & ImGuiItemFlags_Disabled) == 0;
  ImU32 text = colours.text;
  if (!enabled) text = Packed(look.palette.dim_text, 0.7f);
  const ImVec2 at(min.x + (size.x - WidthOf(type, shown)) / 2, min.y + (size.y - type.size) / 2 - look.scale * 0.5f);
  DrawText(ImGui::GetWindowDrawList(), type, at, text, shown);
  if (!underlined.empty() && shown == label) Underline(look, type, at, label, underlined, text);
  return pressed;
}

float ButtonWidth(const Look& look, std::string_view label, ButtonKind kind) {
  return std::ceil(WidthOf(TypeOf(look, kind), label)) + 2 * Padding(look, kind);
}

float DropDownWidth(const Look& look, std::string_view label) {
  return std::ceil(WidthOf(Body(look), label)) + look.px(12 + 8 + 12 + 10);
}

bool DropDown(const Look& look, const char* id, std::string_view label, ImVec2 size, const char* tooltip) {
  if (size.x == 0) size.x = DropDownWidth(look, label);
  const bool pressed = Button(look, id, "", ButtonKind::kPlain, size);
  const ImVec2 min = ImGui::GetItemRectMin();
  const float middle = min.y + size.y / 2;
  const Type type = Body(look);
  ImDrawList* list = ImGui::GetWindowDrawList();
  DrawText(list, type, {min.x + look.px(12), middle - type.size / 2 - look.scale * 0.5f}, Packed(look.palette.text),
           Shortened(type, label, size.x - look.px(42)));
  DrawIcon(list, Icon::kChevronDown, {min.x + size.x - look.px(16), middle}, look.px(12),
           Packed(look.palette.dim_text));
  if (tooltip != nullptr && ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip)) ImGui::SetTooltip("%s", tooltip);
  return pressed;
}

float SegmentsWidth(const Look& look, const std::vector<std::string>& labels) {
  float width = 0;
  for (const std::string& label : labels) width += std::ceil(WidthOf(Strong(look), label)) + look.px(24);
  return width;
}

int Segments(const Look& look, const char* id, const std::vector<std::string>& labels, int chosen, float height) {
  const ImVec2 start = ImGui::GetCursorScreenPos();
  ImDrawList* list = ImGui::GetWindowDrawList();
  const Palette& p = look.palette;
  const ImVec2 max(start.x + SegmentsWidth(look, labels), start.y + height);
  list->AddRectFilled(start, max, Packed(p.raised), look.px(8));
  int clicked = -1;
  float x = start.x;
  ImGui::PushID(id);
  for (size_t i = 0; i < labels.size(); ++i) {
    const bool holds = static_cast<int>(i) == chosen;
    const Type type = holds ? Strong(look) : Body(look);
    const float width = std::ceil(WidthOf(Strong(look), labels[i])) + look.px(24);
    ImGui::SetCursorScreenPos({x, start.y});
    ImGui::PushID(static_cast<int>(i));
    if (ImGui::InvisibleButton("##segment", {width, height}, ImGuiButtonFlags_EnableNav)) clicked = static_cast<int>(i);
    ImGui::PopID();
    const bool hovered = ImGui::IsItemHovered();
    if (holds) list->AddRectFilled({x, start.y}, {x + width, max.y}, Packed(p.accent), look.px(8));
    const Colour& colour = holds ? p.on_accent : hovered ? p.text : p.dim_text;
    DrawText(list, type,
             {x + (width - WidthOf(type, labels[i])) / 2, start.y + (height - type.size) / 2 - look.scale * 0.5f},
             Packed(colour), labels[i]);
    x += width;
  }
  ImGui::PopID();
  list->AddRect(start, max, Packed(p.hairline), look.px(8));
  return clicked;
}

bool IconButton(const Look& look, const char* id, Icon icon, float side, const char* tooltip, bool on) {
  const bool pressed = Button(look, id, "", ButtonKind::kLink, {side, side});
  const ImVec2 min = ImGui::GetItemRectMin();
  const Colour& colour = on ? look.palette.accent : ImGui::IsItemHovered() ? look.palette.text : look.palette.dim_text;
  DrawIcon(ImGui::GetWindowDrawList(), icon, {min.x + side / 2, min.y + side / 2}, look.px(16), Packed(colour));
  if (tooltip != nullptr && ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip)) ImGui::SetTooltip("%s", tooltip);
  return pressed;
}

float MenuRowHeight(const Look& look) { return look.px(34); }

bool MenuRow(const Look& look, const char* id, std::string_view label, std::string_view shortcut, bool enabled,
             bool strong, RowMark mark) {
  const Type type = strong ? Strong(look) : Body(look);
  const Type key_type = Small(look);
  const float pad = look.px(12);
  const float indent = mark == RowMark::kNone ? 0 : look.px(22);
  const float wanted =
      2 * pad + indent + WidthOf(type, label) + (shortcut.empty() ? 0 : look.px(32) + WidthOf(key_type, shortcut));
  const ImVec2 size(std::max(wanted, ImGui::GetContentRegionAvail().x), MenuRowHeight(look));
  const ImVec2 min = ImGui::GetCursorScreenPos();
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->ChannelsSplit(2);
  list->ChannelsSetCurrent(1);
  ImGuiSelectableFlags flags = ImGuiSelectableFlags_SetNavIdOnHover | ImGuiSelectableFlags_NoPadWithHalfSpacing;
  if (!enabled) flags |= ImGuiSelectableFlags_Disabled;
  ImGui::PushStyleColor(ImGuiCol_NavCursor, 0);
  ImGui::PushID(id);
  const bool chosen = ImGui::Selectable("##row", false, flags, size);
  ImGui::PopID();
  ImGui::PopStyleColor();
  list->ChannelsSetCurrent(0);
  const bool highlighted =
      DrawRowHighlight(look, ImGui::GetItemID(), min, {min.x + size.x, min.y + size.y}, enabled, false);
  const float text_y = min.y + (size.y - type.size) / 2 - look.scale * 0.5f;
  const uint32_t colour = RowTextColour(look, enabled, highlighted);
  DrawText(list, type, {min.x + pad + indent, text_y}, colour, label);
  if (mark == RowMark::kChecked) {
    DrawIcon(list, Icon::kCheck, {min.x + pad + look.px(6), min.y + size.y / 2}, look.px(14), colour);
  }
  const uint32_t key_colour = highlighted ? Packed(look.palette.on_accent) : Packed(look.palette.dim_text);
  DrawText(
      list, key_type,
      {min.x + size.x - pad - WidthOf(key_type, shortcut), min.y + (size.y - key_type.size) / 2 - look.scale * 0.5f},
      key_colour, shortcut);
  list->ChannelsMerge();
  return chosen;
}

void MenuSeparator(const Look& look) {
  const ImVec2 pos = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const float y = pos.y + look.px(5);
  ImGui::GetWindowDrawList()->AddLine({pos.x + look.px(8), y}, {pos.x + width - look.px(8), y},
                                      Packed(look.palette.hairline));
  ImGui::Dummy({1, look.px(10)});
}

bool BeginSubmenu(const Look& look, const char* id, std::string_view label, bool enabled) {
  const Type type = Body(look);
  const float pad = look.px(12);
  const float height = MenuRowHeight(look);
  const float wanted = 2 * pad + WidthOf(type, label) + look.px(40);
  const ImVec2 min = ImGui::GetCursorScreenPos();
  ImGui::Dummy({wanted, 0});
  const float width = std::max(wanted, ImGui::GetContentRegionAvail().x);
  // ImGui::BeginMenu() names its row by an empty label inside its own id.
  const ImGuiID menu_id = ImGui::GetID(id);
  ImGui::PushID(id);
  const ImGuiID row_id = ImGui::GetID("");
  ImGui::PopID();
  const bool open = ImGui::IsPopupOpen(menu_id, ImGuiPopupFlags_None);
  const bool highlighted = DrawRowHighlight(look, row_id, min, {min.x + width, min.y + height}, enabled, open);
  const uint32_t colour = RowTextColour(look, enabled, highlighted);
  ImDrawList* list = ImGui::GetWindowDrawList();
  DrawText(list, type, {min.x + pad, min.y + (height - type.size) / 2 - look.scale * 0.5f}, colour, label);
  DrawIcon(list, Icon::kChevronRight, {min.x + width - pad - look.px(2), min.y + height / 2}, look.px(12), colour);
  // Its own text and arrow are drawn without colour; the spacing makes its row as high as ours.
  ImGui::PushStyleColor(ImGuiCol_Text, 0);
  ImGui::PushStyleColor(ImGuiCol_NavCursor, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, height - ImGui::GetTextLineHeight()});
  ImGui::SetCursorScreenPos({min.x, min.y + SubmenuInset(height)});
  const bool begun = ImGui::BeginMenu(id, enabled);
  ImGui::PopStyleVar();
  ImGui::PopStyleColor(2);
  if (!begun) LeaveSubmenuRow(height);
  return begun;
}

void EndSubmenu(const Look& look) {
  ImGui::EndMenu();
  LeaveSubmenuRow(MenuRowHeight(look));
}

float DrawKeyChip(const Look& look, ImDrawList* list, ImVec2 right_centre, std::string_view text) {
  const Type type = Small(look);
  const float width = WidthOf(type, text) + look.px(14);
  const float height = look.px(22);
  const ImVec2 min(right_centre.x - width, IM_ROUND(right_centre.y - height / 2));
  const ImVec2 max(right_centre.x, min.y + height);
  list->AddRectFilled(min, max, Packed(look.palette.surface), look.px(5));
  list->AddRect(min, max, Packed(look.palette.hairline), look.px(5));
  DrawText(list, type, {min.x + look.px(7), min.y + (height - type.size) / 2 - look.scale * 0.5f},
           Packed(look.palette.dim_text), text);
  return width;
}

void DrawShadow(const Look& look, ImDrawList* list, ImVec2 min, ImVec2 max, float rounding) {
  const float strength = look.theme == Theme::kLight ? 0.014f : 0.05f;
  for (const float spread : {12.0f, 10.0f, 8.0f, 6.0f, 4.0f, 3.0f, 2.0f, 1.0f}) {
    const float s = look.px(spread);
    list->AddRectFilled({min.x - s, min.y - s + look.px(3)}, {max.x + s, max.y + s + look.px(3)},
                        Packed({0, 0, 0, strength}), rounding + s);
  }
}

}  // namespace labwall
