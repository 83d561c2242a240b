// SPDX-License-Identifier: Apache-2.0
#include "ui/settings_dialog.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "imgui.h"
#include "imgui_internal.h"
#include "ui/dialog.h"
#include "ui/phrases.h"
#include "ui/room_name_dialog.h"
#include "ui/text.h"

namespace labwall {
namespace {

constexpr const char* kId = "##settings";
constexpr float kWidth = 620;
constexpr float kLabelWidth = 168;
constexpr float kLeastControl = 280;  // where a row has less, the control goes below its label
constexpr Slider::Range kZoom = {kSmallestZoom, kLargestZoom, 0.05f};

void Heading(const Look& look, const char* text) {
  ImGui::Dummy({0, look.px(6)});
  Paragraph(Strong(look), look.palette.text, text, ImGui::GetContentRegionAvail().x, look);
  ImGui::Dummy({0, 0});
}

// Writes the label, leaves the cursor where its control belongs, and says how wide that may be. `height` is that of the
// control's first line.
float Label(const Look& look, std::string_view text, float width, float height) {
  const Type type = Body(look);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float column = look.px(kLabelWidth);
  const bool beside = width - column >= look.px(kLeastControl);
  const float room = beside ? column - look.px(12) : width;
  DrawText(ImGui::GetWindowDrawList(), type, {at.x, at.y + (beside ? (height - type.size) / 2 - look.scale * 0.5f : 0)},
           Packed(look.palette.text), Shortened(type, text, room));
  ImGui::SetCursorScreenPos(beside ? ImVec2(at.x + column, at.y) : ImVec2(at.x, at.y + look.px(22)));
  return beside ? width - column : width;
}

// A row of pills for an enumeration whose values are 0, 1, 2 and so on.
template <typename Enum>
void ChooseEnum(const Look& look, const char* id, const char* label, const std::vector<std::string>& names, Enum& value,
                float width) {
  int chosen = static_cast<int>(value);
  const float room = Label(look, label, width, look.px(32));
  if (Choice(look, id, names, chosen, room)) value = static_cast<Enum>(chosen);
}

// A row of pills for a number, which has one of its own where it is none of the usual steps.
template <typename Number>
void ChooseStep(const Look& look, const char* id, const char* label, std::vector<Number> steps, Number& value,
                std::string (*in_words)(Number), float width) {
  const auto place = std::lower_bound(steps.begin(), steps.end(), value);
  int chosen = static_cast<int>(place - steps.begin());
  if (place == steps.end() || *place != value) steps.insert(place, value);
  std::vector<std::string> names;
  for (const Number step : steps) names.push_back(in_words(step));
  const float room = Label(look, label, width, look.px(32));
  if (Choice(look, id, names, chosen, room)) value = steps[static_cast<size_t>(chosen)];
}

std::string UpdateRateInWords(float rate) {
  // What is slower than one a second is easier to imagine as a time.
  if (rate < 1) return Phrase(Tr("every {0} s"), fmt::format("{:.2g}", 1 / rate));
  return Phrase(Tr("{0}/s"), fmt::format("{:.3g}", rate));
}

std::string MebibytesInWords(int mebibytes) {
  if (mebibytes >= 1024) return Phrase(Tr("{0} GB"), fmt::format("{:.2g}", mebibytes / 1024.0));
  return Phrase(Tr("{0} MB"), mebibytes);
}

// "About" so many: two digits say it.
size_t About(size_t number) {
  size_t unit = 1;
  while (number / unit >= 100) unit *= 10;
  return number / unit * unit;
}

// What pictures take now, and how many of the size that they have now there is room for.
std::string TextureMemoryInWords(const ConsoleFigures& figures) {
  std::string words = Phrase(Tr("In use: {0}."), MebibytesInWords(static_cast<int>(figures.texture_bytes >> 20)));
  if (figures.picture_bytes > 0) {
    words += ' ' + Count("Enough for about {0} picture of the size that tiles have now.",
                         "Enough for about {0} pictures of the size that tiles have now.",
                         About(figures.texture_limit / figures.picture_bytes));
  }
  return words + ' ' + Tr("When it is full, pictures that are not on screen are given up first.");
}

void ChooseLanguage(const Look& look, std::string& code, float width) {
  std::vector<std::string> names = {Tr("As the system")};
  int chosen = 0;
  for (const Language& language : Languages()) {
    if (language.code == code) chosen = static_cast<int>(names.size());
    names.push_back(language.name);
  }
  const float room = Label(look, Tr("Language"), width, look.px(32));
  if (!Choice(look, "language", names, chosen, room)) return;
  code = chosen == 0 ? "" : Languages()[static_cast<size_t>(chosen) - 1].code;
}

// The rooms of the lab, and those that have got a name here, in order.
std::set<std::string> RoomsOf(const Frame& frame) {
  std::set<std::string> rooms;
  for (const StationView& view : frame.model.snapshot().stations) rooms.insert(view.station->room);
  for (const auto& [room, name] : frame.state.settings.room_names) rooms.insert(room);
  rooms.erase("");
  return rooms;
}

// What the Defaults button sets back. Rooms keep their names: those are work, and may be out of sight.
void CopyPreferences(const UiSettings& from, UiSettings& to) {
  to.theme = from.theme;
  to.language = from.language;
  to.zoom = from.zoom;
  to.motion = from.motion;
  to.update_rate = from.update_rate;
  to.texture_mib = from.texture_mib;
  to.private_view = from.private_view;
  to.type_large_numbers = from.type_large_numbers;
}

}  // namespace

void SettingsDialog::Draw(Frame& frame) {
  const Look& look = frame.look;
  if (frame.state.open_settings) {
    before_defaults_.reset();
    ImGui::OpenPopup(kId);
  }
  frame.state.open_settings = false;
  // In a field, Esc gives the text back that was there before.
  const bool in_field = ImGui::GetIO().WantTextInput;
  if (!BeginDialog(look, kId)) return;
  const float width = DialogWidth(look, kWidth);
  DialogTitle(look, Tr("Settings"), width);
  const float most = DialogHeight(look) - look.px(100);
  const float height = form_height_ > 0 ? std::min(form_height_, most) : most;
  BeginScrolled("form", {width, height});
  const float top = ImGui::GetCursorPosY();
  DrawForm(frame, width - ImGui::GetStyle().ScrollbarSize - look.px(6));
  form_height_ = ImGui::GetCursorPosY() - top;
  EndScrolled(look);
  ImGui::Dummy({0, look.px(2)});
  const bool closed = DrawButtons(frame, width);
  if (closed || (!in_field && ImGui::IsKeyPressed(ImGuiKey_Escape, false))) ImGui::CloseCurrentPopup();
  ImGui::EndPopup();
}

void SettingsDialog::DrawForm(Frame& frame, float width) {
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, frame.look.px(10)});
  DrawLook(frame, width);
  DrawPictures(frame, width);
  DrawCare(frame, width);
  DrawRooms(frame, width);
  ImGui::PopStyleVar();
}

void SettingsDialog::DrawLook(Frame& frame, float width) {
  const Look& look = frame.look;
  UiSettings& set = frame.state.settings;
  Heading(look, Tr("Look and language"));
  ChooseEnum(look, "theme", Tr("Colours"), {Tr("As the desktop"), Tr("Dark"), Tr("Light")}, set.theme, width);
  ChooseLanguage(look, set.language, width);
  const float room = Label(look, Tr("Zoom"), width, look.px(32));
  zoom_.Draw(look, "zoom", set.zoom, kZoom, room,
             [](float zoom) { return Phrase(Tr("{0} %"), std::lround(zoom * 100)); });
  ChooseEnum(look, "motion", Tr("Motion"), {Tr("As the desktop"), Tr("Full"), Tr("Reduced")}, set.motion, width);
}

void SettingsDialog::DrawPictures(Frame& frame, float width) {
  const Look& look = frame.look;
  UiSettings& set = frame.state.settings;
  Heading(look, Tr("Pictures"));
  ChooseStep<float>(look, "rate", Tr("Updates"), {0.2f, 0.5f, 1, 2, 5, 10}, set.update_rate, UpdateRateInWords, width);
  ChooseStep<int>(look, "memory", Tr("Texture memory"), {64, 128, 256, 512, 1024, 2048, 4096}, set.texture_mib,
                  MebibytesInWords, width);
  Paragraph(Small(look), look.palette.dim_text, TextureMemoryInWords(frame.input.figures), width, look);
}

void SettingsDialog::DrawCare(Frame& frame, float width) {
  const Look& look = frame.look;
  UiSettings& set = frame.state.settings;
  Heading(look, Tr("Privacy and safety"));
  Toggle(look, "blur", Tr("Blur the pictures"), Tr("For when others see this screen, as on a projector."),
         set.private_view, width);
  Toggle(look, "numbers", Tr("Ask for the number to be typed"), Tr("Before a command to more than 20 people."),
         set.type_large_numbers, width);
}

void SettingsDialog::DrawRooms(Frame& frame, float width) {
  const std::set<std::string> rooms = RoomsOf(frame);
  if (rooms.empty()) return;
  const Look& look = frame.look;
  Heading(look, Tr("Names of rooms"));
  Paragraph(Small(look), look.palette.dim_text, Tr("Only on this console. Empty: as its stations call it."), width,
            look);
  for (const std::string& room : rooms) {
    std::array<char, kRoomNameBytes> name{};
    auto& names = frame.state.settings.room_names;
    if (const auto given = names.find(room); given != names.end()) given->second.copy(name.data(), name.size() - 1);
    TextFieldOptions field;
    field.width = Label(look, room, width, FieldHeight(look));
    field.hint = room.c_str();
    ImGui::PushID(room.c_str());
    if (TextField(look, "##room", name.data(), name.size(), field)) {
      SetRoomName(frame.state.settings, room, name.data());
    }
    ImGui::PopID();
  }
}

bool SettingsDialog::DrawButtons(Frame& frame, float width) {
  const Look& look = frame.look;
  UiSettings& set = frame.state.settings;
  const float height = look.px(36);
  const float left = ImGui::GetCursorPosX();
  const std::string close = Tr("Close");
  const float close_width = std::max(look.px(96), ButtonWidth(look, close, ButtonKind::kPlain));
  Mnemonics mnemonics;
  if (mnemonics.Button(look, "defaults", Tr("Defaults"), ButtonKind::kPlain, {0, height})) {
    if (!before_defaults_) before_defaults_ = set;
    CopyPreferences({}, set);
  }
  if (before_defaults_) {
    ImGui::SameLine(0, look.px(12));
    if (mnemonics.Button(look, "undo", Tr("Undo"), ButtonKind::kPlain, {0, height})) {
      CopyPreferences(*before_defaults_, set);
      before_defaults_.reset();
    }
  }
  ImGui::SameLine();
  ImGui::SetCursorPosX(left + width - close_width);
  return mnemonics.Button(look, "close", close, ButtonKind::kPlain, {close_width, height});
}

}  // namespace labwall
