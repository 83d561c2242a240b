// SPDX-License-Identifier: Apache-2.0
#include "ui/script_runs.h"

#include <fribidi.h>
#include <hb.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>

#include "imgui.h"
#include "imgui_internal.h"

namespace labwall {
namespace {

struct Range {
  uint32_t first;
  uint32_t last;
};

// Sorted. Whole blocks where most of a block needs it: shaping a character that would not need it does no harm.
constexpr Range kShaped[] = {
    {0x0300, 0x036F},    // combining marks
    {0x0483, 0x0489},    // combining Cyrillic
    {0x0590, 0x109F},    // Hebrew, Arabic, Syriac, Thaana, NKo, the scripts of India, Thai, Lao, Tibetan, Myanmar
    {0x1100, 0x11FF},    // Hangul in its letters
    {0x135D, 0x135F},    // combining Ethiopic
    {0x1700, 0x18AF},    // Philippine scripts, Khmer, Mongolian
    {0x1900, 0x1C4F},    // Limbu to Lepcha
    {0x1CC0, 0x1CFF},    // Sundanese, Vedic
    {0x1DC0, 0x1DFF},    // combining marks
    {0x200B, 0x200F},    // joiners and direction marks
    {0x202A, 0x202E},    // embeddings and overrides
    {0x2060, 0x206F},    // isolates, invisible operators
    {0x20D0, 0x20FF},    // combining marks for symbols
    {0x2CEF, 0x2CF1},    // combining Coptic
    {0x2D7F, 0x2D7F},    // Tifinagh's joiner
    {0x2DE0, 0x2DFF},    // combining Cyrillic
    {0x302A, 0x302F},    // tone marks
    {0x3099, 0x309A},    // combining kana marks
    {0xA66F, 0xA672},    // combining Cyrillic
    {0xA674, 0xA67D},    // and again
    {0xA69E, 0xA69F},    // and again
    {0xA6F0, 0xA6F1},    // Bamum
    {0xA800, 0xAAFF},    // Syloti Nagri to Meetei Mayek
    {0xABC0, 0xABFF},    // Meetei Mayek
    {0xD7B0, 0xD7FF},    // Hangul in its letters
    {0xFB1D, 0xFDFF},    // Hebrew and Arabic presentation forms
    {0xFE00, 0xFE0F},    // variation selectors
    {0xFE20, 0xFE2F},    // combining half marks
    {0xFE70, 0xFEFF},    // Arabic presentation forms
    {0x101FD, 0x101FD},  // Phaistos disc
    {0x102E0, 0x102E0},  // Coptic
    {0x10376, 0x1037A},  // Old Permic
    {0x10800, 0x11FFF},  // everything written from right to left, and the Brahmic scripts
    {0x13430, 0x1345F},  // Egyptian format controls
    {0x16AF0, 0x16AF4},  // Bassa Vah
    {0x16B30, 0x16B36},  // Pahawh Hmong
    {0x16F4F, 0x16F92},  // Miao
    {0x16FE4, 0x16FE4},  // Khitan
    {0x16FF0, 0x16FF1},  // Vietnamese reading marks
    {0x1BC9D, 0x1BCA3},  // Duployan
    {0x1CF00, 0x1CF46},  // Znamenny
    {0x1D165, 0x1D1AD},  // combining musical marks
    {0x1D242, 0x1D244},  // and again
    {0x1DA00, 0x1DAAF},  // SignWriting
    {0x1E000, 0x1E02A},  // combining Glagolitic
    {0x1E08F, 0x1E08F},  // combining Cyrillic
    {0x1E130, 0x1E136},  // Nyiakeng Puachue Hmong
    {0x1E2AE, 0x1E2AE},  // Toto
    {0x1E2EC, 0x1E2EF},  // Wancho
    {0x1E4EC, 0x1E4EF},  // Nag Mundari
    {0x1E800, 0x1EFFF},  // right to left again: Adlam, Arabic mathematics
    {0xE0000, 0xE0FFF},  // tags, variation selectors
};

bool IsShaped(uint32_t c) {
  if (c < kShaped[0].first) return false;
  const auto* after = std::upper_bound(std::begin(kShaped), std::end(kShaped), c,
                                       [](uint32_t value, const Range& range) { return value < range.first; });
  return c <= std::prev(after)->last;
}

bool IsMark(uint32_t c) {
  switch (hb_unicode_general_category(hb_unicode_funcs_get_default(), c)) {
    case HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK:
    case HB_UNICODE_GENERAL_CATEGORY_SPACING_MARK:
    case HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK:
      return true;
    default:
      return false;
  }
}

hb_script_t ScriptOf(uint32_t c) { return hb_unicode_script(hb_unicode_funcs_get_default(), c); }

bool IsOfAllScripts(uint32_t script) { return script == HB_SCRIPT_COMMON || script == HB_SCRIPT_INHERITED; }

// One code point off the front, as Dear ImGui reads them; ill-formed UTF-8 gives U+FFFD.
uint32_t TakeCharacter(const char*& at, const char* end) {
  unsigned c = 0;
  at += ImTextCharFromUtf8(&c, at, end);
  return c;
}

// Which bytes the UTF-8 of a shaped character can begin with. None of Latin, Greek, Cyrillic or Han does, but for what
// stands in the same block as a combining mark.
constexpr std::array<bool, 256> kMayBeginShaped = [] {
  std::array<bool, 256> may_begin{};
  for (uint32_t byte = 0xC2; byte < 0xF5; ++byte) {
    const uint32_t bits = byte < 0xE0 ? 6 : byte < 0xF0 ? 12 : 18;
    const uint32_t first = (byte & (byte < 0xE0 ? 0x1F : byte < 0xF0 ? 0x0F : 0x07)) << bits;
    const uint32_t last = first + (1U << bits) - 1;
    for (const Range& range : kShaped) {
      if (range.first <= last && range.last >= first) may_begin[byte] = true;
    }
  }
  return may_begin;
}();

template <typename Predicate>
bool HasCharacter(std::string_view text, Predicate predicate) {
  const auto may_begin = [](char c) { return kMayBeginShaped[static_cast<unsigned char>(c)]; };
  const char* const end = text.data() + text.size();
  for (const char* at = std::find_if(text.data(), end, may_begin); at != end; at = std::find_if(at, end, may_begin)) {
    if (predicate(TakeCharacter(at, end))) return true;
  }
  return false;
}

constexpr std::string_view kLeftToRightMark = "\xE2\x80\x8E";
constexpr std::string_view kRightToLeftMark = "\xE2\x80\x8F";

// By its first letter that has a direction.
bool StartsRightToLeft(std::string_view text) {
  std::vector<FriBidiCharType> types;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end && types.size() < kMostShapedCharacters)
    types.push_back(fribidi_get_bidi_type(TakeCharacter(at, end)));
  return FRIBIDI_IS_RTL(fribidi_get_par_direction(types.data(), static_cast<FriBidiStrIndex>(types.size())));
}

void FindLevels(AnalysedText& analysed, std::vector<FriBidiLevel>& levels) {
  const auto count = static_cast<FriBidiStrIndex>(analysed.characters.size());
  std::vector<FriBidiCharType> types(analysed.characters.size());
  std::vector<FriBidiBracketType> brackets(analysed.characters.size());
  fribidi_get_bidi_types(analysed.characters.data(), count, types.data());
  fribidi_get_bracket_types(analysed.characters.data(), count, types.data(), brackets.data());
  FriBidiParType direction = FRIBIDI_PAR_ON;  // by the first letter, left to right without one
  levels.assign(analysed.characters.size(), 0);
  const FriBidiLevel highest =
      fribidi_get_par_embedding_levels_ex(types.data(), brackets.data(), count, &direction, levels.data());
  if (highest == 0) levels.assign(analysed.characters.size(), 0);  // out of memory
  analysed.right_to_left = highest > 0 && FRIBIDI_IS_RTL(direction);
}

// Characters of all scripts take the script of what stands before them, or else of what stands after.
void ShareScripts(std::vector<TextCluster>& clusters) {
  uint32_t before = HB_SCRIPT_COMMON;
  const auto take = [&before](TextCluster& cluster) {
    if (!IsOfAllScripts(cluster.script)) before = cluster.script;
    if (IsOfAllScripts(cluster.script)) cluster.script = before;
  };
  std::for_each(clusters.begin(), clusters.end(), take);
  std::for_each(clusters.rbegin(), clusters.rend(), take);
}

}  // namespace

bool NeedsShaping(std::string_view text) { return HasCharacter(text, IsShaped); }

bool HasRightToLeft(std::string_view text) {
  return HasCharacter(text, [](uint32_t c) {
    if (!IsShaped(c)) return false;
    const FriBidiCharType type = fribidi_get_bidi_type(c);
    return FRIBIDI_IS_RTL(type) || FRIBIDI_IS_ARABIC(type) || FRIBIDI_IS_EXPLICIT(type) || FRIBIDI_IS_ISOLATE(type);
  });
}

std::string InDirectionOf(std::string_view whole, std::string_view line) {
  const bool right_to_left = HasRightToLeft(whole) && StartsRightToLeft(whole);
  const bool line_is = HasRightToLeft(line) && StartsRightToLeft(line);
  if (right_to_left == line_is) return std::string(line);
  return std::string(right_to_left ? kRightToLeftMark : kLeftToRightMark) + std::string(line);
}

AnalysedText AnalyseText(std::string_view text) {
  AnalysedText analysed;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end && analysed.characters.size() < kMostShapedCharacters) {
    analysed.characters.push_back(TakeCharacter(at, end));
    analysed.byte_ends.push_back(static_cast<size_t>(at - text.data()));
  }
  std::vector<FriBidiLevel> levels;
  FindLevels(analysed, levels);
  for (size_t i = 0; i < analysed.characters.size(); ++i) {
    const uint32_t c = analysed.characters[i];
    const hb_script_t script = ScriptOf(c);
    const bool joins = i > 0 && (IsMark(c) || IsUnseen(c));
    if (!joins) analysed.clusters.push_back({i, i, static_cast<uint8_t>(levels[i]), HB_SCRIPT_COMMON, false});
    TextCluster& cluster = analysed.clusters.back();
    cluster.end = i + 1;
    cluster.shaped = cluster.shaped || (IsShaped(c) && !IsUnseen(c));
    if (IsOfAllScripts(cluster.script)) cluster.script = script;
  }
  ShareScripts(analysed.clusters);
  return analysed;
}

std::vector<size_t> VisualOrder(const std::vector<uint8_t>& levels) {
  std::vector<size_t> order(levels.size());
  std::iota(order.begin(), order.end(), size_t{0});
  const auto highest = std::max_element(levels.begin(), levels.end());
  for (int level = highest == levels.end() ? 0 : *highest; level > 0; --level) {
    const auto is_lower = [&](size_t i) { return levels[i] < level; };
    for (auto begin = order.begin(); begin != order.end();) {
      const auto end = std::find_if(begin, order.end(), is_lower);
      std::reverse(begin, end);
      begin = std::find_if_not(end, order.end(), is_lower);
    }
  }
  return order;
}

bool IsUnseen(uint32_t c) {
  return (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0x61C ||
         c == 0x34F || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || (c >= 0x180B && c <= 0x180F) ||
         (c >= 0xE0000 && c <= 0xE0FFF);
}

bool BindsNext(uint32_t c) {
  return hb_unicode_combining_class(hb_unicode_funcs_get_default(), c) == HB_UNICODE_COMBINING_CLASS_VIRAMA;
}

uint32_t Mirrored(uint32_t c) { return hb_unicode_mirroring(hb_unicode_funcs_get_default(), c); }

}  // namespace labwall
