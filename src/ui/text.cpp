// SPDX-License-Identifier: Apache-2.0
#include "ui/text.h"

#include <libintl.h>

#include <clocale>
#include <cstdlib>
#include <filesystem>
#include <string_view>

namespace labwall {
namespace {

constexpr const char* kDomain = "labwall";

std::string CatalogueDirectory() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::filesystem::path beside = program.parent_path().parent_path() / "share" / "locale";
  return !error && std::filesystem::is_directory(beside, error) ? beside.string() : "/usr/share/locale";
}

std::string_view WantedLocale() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return value;
  }
  return "C";
}

bool Start() {
  // gettext takes no language at all from the environment while the locale is "C", which is also what a locale that is
  // not generated on this machine falls back to. Numbers keep the C locale: ImGui and the protocol rely on it.
  const std::string wanted(WantedLocale());
  if (wanted != "C" && wanted != "POSIX" && std::setlocale(LC_MESSAGES, "") == nullptr) {
    std::setlocale(LC_MESSAGES, "C.UTF-8");
    setenv("LANGUAGE", wanted.c_str(), 0);
  }
  bindtextdomain(kDomain, CatalogueDirectory().c_str());
  bind_textdomain_codeset(kDomain, "UTF-8");
  return true;
}

}  // namespace

void StartTranslations() {
  static const bool started = Start();
  static_cast<void>(started);
}

const char* Tr(const char* text) { return dgettext(kDomain, text); }

const char* TrN(const char* singular, const char* plural, size_t count) {
  return dngettext(kDomain, singular, plural, static_cast<unsigned long>(count));
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
