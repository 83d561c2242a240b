// SPDX-License-Identifier: Apache-2.0
#include "ui/dialog.h"

#include <algorithm>
#include <cmath>

#include "imgui_internal.h"
#include "ui/words.h"

namespace labwall {
namespace {

constexpr float kPaddingX = 24;
constexpr float kPaddingY = 22;
constexpr float kLeastMargin = 12;  // around a dialog in a small window
constexpr float kButtonHeight = 36;
constexpr float kLeastButton = 96;

// The key that has this letter, lower case, on it. Russian letters are where Russian keyboards have them: there, Dear
// ImGui names keys by what is beside the letter.
ImGuiKey KeyOf(unsigned letter) {
  if (letter >= 'a' && letter <= 'z') return static_cast<ImGuiKey>(ImGuiKey_A + static_cast<int>(letter - 'a'));
  constexpr std::u32string_view kRussian = U"йцукенгшщзхъфывапролджэячсмитьбю";
  constexpr ImGuiKey kKeys[] = {
      ImGuiKey_Q,     ImGuiKey_W,     ImGuiKey_E, ImGuiKey_R,         ImGuiKey_T,           ImGuiKey_Y,
      ImGuiKey_U,     ImGuiKey_I,     ImGuiKey_O, ImGuiKey_P,         ImGuiKey_LeftBracket, ImGuiKey_RightBracket,
      ImGuiKey_A,     ImGuiKey_S,     ImGuiKey_D, ImGuiKey_F,         ImGuiKey_G,           ImGuiKey_H,
      ImGuiKey_J,     ImGuiKey_K,     ImGuiKey_L, ImGuiKey_Semicolon, ImGuiKey_Apostrophe,  ImGuiKey_Z,
      ImGuiKey_X,     ImGuiKey_C,     ImGuiKey_V, ImGuiKey_B,         ImGuiKey_N,           ImGuiKey_M,
      ImGuiKey_Comma, ImGuiKey_Period};
  static_assert(kRussian.size() == std::size(kKeys));
  const size_t at = kRussian.find(static_cast<char32_t>(letter));
  return at == std::u32string_view::npos ? ImGuiKey_None : kKeys[at];
}

unsigned FirstLetter(std::string_view text, int* length) {
  unsigned letter = 0;
  *length = ImTextCharFromUtf8(&letter, text.data(), text.data() + text.size());
  return letter;
}

bool Typed(unsigned letter) {
  for (const ImWchar c : ImGui::GetIO().InputQueueCharacters) {
    char utf8[5];
    const auto bytes = static_cast<size_t>(ImTextCharToUtf8(utf8, c));
    const std::string folded = FoldCase({utf8, bytes});
    int length = 0;
    if (FirstLetter(folded, &length) == letter) return true;
  }
  return false;
}

bool Pressed(unsigned letter, ButtonKind kind) {
  const ImGuiIO& io = ImGui::GetIO();
  if (io.KeyMods == ImGuiMod_Alt && ImGui::IsKeyPressed(KeyOf(letter), false)) return true;
  return kind != ButtonKind::kDestructive && !io.WantTextInput && !io.KeyAlt && !io.KeyCtrl && Typed(letter);
}

float WidthOf(const Look& look, const DialogButton& button) {
  return std::max(look.px(kLeastButton), ButtonWidth(look, button.label, button.kind));
}

bool InOneRow(const Look& look, const std::vector<DialogButton>& buttons, float width) {
  float needed = 0;
  for (const DialogButton& button : buttons) needed += WidthOf(look, button) + (needed > 0 ? look.px(12) : 0);
  return needed <= width;
}

void ScrollByKeys() {
  const ImGuiID id = ImGui::GetID("scroll");
  const float page = ImGui::GetWindowHeight() * 0.9f;
  const auto pressed = [&](ImGuiKey key) {
    ImGui::SetKeyOwner(key, id);
    return ImGui::IsKeyPressed(key);
  };
  if (pressed(ImGuiKey_PageUp)) ImGui::SetScrollY(std::max(0.0f, ImGui::GetScrollY() - page));
  if (pressed(ImGuiKey_PageDown)) ImGui::SetScrollY(std::min(ImGui::GetScrollMaxY(), ImGui::GetScrollY() + page));
  if (ImGui::GetIO().WantTextInput) return;
  if (pressed(ImGuiKey_Home)) ImGui::SetScrollY(0);
  if (pressed(ImGuiKey_End)) ImGui::SetScrollY(ImGui::GetScrollMaxY());
}

}  // namespace

float DialogWidth(const Look& look, float wanted) {
  return std::min(look.px(wanted), ImGui::GetMainViewport()->Size.x - 2 * look.px(kPaddingX + kLeastMargin));
}

float DialogHeight(const Look& look) {
  return ImGui::GetMainViewport()->Size.y - 2 * look.px(kPaddingY + kLeastMargin);
}

bool BeginDialog(const Look& look, const char* id, ImVec2 padding) {
  const ImVec2 screen = ImGui::GetMainViewport()->Size;
  padding = {look.px(padding.x), look.px(padding.y)};
  // In the frame that it appears in it is measured and not seen yet.
  ImVec2 size(look.px(520), look.px(240));
  ImVec2 last_pos(0, 0);
  if (const ImGuiWindow* before = ImGui::FindWindowByName(id); before != nullptr && before->WasActive) {
    const ImVec2 start = before->DC.CursorStartPos;
    const ImVec2 end = ImMax(before->DC.CursorMaxPos, before->DC.IdealMaxPos);
    size = {std::min(screen.x, end.x - start.x + 2 * padding.x), std::min(screen.y, end.y - start.y + 2 * padding.y)};
    last_pos = before->Pos;
  }
  ImGui::SetNextWindowPos(
      {std::max(0.0f, std::round((screen.x - size.x) / 2)), std::max(0.0f, std::round((screen.y - size.y) / 2))});
  ImGui::SetNextWindowSizeConstraints({0, 0}, {screen.x, screen.y});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, padding);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, look.px(10));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1);
  const bool open = ImGui::BeginPopupModal(id, nullptr,
                                           ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_AlwaysAutoResize |
                                               ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings);
  ImGui::PopStyleVar(3);
  if (!open) return false;
  ImGuiContext& g = *GImGui;
  // A window that is first shown while the dialog is open would come before it.
  ImGui::BringWindowToDisplayFront(g.CurrentWindow);
  // An arrow key of this frame goes from where its item was in the last one.
  if (g.NavWindow == g.CurrentWindow && g.NavMoveScoringItems && !g.CurrentWindow->Appearing) {
    const ImVec2 pos = g.CurrentWindow->Pos;
    g.NavScoringRect.Translate({pos.x - last_pos.x, pos.y - last_pos.y});
  }
  return true;
}

void BeginScrolled(const char* id, ImVec2 size) {
  ImGui::BeginChild(id, size, ImGuiChildFlags_NavFlattened);
  ScrollByKeys();
}

void EndScrolled(const Look& look) {
  const bool more = ImGui::GetScrollY() < ImGui::GetScrollMaxY();
  ImGui::EndChild();
  const ImVec2 min = ImGui::GetItemRectMin();
  const ImVec2 max = ImGui::GetItemRectMax();
  if (!more) return;
  ImGui::GetWindowDrawList()->AddRectFilled({min.x, max.y}, {max.x, max.y + look.px(1)}, Packed(look.palette.hairline));
}

void Paragraph(const Type& type, const Colour& colour, std::string_view text, float width, const Look& look) {
  constexpr size_t kMostLines = 12;
  const float step = std::round(type.size) + look.px(2);
  const ImVec2 start = ImGui::GetCursorScreenPos();
  float y = start.y;
  for (const std::string& line : Wrapped(type, text, width, kMostLines)) {
    DrawText(ImGui::GetWindowDrawList(), type, {start.x, y}, Packed(colour), line);
    y += step;
  }
  ImGui::Dummy({width, y - start.y});
}

void DialogTitle(const Look& look, std::string_view text, float width) {
  Paragraph(Large(look), look.palette.text, text, width, look);
}

std::string_view Mnemonics::TakeLetter(std::string_view label) {
  // Letters that begin words come first: they are the ones that people look for.
  for (const bool at_words : {true, false}) {
    char before = ' ';
    for (size_t i = 0; i < label.size();) {
      int length = 0;
      FirstLetter(label.substr(i), &length);
      const std::string_view as_written = label.substr(i, static_cast<size_t>(std::max(1, length)));
      int ignored = 0;
      const unsigned letter = FirstLetter(FoldCase(as_written), &ignored);
      const bool usable = KeyOf(letter) != ImGuiKey_None && (!at_words || before == ' ');
      if (usable && std::find(taken_.begin(), taken_.end(), letter) == taken_.end()) {
        taken_.push_back(letter);
        return as_written;
      }
      before = label[i];
      i += as_written.size();
    }
  }
  return {};
}

bool Mnemonics::Button(const Look& look, const char* id, std::string_view label, ButtonKind kind, ImVec2 size,
                       bool enabled) {
  const std::string_view as_written = TakeLetter(label);
  ImGui::BeginDisabled(!enabled);
  const bool pressed = labwall::Button(look, id, label, kind, size, as_written);
  ImGui::EndDisabled();
  return pressed || (enabled && !as_written.empty() && Pressed(taken_.back(), kind));
}

int DrawDialogButtons(const Look& look, Mnemonics& mnemonics, const std::vector<DialogButton>& buttons, float width) {
  int pressed = -1;
  const bool in_one_row = InOneRow(look, buttons, width);
  if (in_one_row) {
    float needed = 0;
    for (const DialogButton& button : buttons) needed += WidthOf(look, button) + (needed > 0 ? look.px(12) : 0);
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + width - needed);
  }
  for (size_t i = 0; i < buttons.size(); ++i) {
    const DialogButton& button = buttons[i];
    if (in_one_row && i > 0) ImGui::SameLine(0, look.px(12));
    const ImVec2 size(in_one_row ? WidthOf(look, button) : width, look.px(kButtonHeight));
    if (mnemonics.Button(look, button.id, button.label, button.kind, size, button.enabled)) {
      pressed = static_cast<int>(i);
    }
    if (i == 0) ImGui::SetItemDefaultFocus();
  }
  return pressed;
}

float DialogButtonsHeight(const Look& look, const std::vector<DialogButton>& buttons, float width) {
  const float height = look.px(kButtonHeight);
  if (InOneRow(look, buttons, width)) return height;
  const auto count = static_cast<float>(buttons.size());
  return count * height + (count - 1) * ImGui::GetStyle().ItemSpacing.y;
}

}  // namespace labwall
