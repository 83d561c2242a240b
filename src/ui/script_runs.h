// SPDX-License-Identifier: Apache-2.0
// What a text is made of, before any font is asked: which of its characters have to be shaped, in what script, and in
// which order they are read on the screen (the Unicode bidirectional algorithm, by FriBidi).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace labwall {

// Whether a text has a character that is read from right to left, is joined to, reordered with or placed by its
// neighbours, or has no shape of its own. Every other text is drawn character by character from the left. Quick.
[[nodiscard]] bool NeedsShaping(std::string_view text);

// Whether a text has a character that is read from right to left or that changes the direction.
[[nodiscard]] bool HasRightToLeft(std::string_view text);

// A line of a longer text, such that it is read in the direction of the whole: with a mark before it where its own
// first letter says another.
[[nodiscard]] std::string InDirectionOf(std::string_view whole, std::string_view line);

// What stays together whatever happens: a character and the marks on it.
struct TextCluster {
  size_t begin = 0;  // characters of AnalysedText::characters
  size_t end = 0;
  uint8_t level = 0;    // of the bidirectional algorithm: odd is right to left
  uint32_t script = 0;  // a hb_script_t; characters of all scripts have their neighbours'
  bool shaped = false;  // by HarfBuzz; otherwise each character is drawn by itself
};

struct AnalysedText {
  std::vector<uint32_t> characters;   // code points; ill-formed UTF-8 is U+FFFD
  std::vector<size_t> byte_ends;      // where each ends in the text
  std::vector<TextCluster> clusters;  // in the text's own order
  bool right_to_left = false;         // by its first letter
};

// Longer texts are analysed up to here: far wider than any line, and work that is bounded.
inline constexpr size_t kMostShapedCharacters = 1024;
[[nodiscard]] AnalysedText AnalyseText(std::string_view text);

// The order in which pieces of these levels stand on the screen, from the left (rule L2).
[[nodiscard]] std::vector<size_t> VisualOrder(const std::vector<uint8_t>& levels);

// Characters that say something about others and show nothing: joiners, direction marks, variation selectors.
[[nodiscard]] bool IsUnseen(uint32_t character);
// A sign of Indian scripts after which the next consonant belongs to the same shape, so that a text isn't cut there.
[[nodiscard]] bool BindsNext(uint32_t character);
// What a bracket looks like in text that is read from right to left.
[[nodiscard]] uint32_t Mirrored(uint32_t character);

}  // namespace labwall
