// SPDX-License-Identifier: Apache-2.0
#include "ui/save_dialog.h"

#include <utility>

#include "imgui.h"
#include "ui/activity_export.h"
#include "ui/dialog.h"
#include "ui/form.h"
#include "ui/text.h"

namespace labwall {
namespace {

constexpr const char* kId = "##save";

std::string TableOf(const Frame& frame, const SaveActivity& save) {
  const ActivityLog& log = frame.state.activity;
  if (!save.batch) return ActivityAsCsv(log.entries());
  const ActivityEntry* entry = log.Find(*save.batch);
  return entry != nullptr ? ActivityAsCsv({entry, 1}) : std::string();
}

// True when it is saved.
bool Save(Frame& frame, SaveActivity& save) {
  const Result<> saved = frame.sink.SaveText(save.path.data(), TableOf(frame, save));
  if (!saved) {
    save.error = saved.error().message;
    save.to_field = true;
    return false;
  }
  frame.state.said.push_back(Phrase(Tr("Saved to {0}"), std::string(save.path.data())));
  return true;
}

}  // namespace

void DrawSaveDialog(Frame& frame) {
  std::optional<SaveActivity>& save = frame.state.save_activity;
  if (!save) return;
  const Look& look = frame.look;
  if (save->just_asked) {
    const std::string path = ActivityFileName(frame.now_unix_us);
    path.copy(save->path.data(), save->path.size() - 1);
    ImGui::OpenPopup(kId);
    save->just_asked = false;
  }
  if (!BeginDialog(look, kId)) {
    save.reset();
    return;
  }
  const float width = DialogWidth(look, 480);
  DialogTitle(look, Tr("Save as CSV"), width);
  Paragraph(Body(look), look.palette.dim_text, Tr("A table with a line for each session, for any spreadsheet."), width,
            look);
  TextFieldOptions field;
  field.width = width;
  field.take_keyboard = std::exchange(save->to_field, false);
  field.flags = ImGuiInputTextFlags_EnterReturnsTrue;
  const bool entered = TextField(look, "##path", save->path.data(), save->path.size(), field);
  if (!save->error.empty()) Paragraph(Body(look), look.palette.bad, save->error, width, look);
  ImGui::Dummy({0, look.px(8)});
  Mnemonics mnemonics;
  const bool named = save->path[0] != '\0';
  const int pressed = DrawDialogButtons(
      look, mnemonics, {{"cancel", Tr("Cancel")}, {"save", Tr("Save"), ButtonKind::kPrimary, named}}, width);
  bool done = pressed == 0 || ImGui::IsKeyPressed(ImGuiKey_Escape, false);
  if (!done && named && (entered || pressed == 1)) done = Save(frame, *save);
  if (done) {
    ImGui::CloseCurrentPopup();
    save.reset();
  }
  ImGui::EndPopup();
}

}  // namespace labwall
