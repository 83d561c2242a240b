// SPDX-License-Identifier: Apache-2.0
#include "ui/no_gpu_screen.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "imgui.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace labwall {
namespace {

struct Step {
  const char* what;
  const char* command;  // as it is typed; empty for none
};

constexpr Step kSteps[] = {
    {Mark("Install or enable the graphics driver of this computer, and start Labwall again. On Debian:"),
     "apt install libgl1-mesa-dri"},
    {Mark("In a virtual machine or a remote desktop, switch 3D graphics on."), ""},
    {Mark("Until then, Labwall draws a picture of the wall without a display:"),
     "labwall --headless --screenshot wall.png"},
};

void Line(const Type& type, const Colour& colour, const std::string& text, float width) {
  for (const std::string& part : Wrapped(type, text, width, 6)) {
    DrawText(ImGui::GetWindowDrawList(), type, ImGui::GetCursorScreenPos(), Packed(colour), part);
    ImGui::Dummy({width, type.size * 1.3f});
  }
}

// As it is typed, on a surface of its own.
void CommandLine(const Look& look, const std::string& command, float width) {
  const ImVec2 pos = ImGui::GetCursorScreenPos();
  const float height = look.px(30);
  ImDrawList* const list = ImGui::GetWindowDrawList();
  list->AddRectFilled(pos, {pos.x + width, pos.y + height}, Packed(look.palette.raised), look.px(6));
  list->AddRect(pos, {pos.x + width, pos.y + height}, Packed(look.palette.hairline), look.px(6));
  const Type type = Body(look);
  DrawText(list, type, {pos.x + look.px(12), pos.y + (height - type.size) / 2 - look.scale * 0.5f},
           Packed(look.palette.text), Shortened(type, command, width - look.px(24)));
  ImGui::Dummy({width, height});
}

}  // namespace

NoGpuScreen::NoGpuScreen(GraphicsFound found, const UiSettings& settings)
    : found_(std::move(found)), zoom_(settings.zoom) {
  SetLanguage(settings.language);
  ImGui::GetIO().ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  look_.theme = settings.theme == ThemeChoice::kLight ? Theme::kLight : Theme::kDark;
  look_.palette = PaletteOf(look_.theme);
  look_.fonts = LoadFonts();
}

bool NoGpuScreen::Draw(float scale) {
  look_.scale = scale * std::clamp(zoom_, kSmallestZoom, kLargestZoom);
  ApplyStyle(look_);
  const ImVec2 screen = ImGui::GetMainViewport()->Size;
  ImGui::GetBackgroundDrawList()->AddRectFilled({0, 0}, screen, Packed(look_.palette.background));

  const float width = std::min(look_.px(600), screen.x - look_.px(40));
  ImGui::SetNextWindowPos({screen.x / 2, screen.y * 0.46f}, ImGuiCond_Always, {0.5f, 0.5f});
  ImGui::SetNextWindowSize({width, 0});
  ImGui::SetNextWindowSizeConstraints({width, 0}, {width, screen.y});
  // What does not fit scrolls.
  ImGui::Begin("##nogpu", nullptr,
               ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoCollapse |
                   ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, look_.px(3)});
  const float inner = ImGui::GetContentRegionAvail().x;
  const auto gap = [&](float height) { ImGui::Dummy({0, look_.px(height)}); };
  const Colour& dim = look_.palette.dim_text;
  Line({look_.fonts.semibold, 20 * look_.scale}, look_.palette.text, Tr("This display can't draw the wall"), inner);
  gap(2);
  Line(Body(look_), dim,
       Phrase(Tr("It offers OpenGL {0}.{1} ({2}). Labwall needs OpenGL {3}.{4}, from a graphics card or from Mesa's "
                 "software renderer, and neither was found."),
              found_.major, found_.minor, found_.renderer, found_.needed_major, found_.needed_minor),
       inner);
  gap(8);
  Line(Strong(look_), look_.palette.text, Tr("What you can do"), inner);
  for (const Step& step : kSteps) {
    gap(2);
    Line(Body(look_), dim, Tr(step.what), inner);
    if (*step.command != '\0') CommandLine(look_, step.command, inner);
  }
  gap(12);
  const std::string close = Tr("Close");
  const float button = std::max(look_.px(96), ButtonWidth(look_, close, ButtonKind::kPrimary));
  ImGui::SetCursorPosX(ImGui::GetCursorPosX() + inner - button);
  const bool pressed = Button(look_, "close", close, ButtonKind::kPrimary, {button, look_.px(36)});
  ImGui::SetItemDefaultFocus();
  ImGui::PopStyleVar();
  ImGui::End();
  // Before the keyboard has found its way to the button, too.
  const auto struck = [](ImGuiKey key) { return ImGui::IsKeyPressed(key, false); };
  return pressed || struck(ImGuiKey_Escape) || struck(ImGuiKey_Enter) || struck(ImGuiKey_KeypadEnter);
}

}  // namespace labwall
