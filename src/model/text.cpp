// SPDX-License-Identifier: Apache-2.0
#include "model/text.h"

#include <cstdint>

namespace labwall {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

// Takes one code point off the front of `text`. Ill-formed bytes (Unicode 15, table 3-7) give U+FFFD and advance by
// one.
char32_t TakeCodePoint(std::string_view& text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byte(0);
  size_t length = 1;
  char32_t value = lead;
  char32_t least = 0;
  if (lead < 0x80) {
    text.remove_prefix(1);
    return value;
  }
  if ((lead & 0xE0) == 0xC0) {
    length = 2, value = lead & 0x1F, least = 0x80;
  } else if ((lead & 0xF0) == 0xE0) {
    length = 3, value = lead & 0x0F, least = 0x800;
  } else if ((lead & 0xF8) == 0xF0) {
    length = 4, value = lead & 0x07, least = 0x10000;
  }
  bool sound = length > 1 && text.size() >= length;
  for (size_t i = 1; sound && i < length; ++i) {
    sound = (byte(i) & 0xC0) == 0x80;
    value = (value << 6) | (byte(i) & 0x3F);
  }
  if (!sound || value < least || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
    text.remove_prefix(1);
    return kReplacement;
  }
  text.remove_prefix(length);
  return value;
}

bool IsInvisible(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C || c == 0x180E ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
         (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF) || (c & 0xFFFE) == 0xFFFE;
}

// The joiners say how the letters on both sides of them are joined, in scripts whose letters are joined at all: without
// them Persian and Sinhala names are misspelt. Anywhere else they would make two names differ that look the same.
bool IsJoiner(char32_t c) { return c == 0x200C || c == 0x200D; }
bool IsOfJoiningScript(char32_t c) {
  return (c >= 0x0620 && c <= 0x07FF) || (c >= 0x0840 && c <= 0x08FF) || (c >= 0x0900 && c <= 0x0DFF) ||
         (c >= 0x0F00 && c <= 0x109F) || (c >= 0x1780 && c <= 0x18AA);
}

void Append(std::string& out, char32_t c) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    out.push_back(static_cast<char>(0xC0 | (c >> 6)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
  } else if (c < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | (c >> 12)));
    out.push_back(static_cast<char>(0x80 | ((c >> 6) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
  } else {
    out.push_back(static_cast<char>(0xF0 | (c >> 18)));
    out.push_back(static_cast<char>(0x80 | ((c >> 12) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | ((c >> 6) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
  }
}

}  // namespace

std::string SanitizeText(std::string_view text, size_t max_code_points) {
  std::string out;
  size_t count = 0;
  char32_t last = 0;
  char32_t joiner = 0;
  while (!text.empty()) {
    const char32_t c = TakeCodePoint(text);
    if (IsJoiner(c) && joiner == 0 && IsOfJoiningScript(last)) joiner = c;
    if (IsInvisible(c)) continue;
    const bool joined = joiner != 0 && IsOfJoiningScript(c);
    if (count + (joined ? 1 : 0) >= max_code_points) {
      out.append(kEllipsis);
      break;
    }
    if (joined) Append(out, joiner);
    Append(out, c);
    count += joined ? 2 : 1;
    last = c;
    joiner = 0;
  }
  return out;
}

}  // namespace labwall
