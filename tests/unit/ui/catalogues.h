// SPDX-License-Identifier: Apache-2.0
// The catalogues of assets/locale, as files.
#pragma once

#include <string>
#include <vector>

namespace labwall {

inline constexpr const char* kLanguages[] = {"it", "fr", "pt_BR", "de", "ru"};

[[nodiscard]] std::string LocaleDirectory();

struct Ran {
  int status = 0;
  std::string output;  // and errors
};
Ran RunShell(const std::string& command);

// One text of a catalogue: singular and plural, and their translations.
struct Entry {
  std::vector<std::string> originals;
  std::vector<std::string> translations;
};

[[nodiscard]] std::vector<Entry> EntriesOf(const std::string& language);

}  // namespace labwall
