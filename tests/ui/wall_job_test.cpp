// SPDX-License-Identifier: Apache-2.0
// The main job at the real window, with keys and mouse only: two of four real sessions are logged off, and logind is
// asked what became of them.
#include <gtest/gtest.h>

#include <algorithm>

#include "support/eventually.h"
#include "ui/desk.h"

namespace labwall {
namespace {

// From the dark theme: what is selected or about to be chosen, and what destroys.
constexpr Rgb kAccent{90, 169, 255};
constexpr Rgb kDestructive{255, 122, 122};
constexpr Rgb kRaised{33, 39, 47};    // menus
constexpr Spot kTopLeftMenu{70, 48};  // below the window manager's title bar
constexpr auto kLong = std::chrono::seconds(30);

class WallJobTest : public testing::Test {
 protected:
  void SetUp() override {
    LABWALL_NEEDS_REAL_SESSIONS();
    lab_ = std::make_unique<RealLab>(4);
    ASSERT_EQ(lab_->problem(), "");
    ASSERT_TRUE(station_.Start());
    ASSERT_TRUE(desk_.Start(station_.environment()));
    sessions_ = lab_->Sessions();
    ASSERT_EQ(sessions_.size(), 4u);
    for (const LabSession& session : sessions_) {
      const std::optional<Spot> tile = desk_.FindTile(session);
      ASSERT_TRUE(tile) << session.user << " does not come onto the wall";
      tiles_[session.user] = *tile;
    }
  }
  void TearDown() override {
    if (HasFailure()) desk_.SaveLook(testing::TempDir() + "/wall_job_failed.png");
  }

  // The users in the order of their tiles: left to right, then down.
  std::vector<std::string> InReadingOrder() const {
    std::vector<std::string> users;
    for (const auto& [user, tile] : tiles_) users.push_back(user);
    std::sort(users.begin(), users.end(), [&](const std::string& a, const std::string& b) {
      const Spot& left = tiles_.at(a);
      const Spot& right = tiles_.at(b);
      return std::abs(left.y - right.y) > 60 ? left.y < right.y : left.x < right.x;
    });
    return users;
  }
  static std::set<std::string> AllBut(std::vector<std::string> users, const std::set<std::string>& gone) {
    std::set<std::string> left(users.begin(), users.end());
    for (const std::string& user : gone) left.erase(user);
    return left;
  }
  int AccentPixels() const { return FindColour(desk_.Look(), kAccent, 6).pixels; }
  // Moves down from a menu's corner until the entry under the pointer lights up; gives the pointer's place.
  std::optional<Spot> FirstEntryBelow(Spot corner) {
    for (int down = 8; down < 160; down += 8) {
      const Spot spot{corner.x + 40, corner.y + down};
      desk_.MoveTo(spot);
      const auto lit = [&] {
        const Picture look = desk_.Look();
        int pixels = 0;
        for (int x = spot.x - 30; x < spot.x + 30; ++x) pixels += Near(look.At(x, spot.y), kAccent, 12) ? 1 : 0;
        return pixels >= 20;  // the entry's text lies over the rest
      };
      if (Eventually(lit, std::chrono::milliseconds(500))) return spot;
    }
    return std::nullopt;
  }
  bool AccentPixelsGrowBy(int before, int least) {
    return desk_.WaitUntil([&](const Picture& look) { return FindColour(look, kAccent, 6).pixels >= before + least; });
  }
  // Selects one tile and then adds another.
  void SelectTwo(Spot one, Spot another) {
    const int none = AccentPixels();
    desk_.Click(one);
    ASSERT_TRUE(AccentPixelsGrowBy(none, 2000));
    const int first = AccentPixels();
    ASSERT_TRUE(desk_.Click(another, {"Control_L"},
                            [&](const Picture& look) { return FindColour(look, kAccent, 6).pixels >= first + 1000; }));
  }
  // Opens the context menu at a tile and chooses its first entry.
  void LogOffFromTheContextMenu(Spot tile) {
    desk_.Click(tile, 3);
    ASSERT_TRUE(desk_.WaitForColour(kAccent, 2500, {std::max(0, tile.x - 320), tile.y},
                                    {std::min(Desk::kWidth, tile.x + 320), tile.y + 100}))
        << "the context menu shows no entry to choose";
    const std::optional<Spot> entry = FirstEntryBelow(tile);
    ASSERT_TRUE(entry) << "the pointer lights no entry up";
    desk_.Click(*entry);
  }
  bool OnlyTheseAreLoggedOn(const std::set<std::string>& users) {
    return Eventually([&] { return RealLab::LoggedOnUsers() == users; }, kLong);
  }

  std::unique_ptr<RealLab> lab_;
  RealStation station_;
  Desk desk_;
  std::vector<LabSession> sessions_;
  std::map<std::string, Spot> tiles_;
};

TEST_F(WallJobTest, TwoAreLoggedOffWithTheKeyboardAlone) {
  const std::vector<std::string> users = InReadingOrder();
  const int before = AccentPixels();
  desk_.Press("Home");
  ASSERT_TRUE(AccentPixelsGrowBy(before, 400));
  const int one = AccentPixels();
  desk_.Press("Right", {"Shift_L"});
  ASSERT_TRUE(AccentPixelsGrowBy(one, 400));
  const int two = AccentPixels();
  desk_.Press("Menu");
  ASSERT_TRUE(AccentPixelsGrowBy(two, 1500)) << "the context menu shows no entry to choose";
  desk_.Press("Return");
  ASSERT_TRUE(desk_.WaitForColour(kDestructive, 800)) << "no confirmation";
  // The safe button has the focus: the destructive one is one key to the right.
  desk_.Press("Right");
  desk_.Press("Return");
  EXPECT_TRUE(OnlyTheseAreLoggedOn(AllBut(users, {users[0], users[1]})));
  EXPECT_TRUE(desk_.wall().Running());
}

TEST_F(WallJobTest, EnterInTheConfirmationIsTheSafeAnswer) {
  const int before = AccentPixels();
  desk_.Press("Home");
  ASSERT_TRUE(AccentPixelsGrowBy(before, 400));
  desk_.Press("L", {"Control_L", "Shift_L"});
  ASSERT_TRUE(desk_.WaitForColour(kDestructive, 800)) << "no confirmation";
  desk_.Press("Return");
  ASSERT_TRUE(desk_.WaitUntil([&](const Picture& look) { return FindColour(look, kDestructive, 6).pixels < 100; }));
  EXPECT_EQ(RealLab::LoggedOnUsers().size(), 4u);
}

TEST_F(WallJobTest, TwoAreLoggedOffWithTheMouseAlone) {
  const std::vector<std::string> users = InReadingOrder();
  SelectTwo(tiles_[users[1]], tiles_[users[3]]);
  LogOffFromTheContextMenu(tiles_[users[3]]);
  const std::optional<ColourPatch> button = desk_.WaitForColour(kDestructive, 800);
  ASSERT_TRUE(button) << "no confirmation";
  desk_.Click(button->centre);
  EXPECT_TRUE(OnlyTheseAreLoggedOn(AllBut(users, {users[1], users[3]})));
}

TEST_F(WallJobTest, ARightClickOutsideTheSelectionMeansThatSessionOnly) {
  const std::vector<std::string> users = InReadingOrder();
  SelectTwo(tiles_[users[1]], tiles_[users[2]]);
  LogOffFromTheContextMenu(tiles_[users[0]]);
  const std::optional<ColourPatch> button = desk_.WaitForColour(kDestructive, 800);
  ASSERT_TRUE(button) << "no confirmation";
  desk_.Click(button->centre);
  EXPECT_TRUE(OnlyTheseAreLoggedOn(AllBut(users, {users[0]})));
}

TEST_F(WallJobTest, AllAreLoggedOffFromTheMenuAtTheTopLeft) {
  desk_.Click(kTopLeftMenu);
  ASSERT_TRUE(desk_.WaitForColour(kAccent, 2500, {0, kTopLeftMenu.y + 20}, {260, kTopLeftMenu.y + 80}))
      << "the menu shows no entry to choose";
  const int menu_pixels = FindColour(desk_.Look(), kRaised, 3).pixels;
  const std::optional<Spot> log_off = FirstEntryBelow({kTopLeftMenu.x - 30, kTopLeftMenu.y + 20});
  ASSERT_TRUE(log_off) << "the menu shows no entry to choose";
  // The entry is lit from the start, so the pointer must stay until it has opened its submenu.
  const auto raised = [](const Picture& look) { return FindColour(look, kRaised, 3).pixels; };
  ASSERT_TRUE(desk_.WaitUntil([&](const Picture& look) { return raised(look) > menu_pixels + 4000; }))
      << "no submenu opens";
  // Nobody is selected, so the selected users' entry is grey, and the first to light up is all users'.
  const std::optional<Spot> all = FirstEntryBelow({log_off->x + 180, log_off->y - 16});
  ASSERT_TRUE(all) << "the submenu shows no entry to choose";
  desk_.Click(*all);
  const std::optional<ColourPatch> button = desk_.WaitForColour(kDestructive, 800);
  ASSERT_TRUE(button) << "no confirmation";
  desk_.Click(button->centre);
  EXPECT_TRUE(OnlyTheseAreLoggedOn({}));
  EXPECT_TRUE(desk_.wall().Running());
}

}  // namespace
}  // namespace labwall
