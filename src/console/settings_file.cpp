// SPDX-License-Identifier: Apache-2.0
#include "console/settings_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/unique_fd.h"
#include "base/whole_file.h"
#include "console/home.h"
#include "ui/text.h"

namespace labwall {
namespace {

namespace fs = std::filesystem;

constexpr int kMostBrokenFiles = 1000;

std::string Words(int error) { return std::generic_category().message(error); }

// The whole file, or errno's value. One byte more than the most, so that a longer one is seen to be one.
tl::expected<std::string, int> ReadWhole(const std::string& path) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  struct stat status {};
  if (!file.valid() || ::fstat(file.get(), &status) != 0) return tl::unexpected(errno);
  if (!S_ISREG(status.st_mode)) return tl::unexpected(S_ISDIR(status.st_mode) ? EISDIR : EINVAL);
  std::string text(kMostSettingsBytes + 1, '\0');
  size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(file.get(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return tl::unexpected(errno);
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  text.resize(size);
  return text;
}

// Gives the file the first free name of its kind, without ever taking another's; empty, and errno, when it can't.
std::string GiveBrokenName(const std::string& path) {
  for (int number = 1; number <= kMostBrokenFiles; ++number) {
    const std::string name = number == 1 ? path + ".broken" : fmt::format("{}.broken-{}", path, number);
    if (::link(path.c_str(), name.c_str()) == 0) return ::unlink(path.c_str()) == 0 ? name : std::string();
    if (errno != EEXIST) break;
  }
  return {};
}

}  // namespace

std::string DefaultSettingsPath() {
  const char* const config = std::getenv("XDG_CONFIG_HOME");
  // The specification wants relative ones ignored.
  if (config != nullptr && *config == '/') return std::string(config) + "/labwall/console.toml";
  const std::string home = HomeDirectory();
  return home.empty() ? "" : home + "/.config/labwall/console.toml";
}

SettingsFile SettingsFile::Open(std::string path) {
  SettingsFile file;
  file.path_ = std::move(path);
  if (!file.path_.empty()) file.Read();
  return file;
}

void SettingsFile::Read() {
  // A link, as those have who keep their settings elsewhere, stays one: what it points to is the file.
  std::error_code error;
  if (fs::is_symlink(path_, error)) {
    if (const fs::path target = fs::canonical(path_, error); !error) path_ = target;
  }
  tl::expected<std::string, int> text = ReadWhole(path_);
  if (!text && (text.error() == ENOENT || text.error() == ENOTDIR)) return;  // there is none
  if (!text) {
    notices_.push_back(Phrase(Tr("Your settings could not be read from {0}: {1}. That file is left alone, so what you "
                                 "set now is not kept."),
                              path_, Words(text.error())));
    path_.clear();
    return;
  }
  Result<ConsoleSettings> settings = ParseSettings(*text);
  if (!settings) {
    SetAside(settings.error().message);
    return;
  }
  settings_ = std::move(*settings);
  text_ = std::move(*text);
}

void SettingsFile::SetAside(const std::string& why) {
  const std::string name = GiveBrokenName(path_);
  if (!name.empty()) {
    notices_.push_back(Phrase(Tr("The settings file {0} is broken ({1}). It is now called {2}, and Labwall has begun "
                                 "with a new one. To have your settings back, mend it and give it its name again."),
                              path_, why, fs::path(name).filename().string()));
    return;
  }
  notices_.push_back(Phrase(Tr("The settings file {0} is broken ({1}), and it could not be renamed: {2}. It is left "
                               "alone, so what you set now is not kept."),
                            path_, why, Words(errno)));
  path_.clear();
}

Result<> SettingsFile::Save(const ConsoleSettings& settings) {
  if (path_.empty()) return {};
  std::string text = TextOf(settings, text_);
  Result<> written;
  if (text.size() > kMostSettingsBytes) {
    written = Fail(ErrorCode::kOutOfRange, path_ + ": " + Words(EFBIG));
  } else {
    std::error_code ignored;  // writing says what is wrong
    fs::create_directories(fs::path(path_).parent_path(), ignored);
    written = WriteWholeFile(path_, text);
  }
  if (!written) {
    const bool full = written.error().code == ErrorCode::kResourceExhausted;
    return Fail(written.error().code,
                Phrase(full ? Tr("Your settings could not be kept ({0}). Make room on that disk; Labwall tries again "
                                 "with your next change.")
                            : Tr("Your settings could not be kept ({0}). Labwall goes on, and tries again with your "
                                 "next change."),
                       written.error().message));
  }
  text_ = std::move(text);
  return {};
}

}  // namespace labwall
