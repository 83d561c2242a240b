// SPDX-License-Identifier: Apache-2.0
#include "ui/look.h"

#include <algorithm>
#include <cmath>

#include "imgui.h"

namespace labwall {
namespace {

constexpr Colour Hex(uint32_t rgb) {
  return {static_cast<float>((rgb >> 16) & 0xFF) / 255.0f, static_cast<float>((rgb >> 8) & 0xFF) / 255.0f,
          static_cast<float>(rgb & 0xFF) / 255.0f, 1};
}

constexpr Palette kDark = {
    .background = Hex(0x101317),
    .surface = Hex(0x181C22),
    .raised = Hex(0x21272F),
    .hairline = Hex(0x333C47),
    .letterbox = Hex(0x0A0C0F),
    .text = Hex(0xE9EDF2),
    .dim_text = Hex(0xA6B0BC),
    .accent = Hex(0x5AA9FF),
    .on_accent = Hex(0x0B1520),
    .ok = Hex(0x56C98D),
    .warn = Hex(0xE8B04A),
    .bad = Hex(0xFF7A7A),
    .held = Hex(0xB7A6FF),
};

constexpr Palette kLight = {
    .background = Hex(0xEEF1F4),
    .surface = Hex(0xFFFFFF),
    .raised = Hex(0xFFFFFF),
    .hairline = Hex(0xC9D1DA),
    .letterbox = Hex(0xD9DFE6),
    .text = Hex(0x161B22),
    .dim_text = Hex(0x55606E),
    .accent = Hex(0x0B62C4),
    .on_accent = Hex(0xFFFFFF),
    .ok = Hex(0x146C43),
    .warn = Hex(0x8A5A00),
    .bad = Hex(0xB3261E),
    .held = Hex(0x5B45C9),
};

double Luminance(const Colour& colour) {
  const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
  return 0.2126 * linear(colour.r) + 0.7152 * linear(colour.g) + 0.0722 * linear(colour.b);
}

ImVec4 Vec(const Colour& colour, float alpha = 1) { return {colour.r, colour.g, colour.b, colour.a * alpha}; }

}  // namespace

const Palette& PaletteOf(Theme theme) { return theme == Theme::kLight ? kLight : kDark; }

double ContrastRatio(const Colour& a, const Colour& b) {
  const double first = Luminance(a);
  const double second = Luminance(b);
  return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

uint32_t Packed(const Colour& colour, float alpha) { return ImGui::ColorConvertFloat4ToU32(Vec(colour, alpha)); }

float Look::px(float length) const {
  const float pixels = std::round(length * scale);
  return length > 0 ? std::max(1.0f, pixels) : pixels;
}

void ApplyStyle(const Look& look) {
  const Palette& p = look.palette;
  ImGuiStyle style;
  style.FontSizeBase = kBodyText;
  style.FontScaleDpi = look.scale;
  style.WindowPadding = {look.px(16), look.px(12)};
  style.WindowRounding = 0;
  style.WindowBorderSize = 0;
  style.ChildRounding = look.px(10);
  style.ChildBorderSize = 0;
  style.PopupRounding = look.px(10);
  style.PopupBorderSize = 1;
  style.FramePadding = {look.px(12), look.px(8)};
  style.FrameRounding = look.px(8);
  style.FrameBorderSize = 1;
  style.ItemSpacing = {look.px(8), look.px(8)};
  style.ItemInnerSpacing = {look.px(8), look.px(4)};
  style.ScrollbarSize = look.px(12);
  style.ScrollbarRounding = look.px(6);
  style.GrabRounding = look.px(8);
  style.SeparatorTextBorderSize = 1;
  style.HoverDelayNormal = 0.4f;

  auto& colours = style.Colors;
  const ImVec4 nothing(0, 0, 0, 0);
  colours[ImGuiCol_Text] = Vec(p.text);
  colours[ImGuiCol_TextDisabled] = Vec(p.dim_text);
  colours[ImGuiCol_WindowBg] = Vec(p.surface);
  colours[ImGuiCol_ChildBg] = nothing;
  colours[ImGuiCol_PopupBg] = Vec(p.raised);
  colours[ImGuiCol_Border] = Vec(p.hairline);
  colours[ImGuiCol_BorderShadow] = nothing;
  colours[ImGuiCol_FrameBg] = Vec(p.raised);
  colours[ImGuiCol_FrameBgHovered] = Vec(p.raised);
  colours[ImGuiCol_FrameBgActive] = Vec(p.raised);
  colours[ImGuiCol_ScrollbarBg] = nothing;
  colours[ImGuiCol_ScrollbarGrab] = Vec(p.hairline);
  colours[ImGuiCol_ScrollbarGrabHovered] = Vec(p.dim_text, 0.6f);
  colours[ImGuiCol_ScrollbarGrabActive] = Vec(p.dim_text);
  colours[ImGuiCol_Button] = Vec(p.raised);
  colours[ImGuiCol_ButtonHovered] = Vec(p.hairline, 0.8f);
  colours[ImGuiCol_ButtonActive] = Vec(p.hairline);
  colours[ImGuiCol_Header] = nothing;
  colours[ImGuiCol_HeaderHovered] = nothing;
  colours[ImGuiCol_HeaderActive] = nothing;
  colours[ImGuiCol_Separator] = Vec(p.hairline);
  colours[ImGuiCol_SeparatorHovered] = Vec(p.accent);  // also the inside of the rubber band
  colours[ImGuiCol_SeparatorActive] = Vec(p.accent);
  colours[ImGuiCol_TextSelectedBg] = Vec(p.accent, 0.35f);
  colours[ImGuiCol_InputTextCursor] = Vec(p.text);
  colours[ImGuiCol_NavCursor] = Vec(p.text);
  colours[ImGuiCol_ModalWindowDimBg] = {0, 0, 0, look.theme == Theme::kLight ? 0.35f : 0.55f};
  colours[ImGuiCol_CheckMark] = Vec(p.accent);
  colours[ImGuiCol_SliderGrab] = Vec(p.accent);
  colours[ImGuiCol_SliderGrabActive] = Vec(p.accent);
  ImGui::GetStyle() = style;
}

}  // namespace labwall
