// SPDX-License-Identifier: Apache-2.0
#include "console/settings_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "console/home.h"
#include "support/program.h"

namespace labwall {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class SettingsFileTest : public testing::Test {
 protected:
  [[nodiscard]] std::string path() const { return scratch_ / "config/labwall/console.toml"; }
  [[nodiscard]] std::string Beside(const std::string& ending) const { return path() + ending; }
  void Put(const std::string& text) const {
    fs::create_directories(fs::path(path()).parent_path());
    std::ofstream(path()) << text;
  }
  [[nodiscard]] static ConsoleSettings Zoomed(float zoom) {
    ConsoleSettings settings;
    settings.ui.zoom = zoom;
    return settings;
  }
  [[nodiscard]] std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(fs::path(path()).parent_path())) {
      names.push_back(entry.path().filename());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  ScratchDirectory scratch_;
};

TEST_F(SettingsFileTest, IsFoundWhereOtherProgramsKeepTheirs) {
  const char* const config_before = std::getenv("XDG_CONFIG_HOME");
  const std::string kept = config_before != nullptr ? config_before : "";
  ::setenv("XDG_CONFIG_HOME", "/somewhere", 1);
  EXPECT_EQ(DefaultSettingsPath(), "/somewhere/labwall/console.toml");
  for (const char* const ignored : {"", "relative/folder"}) {
    ::setenv("XDG_CONFIG_HOME", ignored, 1);
    EXPECT_EQ(DefaultSettingsPath(), HomeDirectory() + "/.config/labwall/console.toml");
  }
  if (config_before != nullptr) {
    ::setenv("XDG_CONFIG_HOME", kept.c_str(), 1);
  } else {
    ::unsetenv("XDG_CONFIG_HOME");
  }
}

TEST_F(SettingsFileTest, IsMadeWithItsFolderForThisUserOnly) {
  SettingsFile file = SettingsFile::Open(path());
  EXPECT_EQ(file.settings(), ConsoleSettings());
  EXPECT_THAT(file.notices(), IsEmpty());
  EXPECT_FALSE(fs::exists(path())) << "reading makes no file";
  const Result<> saved = file.Save(Zoomed(1.5F));
  ASSERT_TRUE(saved) << saved.error().message;
  struct stat status {};
  ASSERT_EQ(::stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);

  const SettingsFile again = SettingsFile::Open(path());
  EXPECT_EQ(again.settings(), Zoomed(1.5F));
  EXPECT_THAT(again.notices(), IsEmpty());
}

TEST_F(SettingsFileTest, WithoutAPathItIsNowhere) {
  SettingsFile file = SettingsFile::Open("");
  EXPECT_EQ(file.settings(), ConsoleSettings());
  EXPECT_TRUE(file.Save(Zoomed(2)));
  EXPECT_THAT(file.notices(), IsEmpty());
}

TEST_F(SettingsFileTest, KeepsWhatItDoesNotKnowOverSeveralSaves) {
  Put("from_the_future = \"kept\"\n[look]\nzoom_percent = 150\n");
  SettingsFile file = SettingsFile::Open(path());
  ASSERT_TRUE(file.Save(Zoomed(1.25F)));
  ASSERT_TRUE(file.Save(Zoomed(1.75F)));
  EXPECT_THAT(ReadFile(path()), HasSubstr("from_the_future = \"kept\""));
  EXPECT_EQ(SettingsFile::Open(path()).settings(), Zoomed(1.75F));
}

TEST_F(SettingsFileTest, SetsABrokenFileAsideAndNeverOverAnEarlierOne) {
  for (int round = 1; round <= 3; ++round) {
    const std::string broken = "[look]\nzoom_percent = = " + std::to_string(round) + "\n";
    Put(broken);
    SettingsFile file = SettingsFile::Open(path());
    const std::string ending = round == 1 ? ".broken" : ".broken-" + std::to_string(round);
    EXPECT_EQ(file.settings(), ConsoleSettings());
    ASSERT_EQ(file.notices().size(), 1U);
    EXPECT_THAT(file.notices()[0], HasSubstr(path()));
    EXPECT_THAT(file.notices()[0], HasSubstr("line 2"));
    EXPECT_THAT(file.notices()[0], HasSubstr("console.toml" + ending + ","));
    EXPECT_EQ(ReadFile(Beside(ending)), broken);
    EXPECT_FALSE(fs::exists(path()));
    ASSERT_TRUE(file.Save(Zoomed(1.5F)));
    EXPECT_EQ(SettingsFile::Open(path()).settings(), Zoomed(1.5F));
  }
  EXPECT_THAT(Names(),
              ElementsAre("console.toml", "console.toml.broken", "console.toml.broken-2", "console.toml.broken-3"));
}

TEST_F(SettingsFileTest, ReadsNoFileOfTenMegabytes) {
  Put(std::string(10'000'000, '#'));
  const SettingsFile file = SettingsFile::Open(path());
  ASSERT_EQ(file.notices().size(), 1U);
  EXPECT_THAT(file.notices()[0], HasSubstr("larger than 4 MB"));
  EXPECT_EQ(fs::file_size(Beside(".broken")), 10'000'000U);
}

TEST_F(SettingsFileTest, LeavesAloneWhatItCanNotReadAtAll) {
  fs::create_directories(path() + "/something in it");
  SettingsFile folder = SettingsFile::Open(path());
  ASSERT_EQ(folder.notices().size(), 1U);
  EXPECT_THAT(folder.notices()[0], HasSubstr("Is a directory"));
  EXPECT_THAT(folder.notices()[0], HasSubstr("not kept"));
  EXPECT_TRUE(folder.Save(Zoomed(2)));
  EXPECT_TRUE(fs::exists(path() + "/something in it"));
  EXPECT_THAT(Names(), ElementsAre("console.toml"));

  // A pipe would keep a reader waiting for ever.
  fs::remove_all(path());
  ASSERT_EQ(::mkfifo(path().c_str(), 0600), 0);
  EXPECT_EQ(SettingsFile::Open(path()).notices().size(), 1U);
  EXPECT_TRUE(fs::is_fifo(path()));
}

TEST_F(SettingsFileTest, FollowsALinkToWhereTheFileReallyIs) {
  Put("[look]\nzoom_percent = 150\n");
  fs::rename(path(), scratch_ / "elsewhere.toml");
  fs::create_symlink("../../elsewhere.toml", path());
  SettingsFile file = SettingsFile::Open(path());
  EXPECT_EQ(file.settings(), Zoomed(1.5F));
  ASSERT_TRUE(file.Save(Zoomed(0.75F)));
  EXPECT_TRUE(fs::is_symlink(path()));
  EXPECT_EQ(SettingsFile::Open(scratch_ / "elsewhere.toml").settings(), Zoomed(0.75F));
}

TEST_F(SettingsFileTest, SaysWhenTheDiskTakesNoMoreAndKeepsTheEarlierFile) {
  SettingsFile file = SettingsFile::Open(path());
  ASSERT_TRUE(file.Save(Zoomed(1.25F)));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{64, before.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const Result<> saved = file.Save(Zoomed(2));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(saved);
  EXPECT_THAT(saved.error().message, HasSubstr(path()));
  EXPECT_THAT(saved.error().message, HasSubstr("File too large"));
  EXPECT_EQ(SettingsFile::Open(path()).settings(), Zoomed(1.25F));
  EXPECT_THAT(Names(), ElementsAre("console.toml"));
  EXPECT_TRUE(file.Save(Zoomed(2)));
}

// Something that is no folder stands where the folder should be: so also for root, whom a mode does not hold back.
TEST_F(SettingsFileTest, SaysWhenThereCanBeNoSuchFile) {
  std::ofstream(scratch_ / "config") << "in the way";
  SettingsFile file = SettingsFile::Open(path());
  const Result<> saved = file.Save(Zoomed(2));
  ASSERT_FALSE(saved);
  EXPECT_THAT(saved.error().message, HasSubstr("Not a directory"));
  EXPECT_EQ(ReadFile(scratch_ / "config"), "in the way");
}

TEST_F(SettingsFileTest, TwoConsolesNeverLeaveHalfAFile) {
  SettingsFile one = SettingsFile::Open(path());
  SettingsFile two = SettingsFile::Open(path());
  const auto save_often = [](SettingsFile& file, float zoom) {
    for (int i = 0; i < 20; ++i) EXPECT_TRUE(file.Save(Zoomed(zoom)));
  };
  ASSERT_TRUE(one.Save(Zoomed(1.25F)));
  std::thread first([&] { save_often(one, 1.25F); });
  std::thread second([&] { save_often(two, 1.5F); });
  for (int i = 0; i < 50; ++i) {
    const SettingsFile read = SettingsFile::Open(path());
    EXPECT_THAT(read.notices(), IsEmpty());
    EXPECT_TRUE(read.settings() == Zoomed(1.25F) || read.settings() == Zoomed(1.5F));
  }
  first.join();
  second.join();
  ASSERT_TRUE(one.Save(Zoomed(1.25F)));
  ASSERT_TRUE(two.Save(Zoomed(1.5F)));
  EXPECT_EQ(SettingsFile::Open(path()).settings(), Zoomed(1.5F)) << "the last one wins";
}

}  // namespace
}  // namespace labwall
