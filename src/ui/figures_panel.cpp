// SPDX-License-Identifier: Apache-2.0
#include "ui/figures_panel.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "imgui.h"
#include "imgui_internal.h"
#include "ui/phrases.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace labwall {
namespace {

constexpr Milliseconds kRefresh{500};
constexpr float kMargin = 16;
constexpr float kPad = 14;
constexpr float kHeading = 24;
constexpr float kRow = 17;
constexpr float kGap = 8;  // between sections
constexpr float kColumnGap = 28;
constexpr float kValueWidth = 96;  // so that a number that grows moves nothing

struct Section {
  std::string heading;
  std::vector<std::pair<std::string, std::string>> rows;  // what, and how much

  [[nodiscard]] float Height(const Look& look) const {
    return look.px(kHeading) + look.px(kRow) * static_cast<float>(rows.size());
  }
};

std::string Number(double value, int decimals) { return fmt::format("{:.{}f}", value, decimals); }
std::string Percent(double share) { return Phrase(Tr("{0} %"), Number(share * 100, 0)); }
std::string ASecond(double times) { return Phrase(Tr("{0}/s"), Number(times, times < 9.95 ? 1 : 0)); }
std::string Ms(double ms) { return Phrase(Tr("{0} ms"), Number(ms, ms < 9.95 ? 2 : 0)); }
std::string Megabytes(size_t bytes) { return Number(static_cast<double>(bytes >> 10) / 1024, 0); }

Section Pictures(const ConsoleFigures& f) {
  Section section{Tr("Pictures"), {}};
  const int leased = f.leases.all();
  section.rows = {{Tr("Updates"), ASecond(f.updates_per_second)},
                  {Tr("Received"), ByteRateInWords(f.bytes_per_second)},
                  {Tr("Each session"), ByteRateInWords(leased > 0 ? f.bytes_per_second / leased : 0)},
                  {Tr("Decoding one"), Ms(f.decode_ms)},
                  {Tr("Given to OpenGL"), ByteRateInWords(f.upload_bytes_per_second)},
                  {Tr("Upload"), f.upload_mode}};
  if (f.direct_us > 0) {
    section.rows.emplace_back(Tr("Direct, mapped"),
                              Phrase(Tr("{0}, {1} µs"), Number(f.direct_us, 0), Number(f.mapped_us, 0)));
  }
  return section;
}

Section Wall(const ConsoleFigures& f, bool software) {
  Section section{Tr("Frames of the wall"), {}};
  section.rows = {{Tr("Drawn"), ASecond(f.frames_per_second)},
                  {Tr("At most every"), Ms(f.frame_interval_ms)},
                  {Tr("Processor"), Ms(f.frame_ms)}};
  if (f.gpu_ms) section.rows.emplace_back(software ? Tr("Software renderer") : Tr("Graphics card"), Ms(*f.gpu_ms));
  return section;
}

Section Leases(const ConsoleFigures& f) {
  const auto count = [](int sessions) { return std::to_string(sessions); };
  return {Tr("Leases"),
          {{Tr("On screen"), count(f.leases.on_screen)},
           {Tr("Hovered or focused"), count(f.leases.attended)},
           {Tr("Shown large"), count(f.leases.large)},
           {Tr("Scrolled away"), count(f.leases.away)}}};
}

Section Memory(const ConsoleFigures& f) {
  const size_t each = f.pictures > 0 ? f.held_bytes / f.pictures : 0;
  return {Tr("Memory"),
          {{Tr("Textures"), Phrase(Tr("{0} of {1} MB"), Megabytes(f.texture_bytes), Megabytes(f.texture_limit))},
           {Tr("Pictures held"), std::to_string(f.pictures)},
           {Tr("Each of them"), Phrase(Tr("{0} kB"), each >> 10)},
           {Tr("This program"), Phrase(Tr("{0} MB"), Megabytes(f.resident_bytes))}}};
}

Section Cost(const ConsoleFigures& f) {
  Section section{Tr("Of one processor core"), {{Tr("This program"), Percent(f.cpu_cores)}}};
  if (f.renderer_cores > 0) section.rows.emplace_back(Tr("Software renderer"), Percent(f.renderer_cores));
  return section;
}

Section Counts(const ConsoleFigures& f) {
  const auto count = [](uint64_t frames) { return std::to_string(frames); };
  return {Tr("Since the start"),
          {{Tr("Whole pictures"), count(f.whole_frames)},
           {Tr("Parts of pictures"), count(f.parts)},
           {Tr("Replaced by newer"), count(f.replaced)},
           {Tr("Of no use"), count(f.lost)},
           {Tr("Not leased here"), count(f.unwanted)},
           {Tr("Refused"), count(f.bad)}}};
}

struct Column {
  std::vector<const Section*> sections;
  float height = 0;
};

// From the top of each column to its foot, in as few columns as the height allows.
std::vector<Column> InColumns(const Look& look, const std::vector<Section>& sections, float most_height) {
  std::vector<Column> columns(1);
  for (const Section& section : sections) {
    const float gap = columns.back().sections.empty() ? 0 : look.px(kGap);
    if (gap > 0 && columns.back().height + gap + section.Height(look) > most_height) columns.emplace_back();
    Column& column = columns.back();
    column.height += section.Height(look) + (column.sections.empty() ? 0 : gap);
    column.sections.push_back(&section);
  }
  return columns;
}

void DrawSection(const Look& look, ImDrawList* list, const Section& section, float x, float y, float width) {
  DrawText(list, SmallStrong(look), {x, y}, Packed(look.palette.text), section.heading);
  y += look.px(kHeading);
  list->AddRectFilled({x, y - look.px(6)}, {x + width, y - look.px(5)}, Packed(look.palette.hairline));
  for (const auto& [what, how_much] : section.rows) {
    const float value = DrawFigures(list, Small(look), {x + width, y}, Packed(look.palette.text), how_much);
    DrawText(list, Small(look), {x, y}, Packed(look.palette.dim_text),
             Shortened(Small(look), what, value - look.px(8) - x));
    y += look.px(kRow);
  }
}

}  // namespace

void DrawFiguresPanel(Frame& frame, const Rect& area) {
  if (!frame.state.show_figures) return;
  frame.ChangesAt(frame.input.now + kRefresh);
  const Look& look = frame.look;
  const ConsoleFigures& figures = frame.input.figures;
  const std::vector<Section> sections = {Pictures(figures), Wall(figures, !frame.input.software_renderer.empty()),
                                         Leases(figures),   Memory(figures),
                                         Cost(figures),     Counts(figures)};
  float width = 0;
  for (const Section& section : sections) {
    for (const auto& row : section.rows) width = std::max(width, std::ceil(WidthOf(Small(look), row.first)));
  }
  width += look.px(kValueWidth);
  const float pad = look.px(kPad);
  const std::vector<Column> columns = InColumns(look, sections, area.height - 2 * look.px(kMargin) - 2 * pad);
  float height = 0;
  for (const Column& column : columns) height = std::max(height, column.height);
  const auto count = static_cast<float>(columns.size());
  const ImVec2 size(count * width + (count - 1) * look.px(kColumnGap) + 2 * pad, height + 2 * pad);
  const ImVec2 min(area.x + look.px(kMargin), area.y + area.height - look.px(kMargin) - size.y);

  const float shadow = look.px(16);
  ImGui::SetNextWindowPos({min.x - shadow, min.y - shadow});
  ImGui::SetNextWindowSize({size.x + 2 * shadow, size.y + 2 * shadow});
  ImGui::Begin("##figures", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoInputs |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing);
  ImDrawList* const list = ImGui::GetWindowDrawList();
  const ImVec2 max(min.x + size.x, min.y + size.y);
  DrawShadow(look, list, min, max, look.px(10));
  list->AddRectFilled(min, max, Packed(look.palette.raised), look.px(10));
  list->AddRect(min, max, Packed(look.palette.hairline), look.px(10));
  float x = min.x + pad;
  for (const Column& column : columns) {
    float y = min.y + pad;
    for (const Section* section : column.sections) {
      DrawSection(look, list, *section, x, y, width);
      y += section->Height(look) + look.px(kGap);
    }
    x += width + look.px(kColumnGap);
  }
  ImGui::End();
}

}  // namespace labwall
