// SPDX-License-Identifier: Apache-2.0
#include "ui/room_name_dialog.h"

#include <algorithm>

#include "imgui.h"
#include "ui/dialog.h"
#include "ui/form.h"
#include "ui/phrases.h"
#include "ui/text.h"

namespace labwall {
namespace {

constexpr const char* kId = "##room name";

std::string_view WithoutBlanks(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Two rooms of one name are not forbidden, but a log off of the wrong one would be a pity.
bool IsTaken(const Frame& frame, const std::string& room, std::string_view name) {
  const auto& stations = frame.model.snapshot().stations;
  return std::any_of(stations.begin(), stations.end(), [&](const StationView& view) {
    const std::string& other = view.station->room;
    return !other.empty() && other != room && ShownRoomName(frame.state.settings, other) == name;
  });
}

}  // namespace

void SetRoomName(UiSettings& settings, const std::string& room, std::string_view name) {
  name = WithoutBlanks(name);
  if (name.empty() || name == room) {
    settings.room_names.erase(room);
  } else {
    settings.room_names[room] = name;
  }
}

void RoomNameDialog::Draw(Frame& frame) {
  const Look& look = frame.look;
  std::optional<std::string>& asked = frame.state.rename_room;
  if (asked) {
    room_ = *asked;
    name_ = {};
    const auto& names = frame.state.settings.room_names;
    if (const auto found = names.find(room_); found != names.end()) found->second.copy(name_.data(), name_.size() - 1);
    ImGui::OpenPopup(kId);
  }
  asked.reset();
  if (!BeginDialog(look, kId)) return;
  const float width = DialogWidth(look, 440);
  DialogTitle(look, Phrase(Tr("What is room {0} to be called?"), room_), width);
  ImGui::Dummy({0, look.px(4)});
  TextFieldOptions field;
  field.width = width;
  field.hint = room_.c_str();
  field.take_keyboard = ImGui::IsWindowAppearing();
  field.flags = ImGuiInputTextFlags_EnterReturnsTrue;
  const bool entered = TextField(look, "##name", name_.data(), name_.size(), field);
  const std::string_view name = WithoutBlanks(name_.data());
  if (!name.empty() && IsTaken(frame, room_, name)) {
    Paragraph(Body(look), look.palette.warn, Tr("Another room is called that already."), width, look);
  } else {
    Paragraph(Body(look), look.palette.dim_text, Tr("Only on this console. Empty: as its stations call it."), width,
              look);
  }
  ImGui::Dummy({0, look.px(8)});
  Mnemonics mnemonics;
  const int pressed = DrawDialogButtons(
      look, mnemonics, {{"cancel", Tr("Cancel")}, {"rename", Tr("Rename"), ButtonKind::kPrimary}}, width);
  if (entered || pressed == 1) SetRoomName(frame.state.settings, room_, name);
  if (entered || pressed >= 0 || ImGui::IsKeyPressed(ImGuiKey_Escape, false)) ImGui::CloseCurrentPopup();
  ImGui::EndPopup();
}

}  // namespace labwall
