// SPDX-License-Identifier: Apache-2.0
// The few widgets that the interface is made of. Text is UTF-8 and is drawn as it stands: "##" and "%" have no meaning.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "imgui.h"
#include "ui/icons.h"
#include "ui/look.h"

namespace labwall {

struct Type {
  ImFont* font = nullptr;
  float size = 0;  // pixels
};
[[nodiscard]] Type Small(const Look& look);
[[nodiscard]] Type Body(const Look& look);
[[nodiscard]] Type Strong(const Look& look);       // body, semibold
[[nodiscard]] Type Large(const Look& look);        // semibold
[[nodiscard]] Type SmallStrong(const Look& look);  // semibold

// Is told of every text that is drawn, and of every one that had to be cut, while ImGuiIO::UserData of the current
// context points to it: for checks of what people get to read. Nobody listens in the program itself.
class TextListener {
 public:
  virtual ~TextListener() = default;
  virtual void OnDrawn(std::string_view text) = 0;
  virtual void OnCut(std::string_view whole) = 0;
};

[[nodiscard]] float WidthOf(const Type& type, std::string_view text);
void DrawText(ImDrawList* list, const Type& type, ImVec2 pos, uint32_t colour, std::string_view text);
// Digits in equal cells, for numbers that change, ending at `right`. Returns where it began.
float DrawFigures(ImDrawList* list, const Type& type, ImVec2 right_top, uint32_t colour, std::string_view text);
// The text, or its beginning with an ellipsis, so that it is at most `width` wide. Cuts between words where it can.
[[nodiscard]] std::string Shortened(const Type& type, std::string_view text, float width);

// The text in at most `lines` lines, broken between words; what does not fit ends in an ellipsis.
[[nodiscard]] std::vector<std::string> Wrapped(const Type& type, std::string_view text, float width, size_t lines);

// A quiet button has no face until the mouse is on it.
enum class ButtonKind { kPlain, kPrimary, kDestructive, kLink, kQuiet };
// `id` tells buttons with the same label apart. A width of 0 fits the label. `underlined` is a part of `label`: the
// letter that presses the button.
bool Button(const Look& look, const char* id, std::string_view label, ButtonKind kind, ImVec2 size = {0, 0},
            std::string_view underlined = {});
// A button that opens a menu; a width of 0 fits the label. `tooltip` says what is chosen with it.
bool DropDown(const Look& look, const char* id, std::string_view label, ImVec2 size, const char* tooltip);
[[nodiscard]] float DropDownWidth(const Look& look, std::string_view label);
// Two or more buttons in one, of which one holds. Returns the index that was clicked, or -1.
int Segments(const Look& look, const char* id, const std::vector<std::string>& labels, int chosen, float height);
[[nodiscard]] float SegmentsWidth(const Look& look, const std::vector<std::string>& labels);
[[nodiscard]] float ButtonWidth(const Look& look, std::string_view label, ButtonKind kind);
// `on`: it stands for something that holds now.
bool IconButton(const Look& look, const char* id, Icon icon, float side, const char* tooltip, bool on = false);

// Rows that are a choice have a column for the check before the label.
enum class RowMark { kNone, kUnchecked, kChecked };
// A row of a menu: label at the left, shortcut at the right. Closes the menu and returns true when chosen.
bool MenuRow(const Look& look, const char* id, std::string_view label, std::string_view shortcut, bool enabled,
             bool strong = false, RowMark mark = RowMark::kNone);
[[nodiscard]] float MenuRowHeight(const Look& look);
void MenuSeparator(const Look& look);
// A row that opens another menu; when it returns true, that menu is begun, and EndSubmenu() ends it.
bool BeginSubmenu(const Look& look, const char* id, std::string_view label, bool enabled);
void EndSubmenu(const Look& look);

// A chip as keys are shown on: hairline border, small text. Ends at `right_centre`; returns its width.
float DrawKeyChip(const Look& look, ImDrawList* list, ImVec2 right_centre, std::string_view text);
// A soft shadow under a raised rectangle.
void DrawShadow(const Look& look, ImDrawList* list, ImVec2 min, ImVec2 max, float rounding);

}  // namespace labwall
