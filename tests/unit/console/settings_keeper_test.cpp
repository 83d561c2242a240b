// SPDX-License-Identifier: Apache-2.0
#include "console/settings_keeper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>

#include "console/home.h"
#include "support/eventually.h"
#include "support/program.h"

namespace labwall {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Milliseconds kPatience{20'000};

class SettingsKeeperTest : public testing::Test {
 protected:
  [[nodiscard]] std::string path() const { return scratch_ / "console.toml"; }
  void Put(const std::string& text) const { std::ofstream(path()) << text; }
  [[nodiscard]] ConsoleSettings InFile() const { return SettingsFile::Open(path()).settings(); }
  [[nodiscard]] std::unique_ptr<SettingsKeeper> Start(std::optional<ThemeChoice> theme = std::nullopt) {
    return std::make_unique<SettingsKeeper>(SettingsFile::Open(path()), theme, [this] { ++wakes_; });
  }

  ScratchDirectory scratch_;
  std::atomic<int> wakes_{0};
};

TEST_F(SettingsKeeperTest, WritesSoonAfterTheLastChange) {
  const auto keeper = Start();
  UiSettings ui = keeper->settings();
  EXPECT_EQ(ui, UiSettings());
  for (const float zoom : {1.25F, 1.5F, 1.75F}) {
    ui.zoom = zoom;
    keeper->Keep(ui, std::nullopt);
  }
  EXPECT_FALSE(std::filesystem::exists(path())) << "not while it still changes";
  EXPECT_TRUE(Eventually([&] { return InFile().ui.zoom == 1.75F; }, kPatience));
  EXPECT_THAT(keeper->Notices(), IsEmpty());
}

TEST_F(SettingsKeeperTest, WritesAtItsEndWhatIsNotYetWritten) {
  auto keeper = Start();
  UiSettings ui = keeper->settings();
  ui.room_names = {{"B12", "Physics"}};
  keeper->Keep(ui, WindowPlace{.x = 5, .y = 6, .width = 700, .height = 500});
  keeper.reset();
  EXPECT_EQ(InFile().ui, ui);
  EXPECT_EQ(InFile().window.width, 700);
}

TEST_F(SettingsKeeperTest, WritesNothingWhenNothingHasChanged) {
  Put("zoom = 'mine'\n[look]\nzoom_percent = 150\n[window]\nwidth = 700\nheight = 500\n");
  const std::string before = ReadFile(path());
  auto keeper = Start();
  UiSettings ui = keeper->settings();
  keeper->Keep(ui, std::nullopt);
  keeper->Keep(ui, WindowPlace());  // of a window that has none yet
  keeper->Keep(ui, WindowPlace{.width = 700, .height = 500});
  ui.zoom = 2;
  keeper->Keep(ui, std::nullopt);
  ui.zoom = 1.5F;
  keeper->Keep(ui, std::nullopt);
  keeper.reset();
  EXPECT_EQ(InFile().ui.zoom, 1.5F);
  EXPECT_EQ(InFile().window.width, 700);

  Put(before);
  keeper = Start();
  keeper->Keep(keeper->settings(), WindowPlace{.width = 700, .height = 500});
  keeper.reset();
  EXPECT_EQ(ReadFile(path()), before);
}

TEST_F(SettingsKeeperTest, TheThemeOfThisRunIsShownAndNotKept) {
  Put("[look]\ntheme = \"light\"\n");
  auto keeper = Start(ThemeChoice::kDark);
  UiSettings ui = keeper->settings();
  EXPECT_EQ(ui.theme, ThemeChoice::kDark);
  ui.zoom = 1.5F;
  keeper->Keep(ui, std::nullopt);
  keeper.reset();
  EXPECT_EQ(InFile().ui.theme, ThemeChoice::kLight);
  EXPECT_EQ(InFile().ui.zoom, 1.5F);

  // Until the supervisor chooses: then it is theirs, be it the same one.
  keeper = Start(ThemeChoice::kDark);
  ui.theme = ThemeChoice::kDesktop;
  keeper->Keep(ui, std::nullopt);
  ui.theme = ThemeChoice::kDark;
  keeper->Keep(ui, std::nullopt);
  keeper.reset();
  EXPECT_EQ(InFile().ui.theme, ThemeChoice::kDark);
}

TEST_F(SettingsKeeperTest, TellsOfABrokenFile) {
  Put("[look\n");
  const auto keeper = Start();
  EXPECT_THAT(keeper->Notices(), ElementsAre(HasSubstr("console.toml.broken")));
}

TEST_F(SettingsKeeperTest, TellsOnceWhenItCanNotWriteAndNoLongerWhenItCan) {
  const std::string folder = scratch_ / "folder";
  std::ofstream(folder) << "in the way";
  auto keeper = std::make_unique<SettingsKeeper>(SettingsFile::Open(folder + "/console.toml"), std::nullopt,
                                                 [this] { ++wakes_; });
  UiSettings ui = keeper->settings();
  ui.zoom = 1.25F;
  keeper->Keep(ui, std::nullopt);
  ASSERT_TRUE(Eventually([&] { return wakes_ == 1; }, kPatience));
  const std::vector<std::string> notices = keeper->Notices();
  EXPECT_THAT(notices, ElementsAre(HasSubstr(folder)));

  // The way is free, and what could not be written is written with the next change.
  std::filesystem::remove(folder);
  ui.fit_all = true;
  keeper->Keep(ui, std::nullopt);
  EXPECT_TRUE(Eventually([&] { return keeper->Notices().empty(); }, kPatience));
  EXPECT_EQ(SettingsFile::Open(folder + "/console.toml").settings().ui, ui);
  EXPECT_EQ(wakes_, 1);
}

TEST_F(SettingsKeeperTest, TriesOnceMoreAtItsEnd) {
  const std::string folder = scratch_ / "folder";
  std::ofstream(folder) << "in the way";
  auto keeper = std::make_unique<SettingsKeeper>(SettingsFile::Open(folder + "/console.toml"), std::nullopt,
                                                 [this] { ++wakes_; });
  UiSettings ui = keeper->settings();
  ui.zoom = 1.25F;
  keeper->Keep(ui, std::nullopt);
  ASSERT_TRUE(Eventually([&] { return wakes_ == 1; }, kPatience));
  std::filesystem::remove(folder);
  keeper.reset();
  EXPECT_EQ(SettingsFile::Open(folder + "/console.toml").settings().ui, ui);
}

TEST(HomeTest, StandsForATildeAtTheBeginningOnly) {
  EXPECT_EQ(HomeDirectory().substr(0, 1), "/");
  EXPECT_EQ(ExpandHome("~/report.csv"), HomeDirectory() + "/report.csv");
  for (const char* const path : {"/tmp/~/x", "~", "~other/x", "x", ""}) EXPECT_EQ(ExpandHome(path), path);
}

}  // namespace
}  // namespace labwall
