// SPDX-License-Identifier: Apache-2.0
#include "ui/text.h"

#include <libintl.h>

#include <algorithm>
#include <array>
#include <clocale>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <string_view>
#include <utility>

#include "ui/script_runs.h"

namespace labwall {
namespace {

constexpr const char* kDomain = "labwall";

std::string CatalogueDirectory() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::filesystem::path beside = program.parent_path().parent_path() / "share" / "locale";
  return !error && std::filesystem::is_directory(beside, error) ? beside.string() : "/usr/share/locale";
}

std::string LanguagesOfEnvironment() {
  const auto value_of = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value != nullptr ? value : "");
  };
  std::string locale = "C";
  for (const char* name : {"LANG", "LC_MESSAGES", "LC_ALL"}) {
    if (std::string value = value_of(name); !value.empty()) locale = std::move(value);
  }
  if (locale == "C" || locale == "POSIX") return "C";
  std::string languages = value_of("LANGUAGE");
  return languages.empty() ? locale : languages;
}

// gettext reads LANGUAGE from the environment at every look-up, and other threads read the environment too. So it is
// changed once, before they start, and afterwards only what stands behind "LANGUAGE=" is rewritten, in place.
class LanguageVariable {
 public:
  LanguageVariable() : of_environment_(LanguagesOfEnvironment()) {
    // In the locale "C", which is also what one that is not generated on this machine falls back to, gettext would not
    // look at LANGUAGE. Numbers keep the C locale: ImGui and the protocol rely on it.
    std::setlocale(LC_MESSAGES, "C.UTF-8");
    bindtextdomain(kDomain, CatalogueDirectory().c_str());
    bind_textdomain_codeset(kDomain, "UTF-8");
    std::copy(kName.begin(), kName.end(), entry_.begin());
    Set("");
    putenv(entry_.data());
  }

  void Set(std::string_view languages) {
    if (languages.empty()) languages = of_environment_;
    // The last byte stays 0: whoever reads meanwhile may see a mixture of two names, but its end.
    const auto room = std::span(entry_).subspan(kName.size(), entry_.size() - kName.size() - 1);
    std::fill(room.begin(), room.end(), '\0');
    std::copy_n(languages.begin(), std::min(languages.size(), room.size()), room.begin());
    // Makes gettext forget what it has looked up; bindtextdomain() with the same directory would not.
    textdomain(kDomain);
  }

 private:
  static constexpr std::string_view kName = "LANGUAGE=";
  const std::string of_environment_;
  std::array<char, 256> entry_{};
};

LanguageVariable& TheLanguageVariable() {
  static auto* const variable = new LanguageVariable;  // the environment points into it until the very end
  return *variable;
}

}  // namespace

void StartTranslations() { TheLanguageVariable(); }

const std::vector<Language>& Languages() {
  static const std::vector<Language> languages = {{"en", "English"},  {"it", "Italiano"},
                                                  {"fr", "Français"}, {"pt_BR", "Português (Brasil)"},
                                                  {"de", "Deutsch"},  {"ru", "Русский"}};
  return languages;
}

void SetLanguage(std::string_view code) {
  const bool known = std::any_of(Languages().begin(), Languages().end(),
                                 [&](const Language& language) { return language.code == code; });
  TheLanguageVariable().Set(known ? code : "");
}

std::string CurrentLanguage() {
  constexpr const char* kHeader = "";  // is what gettext knows a catalogue's header by
  constexpr std::string_view kField = "\nLanguage: ";
  const std::string_view header = Tr(kHeader);
  const size_t field = header.find(kField);
  if (field == std::string_view::npos) return "en";
  const std::string_view value = header.substr(field + kField.size());
  return std::string(value.substr(0, value.find('\n')));
}

const char* Tr(const char* text) { return dgettext(kDomain, text); }

const char* TrN(const char* singular, const char* plural, size_t count) {
  return dngettext(kDomain, singular, plural, static_cast<unsigned long>(count));
}

std::string Isolated(std::string_view text) {
  if (!HasRightToLeft(text)) return std::string(text);
  constexpr std::string_view kFirstStrongIsolate = "\xE2\x81\xA8";
  constexpr std::string_view kPopDirectionalIsolate = "\xE2\x81\xA9";
  return std::string(kFirstStrongIsolate).append(text).append(kPopDirectionalIsolate);
}

std::string FillPhrase(const char* format, fmt::format_args arguments) {
  try {
    return fmt::vformat(format, arguments);
  } catch (const fmt::format_error&) {
    return format;
  }
}

std::string Count(const char* singular, const char* plural, size_t count) {
  return Phrase(TrN(singular, plural, count), count);
}

}  // namespace labwall
