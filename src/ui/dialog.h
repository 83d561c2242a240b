// SPDX-License-Identifier: Apache-2.0
// What dialogs have in common: their place, their words, and their buttons with keys of their own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ui/widgets.h"

namespace labwall {

// The width of a dialog's content that would like to be so wide at scale 1, in pixels: less where the window is narrow.
[[nodiscard]] float DialogWidth(const Look& look, float wanted);
// The most that a dialog's content may be high without being scrolled, in pixels.
[[nodiscard]] float DialogHeight(const Look& look);

// ImGui::BeginPopupModal() in the middle of the window, sized to its content, with a dialog's rounding and this
// padding, at scale 1. When it returns true, ImGui::EndPopup() ends it.
bool BeginDialog(const Look& look, const char* id, ImVec2 padding = {24, 22});

// A part of a dialog that scrolls, by Page Up, Page Down, Home and End too. EndScrolled() ends it, with a line below it
// where there is more to see.
void BeginScrolled(const char* id, ImVec2 size);
void EndScrolled(const Look& look);

// Text broken into lines of this width.
void Paragraph(const Type& type, const Colour& colour, std::string_view text, float width, const Look& look);
void DialogTitle(const Look& look, std::string_view text, float width);

// The letters that press a dialog's buttons. Each button takes the first letter of its label that none before it has
// taken, and shows it underlined. Alt and the letter press it; where no text is being typed the letter alone does too,
// but never for what destroys: a letter that was meant for something else must not log anybody off. One object for each
// frame of a dialog.
class Mnemonics {
 public:
  // Like labwall::Button().
  bool Button(const Look& look, const char* id, std::string_view label, ButtonKind kind, ImVec2 size = {0, 0},
              bool enabled = true);

 private:
  // The letter's place in the label, empty when every letter is taken.
  std::string_view TakeLetter(std::string_view label);

  std::vector<unsigned> taken_;
};

struct DialogButton {
  const char* id = nullptr;
  std::string label;
  ButtonKind kind = ButtonKind::kPlain;
  bool enabled = true;
};
// A row of buttons that ends at the right, or one below the other where it would be too wide. The first is the safe one
// and has the keyboard when the dialog appears. Returns which was pressed, or -1.
int DrawDialogButtons(const Look& look, Mnemonics& mnemonics, const std::vector<DialogButton>& buttons, float width);
[[nodiscard]] float DialogButtonsHeight(const Look& look, const std::vector<DialogButton>& buttons, float width);

}  // namespace labwall
