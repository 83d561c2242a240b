// SPDX-License-Identifier: Apache-2.0
// What `cmake --install` puts under a prefix, and whether it works from there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/subprocess.h"
#include "support/eventually.h"
#include "support/program.h"

namespace labwall {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr Milliseconds kPatience{30'000};
constexpr const char* kPrograms[] = {"labwall", "labwall-agent", "labwall-capture", "labwallctl", "labwall-sim"};
constexpr const char* kLanguages[] = {"de", "fr", "it", "pt_BR", "ru"};

class InstallTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    scratch_ = std::make_unique<ScratchDirectory>();
    const fs::path build = fs::path(OurProgram("labwall")).parent_path().parent_path();
    const ProgramResult result = RunProgram({"cmake", "--install", build, "--prefix", Installed("")});
    ASSERT_EQ(result.exit_status, 0) << result.output << result.errors;
  }
  static void TearDownTestSuite() { scratch_.reset(); }

  static std::string Installed(const std::string& path) { return *scratch_ / "prefix/" + path; }

 private:
  static std::unique_ptr<ScratchDirectory> scratch_;
};

std::unique_ptr<ScratchDirectory> InstallTest::scratch_;

TEST_F(InstallTest, PutsEverythingWhereItIsLookedFor) {
  std::set<std::string> wanted = {"share/applications/labwall.desktop",
                                  "share/icons/hicolor/scalable/apps/labwall.svg"};
  for (const char* side : {"16x16", "24x24", "32x32", "48x48", "64x64", "128x128", "256x256"}) {
    wanted.insert(std::string("share/icons/hicolor/") + side + "/apps/labwall.png");
  }
  for (const char* language : kLanguages) {
    wanted.insert(std::string("share/locale/") + language + "/LC_MESSAGES/labwall.mo");
  }
  for (const char* program : kPrograms) wanted.insert(std::string("bin/") + program);
  std::set<std::string> found;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(Installed(""))) {
    if (!entry.is_regular_file()) continue;
    EXPECT_GT(entry.file_size(), 100U) << entry.path();
    found.insert(fs::relative(entry.path(), Installed("")).string());
  }
  EXPECT_EQ(found, wanted);
}

TEST_F(InstallTest, TheProgramsRunFromThere) {
  for (const std::string program : kPrograms) {
    const ProgramResult version = RunProgram({Installed("bin/" + program), "--version"});
    EXPECT_EQ(version.exit_status, 0) << program << ": " << version.errors;
    EXPECT_THAT(version.output, testing::MatchesRegex(program + " [0-9]+\\.[0-9]+\\.[0-9]+\n"));
    const ProgramResult help = RunProgram({Installed("bin/" + program), "--help"});
    EXPECT_EQ(help.exit_status, 0) << program << ": " << help.errors;
    EXPECT_THAT(help.output, HasSubstr("--version"));
  }
}

TEST_F(InstallTest, TheDesktopEntryIsValidAndSpeaksEveryLanguage) {
  const std::string entry = Installed("share/applications/labwall.desktop");
  const ProgramResult result = RunProgram({"desktop-file-validate", entry});
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_EQ(result.output + result.errors, "");
  const std::string text = ReadFile(entry);
  for (const char* line : {"\nName=Labwall\n", "\nExec=labwall\n", "\nIcon=labwall\n"})
    EXPECT_THAT(text, HasSubstr(line));
  for (const std::string language : kLanguages) {
    EXPECT_THAT(text, HasSubstr("\nGenericName[" + language + "]="));
    EXPECT_THAT(text, HasSubstr("\nComment[" + language + "]="));
  }
}

TEST_F(InstallTest, TheWallFindsItsOwnCatalogues) {
  const ScratchDirectory runtime;
  SubprocessOptions options;
  options.argv = {Installed("bin/labwall"), "--headless", "--screenshot", runtime / "wall.png", "--after", "600"};
  options.environment = EnvironmentWith({{"XDG_RUNTIME_DIR", runtime.path()},
                                         {"XDG_CONFIG_HOME", runtime / "config"},
                                         {"LABWALL_CONNECT", ""},
                                         {"DISPLAY", ""},
                                         {"WAYLAND_DISPLAY", ""},
                                         {"LC_ALL", "de_DE.UTF-8"},
                                         {"LANGUAGE", ""}});
  Result<Subprocess> wall = Subprocess::Start(options);
  ASSERT_TRUE(wall) << wall.error().message;
  // gettext maps a catalogue once a text is asked of it.
  const std::string maps = "/proc/" + std::to_string(wall->pid()) + "/maps";
  const std::string catalogue = fs::canonical(Installed("share/locale/de/LC_MESSAGES/labwall.mo"));
  EXPECT_TRUE(Eventually([&] { return ReadFile(maps).find(catalogue) != std::string::npos; }, kPatience))
      << ReadFile(maps);
  wall->Signal(SIGTERM);
  EXPECT_TRUE(wall->WaitUntil(Clock::System().Now() + kPatience * SlowdownFactor()));
}

}  // namespace
}  // namespace labwall
