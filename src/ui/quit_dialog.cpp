// SPDX-License-Identifier: Apache-2.0
#include "ui/quit_dialog.h"

#include <algorithm>

#include "imgui.h"
#include "ui/dialog.h"
#include "ui/text.h"

namespace labwall {
namespace {

constexpr const char* kId = "##quit";

struct UnderWay {
  size_t all = 0;
  size_t unanswered = 0;  // of those, no station has said that it is at them
};

UnderWay CountUnderWay(const UiInput& input) {
  UnderWay count;
  for (const auto& batch : input.batches) {
    for (const TargetProgress& target : batch->targets) {
      if (target.stage != TargetStage::kFinished) ++count.all;
      if (target.stage == TargetStage::kWaiting) ++count.unanswered;
    }
  }
  return count;
}

void DrawWords(const Look& look, const UnderWay& count, float width) {
  const auto line = [&](const std::string& text) { Paragraph(Body(look), look.palette.text, text, width, look); };
  if (count.all == 0) {
    DialogTitle(look, Tr("Quit Labwall?"), width);
    line(Tr("What was under way is over. Its outcome is in Activity, as long as Labwall is open."));
    return;
  }
  DialogTitle(
      look,
      Count("Quit while {0} log off is still under way?", "Quit while {0} log offs are still under way?", count.all),
      width);
  line(Tr("What a station has accepted goes on there, but its outcome will not be seen here."));
  if (count.unanswered == 0) return;
  line(Count("{0} of them has not been accepted yet, and will not be carried out.",
             "{0} of them have not been accepted yet, and will not be carried out.", count.unanswered));
}

}  // namespace

void DrawQuitDialog(Frame& frame) {
  bool& asked = frame.state.ask_to_quit;
  if (!asked) return;
  const Look& look = frame.look;
  if (!ImGui::IsPopupOpen(kId)) ImGui::OpenPopup(kId);
  if (!BeginDialog(look, kId)) return;
  const float width = DialogWidth(look, 460);
  const UnderWay count = CountUnderWay(frame.input);
  DrawWords(look, count, width);
  ImGui::Dummy({0, look.px(8)});
  const DialogButton quit = count.all == 0 ? DialogButton{"quit", Tr("Quit"), ButtonKind::kPrimary}
                                           : DialogButton{"quit", Tr("Quit anyway"), ButtonKind::kDestructive};
  Mnemonics mnemonics;
  const int pressed = DrawDialogButtons(look, mnemonics, {{"keep", Tr("Keep Labwall open")}, quit}, width);
  const bool keep = pressed == 0 || ImGui::IsKeyPressed(ImGuiKey_Escape, false);
  if (keep || pressed == 1) {
    asked = false;
    ImGui::CloseCurrentPopup();
  }
  ImGui::EndPopup();
  if (pressed == 1) frame.sink.Quit();
}

}  // namespace labwall
