// SPDX-License-Identifier: Apache-2.0
// Comparing and searching what people read. Plain functions over UTF-8, which is kept up to where it stops being so.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace labwall {

// Lower case in any script, whatever the process's locale is; joiners within words are left out.
[[nodiscard]] std::string FoldCase(std::string_view text);

// The words of a search, folded.
[[nodiscard]] std::vector<std::string> WordsOf(std::string_view search);
// Whether a folded text has all of these words in it.
[[nodiscard]] bool HasAllWords(std::string_view text, const std::vector<std::string>& words);

// Bytes whose order is that of the texts in the language of the user's environment, whatever their case.
[[nodiscard]] std::string CollationKey(std::string_view text);

// Bytes whose order is that of names with numbers in them, as people count: pc-2 before pc-10.
[[nodiscard]] std::string NaturalKey(std::string_view text);

}  // namespace labwall
