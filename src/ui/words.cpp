// SPDX-License-Identifier: Apache-2.0
#include "ui/words.h"

#include <clocale>
#include <cstring>

#include <algorithm>
#include <climits>
#include <cwchar>
#include <cwctype>

namespace labwall {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes the number at the start of the text, without leading zeros.
std::string_view TakeNumber(std::string_view& text) {
  size_t length = 0;
  while (length < text.size() && IsDigit(text[length])) ++length;
  std::string_view number = text.substr(0, length);
  text.remove_prefix(length);
  number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
  return number;
}

// The user's own order of letters, where their locale is installed.
locale_t UsersOrder() {
  static const locale_t order = [] {
    const locale_t users = newlocale(LC_COLLATE_MASK | LC_CTYPE_MASK, "", nullptr);
    return users != nullptr ? users : newlocale(LC_COLLATE_MASK | LC_CTYPE_MASK, "C.UTF-8", nullptr);
  }();
  return order;
}

}  // namespace

std::string FoldCase(std::string_view text) {
  static const locale_t unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  if (unicode == nullptr) return std::string(text);
  const locale_t before = uselocale(unicode);
  std::string folded;
  std::mbstate_t in{};
  std::mbstate_t out{};
  char bytes[MB_LEN_MAX];
  folded.reserve(text.size());
  while (!text.empty()) {
    if (const char c = text.front(); c > 0) {  // ASCII, which most names are, many times as fast
      folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      text.remove_prefix(1);
      continue;
    }
    wchar_t c = 0;
    const size_t length = std::mbrtowc(&c, text.data(), text.size(), &in);
    if (length == 0 || length > text.size()) break;
    text.remove_prefix(length);
    if (c == 0x200C || c == 0x200D) continue;  // joiners: part of a name's spelling that nobody types to find it
    const size_t written = std::wcrtomb(bytes, static_cast<wchar_t>(std::towlower(static_cast<wint_t>(c))), &out);
    if (written != static_cast<size_t>(-1)) folded.append(bytes, written);
  }
  uselocale(before);
  return folded;
}

std::vector<std::string> WordsOf(std::string_view search) {
  std::vector<std::string> words;
  const std::string folded = FoldCase(search);
  size_t begin = 0;
  while ((begin = folded.find_first_not_of(' ', begin)) != std::string::npos) {
    const size_t end = std::min(folded.find(' ', begin), folded.size());
    words.push_back(folded.substr(begin, end - begin));
    begin = end;
  }
  return words;
}

bool HasAllWords(std::string_view text, const std::vector<std::string>& words) {
  return std::all_of(words.begin(), words.end(),
                     [&](const std::string& word) { return text.find(word) != std::string_view::npos; });
}

std::string CollationKey(std::string_view text) {
  const std::string folded = FoldCase(text);
  const locale_t order = UsersOrder();
  if (order == nullptr) return folded;
  std::string key(strxfrm_l(nullptr, folded.c_str(), 0, order), '\0');
  strxfrm_l(key.data(), folded.c_str(), key.size() + 1, order);
  return key;
}

std::string NaturalKey(std::string_view text) {
  std::string key;
  while (!text.empty()) {
    if (!IsDigit(text.front())) {
      key += text.front();
      text.remove_prefix(1);
      continue;
    }
    // More digits are a larger number; the length goes first, in a byte that keeps digits where they sort.
    const std::string_view number = TakeNumber(text);
    key += '0';
    key += static_cast<char>(std::min<size_t>(number.size(), 255));
    key += number;
  }
  return key;
}

}  // namespace labwall
