// SPDX-License-Identifier: Apache-2.0
#include "ui/status_bar.h"

#include "imgui.h"
#include "ui/phrases.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace labwall {
namespace {

std::string LabInWords(const Frame& frame) {
  const WallCounts& counts = frame.model.counts();
  std::string words;
  const auto add = [&](int count, const std::string& part) {
    if (count == 0) return;
    if (!words.empty()) words += "  ·  ";
    words += part;
  };
  const auto n = [](int count) { return static_cast<size_t>(count); };
  add(1, Count("{0} session", "{0} sessions", n(counts.sessions)));
  add(1, Count("{0} station", "{0} stations", n(counts.stations)));
  add(counts.problems, Count("{0} problem", "{0} problems", n(counts.problems)));
  add(counts.unmonitored, Count("{0} not monitored", "{0} not monitored", n(counts.unmonitored)));
  add(counts.filtered_out, Count("{0} not shown", "{0} not shown", n(counts.filtered_out)));
  const int selected = static_cast<int>(frame.state.selection.size());
  add(selected, Count("{0} selected", "{0} selected", n(selected)));
  add(frame.hidden_selected, Count("{0} of them hidden", "{0} of them hidden", n(frame.hidden_selected)));
  return words;
}

std::string FiguresInWords(const ConsoleFigures& figures) {
  const std::string rate = ByteRateInWords(figures.bytes_per_second);
  return Phrase(Tr("{0} updates/s"), fmt::format("{:.0f}", figures.updates_per_second)) + "  ·  " + rate + "  ·  " +
         Phrase(Tr("frame {0} ms"), fmt::format("{:.1f}", figures.frame_ms));
}

// Ends at `right`; returns where it began.
float DrawNoGpuNote(const Frame& frame, float right, float middle) {
  const Look& look = frame.look;
  const Type type = Small(look);
  const std::string words = Tr("drawn without GPU");
  const float glyph = look.px(12);
  const float from = right - WidthOf(type, words) - look.px(6) - glyph;
  ImDrawList* const list = ImGui::GetWindowDrawList();
  DrawStateGlyph(list, StateGlyph::kProblem, {from + glyph / 2, middle}, glyph, Packed(look.palette.warn));
  DrawText(list, type, {from + glyph + look.px(6), middle - type.size / 2 - look.scale}, Packed(look.palette.dim_text),
           words);
  ImGui::SetCursorScreenPos({from, middle - glyph});
  ImGui::Dummy({right - from, 2 * glyph});
  if (ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip) && ImGui::BeginTooltip()) {
    ImGui::PushTextWrapPos(look.px(360));
    ImGui::TextUnformatted(
        Phrase(Tr("The processor draws the wall ({0}), because no graphics card with OpenGL 4.5 was found. That works, "
                  "but costs time with many pictures. Install or enable the graphics driver of this computer, and "
                  "start Labwall again."),
               frame.input.software_renderer)
            .c_str());
    ImGui::PopTextWrapPos();
    ImGui::EndTooltip();
  }
  return from;
}

}  // namespace

void DrawStatusBar(Frame& frame, const Rect& area) {
  const Look& look = frame.look;
  ImGui::SetNextWindowPos({area.x, area.y});
  ImGui::SetNextWindowSize({area.width, area.height});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, {1, 1});
  const bool software = !frame.input.software_renderer.empty();
  ImGui::Begin("##status", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing |
                   (software ? ImGuiWindowFlags_NoNav : ImGuiWindowFlags_NoInputs));
  ImGui::PopStyleVar();
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled({area.x, area.y}, {area.x + area.width, area.y + look.px(1)}, Packed(look.palette.hairline));
  const BrokerState broker = frame.model.snapshot().broker;
  const float middle = area.y + area.height / 2;
  const float left = area.x + look.px(20);
  const Colour& dot = broker == BrokerState::kConnected ? look.palette.ok
                      : broker == BrokerState::kLost    ? look.palette.bad
                                                        : look.palette.warn;
  const StateGlyph shape = broker == BrokerState::kConnected ? StateGlyph::kActive
                           : broker == BrokerState::kLost    ? StateGlyph::kProblem
                                                             : StateGlyph::kSuspended;
  DrawStateGlyph(list, shape, {left, middle}, look.px(12), Packed(dot));
  const Type type = Small(look);
  const float y = middle - type.size / 2 - look.scale;
  const float right = area.x + area.width - look.px(16);
  float figures_from = right;
  if (area.width > look.px(700)) {
    figures_from =
        DrawFigures(list, type, {right, y}, Packed(look.palette.dim_text), FiguresInWords(frame.input.figures));
    if (software) figures_from = DrawNoGpuNote(frame, figures_from - look.px(16), middle);
  }
  std::string words = LabInWords(frame);
  if (broker == BrokerState::kLost) words = std::string(Tr("Connection lost")) + "  ·  " + words;
  if (broker == BrokerState::kConnecting || broker == BrokerState::kUnknown) {
    words = std::string(Tr("Connecting…")) + "  ·  " + words;
  }
  const float text_x = left + look.px(14);
  DrawText(list, type, {text_x, y}, Packed(look.palette.dim_text),
           Shortened(type, words, figures_from - text_x - look.px(16)));
  ImGui::End();
}

}  // namespace labwall
