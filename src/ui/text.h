// SPDX-License-Identifier: Apache-2.0
// What the interface says, in the supervisor's language. Source strings are English and are looked up in gettext's
// catalogues "labwall"; placeholders are numbered ({0}, {1}), so that a translation may put them in another order.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace labwall {

// Chooses the language from the environment (LANGUAGE, LC_ALL, LC_MESSAGES, LANG) and finds the catalogues: beside the
// program in ../share/locale, else where they are installed. Only the first call does anything. It sets the process's
// locale and one variable of its environment, so main() calls it before there are other threads.
void StartTranslations();

struct Language {
  std::string code;  // a catalogue's name, as in "pt_BR"
  std::string name;  // in the language itself
};
// What can be chosen: English, and every language that there is a catalogue for.
[[nodiscard]] const std::vector<Language>& Languages();

// From now on Tr() and TrN() speak this language. "", and a code that is not in Languages(), stand for the
// environment's choice. What they returned before stays valid, and in its language. Called by the thread that draws.
void SetLanguage(std::string_view code);
// The code of the language that is spoken now.
[[nodiscard]] std::string CurrentLanguage();

// The translation of a string literal, or the literal itself. UTF-8; lives as long as the program.
[[nodiscard]] const char* Tr(const char* text);
[[nodiscard]] const char* TrN(const char* singular, const char* plural, size_t count);
// Marks a literal in a table for the catalogues; whoever shows it calls Tr().
[[nodiscard]] constexpr const char* Mark(const char* text) { return text; }

// A text that came from elsewhere, such that it can't reorder what is written around it: one that is read from right
// to left is put between Unicode's isolating marks, any other is as it was.
[[nodiscard]] std::string Isolated(std::string_view text);

// A translated format filled in, its texts isolated. A translation whose placeholders are broken shows unfilled;
// nothing is thrown.
[[nodiscard]] std::string FillPhrase(const char* format, fmt::format_args arguments);
template <typename T>
[[nodiscard]] auto PhraseArgument(const T& argument) {
  if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    return Isolated(argument);
  } else {
    return argument;
  }
}
template <typename... Args>
[[nodiscard]] std::string Phrase(const char* format, const Args&... args) {
  const auto fill = [format](const auto&... ready) { return FillPhrase(format, fmt::make_format_args(ready...)); };
  return fill(PhraseArgument(args)...);
}
// TrN() with the number as {0}.
[[nodiscard]] std::string Count(const char* singular, const char* plural, size_t count);

}  // namespace labwall
