// SPDX-License-Identifier: Apache-2.0
// What forms are made of. Each of these is one stop for the keyboard: up and down go from one to the next, left and
// right change its value, Enter and Space press it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "imgui.h"
#include "ui/look.h"

namespace labwall {

[[nodiscard]] float FieldHeight(const Look& look);

struct TextFieldOptions {
  float width = 0;        // pixels
  const char* hint = "";  // shows while it is empty
  bool search = false;    // with a magnifying glass
  // Puts the cursor into it now, so that every letter from the next frame on is for it.
  bool take_keyboard = false;
  ImGuiInputTextFlags flags = 0;
  ImGuiInputTextCallback callback = nullptr;
};
// A line of text in a buffer of `size` bytes with its terminating zero. True when the text changed, or, with
// ImGuiInputTextFlags_EnterReturnsTrue, on Enter.
bool TextField(const Look& look, const char* id, char* buffer, size_t size, const TextFieldOptions& options);

// Pills of which one is chosen, in as many lines as they need. True when another one was.
bool Choice(const Look& look, const char* id, const std::vector<std::string>& labels, int& chosen, float width);
[[nodiscard]] float ChoiceHeight(const Look& look, const std::vector<std::string>& labels, float width);

// A row with a label, a line of explanation if there is one, and a switch at the right. True when it was switched.
bool Toggle(const Look& look, const char* id, std::string_view label, std::string_view explanation, bool& on,
            float width);

// A slider with its value in words at the right. While the mouse drags it, only what it shows changes: true, and the
// value in its place, when the mouse lets go or a key has changed it, so that a slider may change its own size.
class Slider {
 public:
  struct Range {
    float least = 0;
    float most = 1;
    float step = 0.1f;
  };
  bool Draw(const Look& look, const char* id, float& value, const Range& range, float width,
            std::string (*in_words)(float));

 private:
  float dragged_to_ = 0;
};

}  // namespace labwall
