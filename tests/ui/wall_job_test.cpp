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
constexpr Spot kTopLeftMenu{40, 26};
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
      if (desk_.WaitForColour(kAccent, 600, {spot.x - 30, spot.y - 12}, {spot.x + 30, spot.y + 12})) return spot;
    }
    return std::nullopt;
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
  ASSERT_TRUE(desk_.WaitUntil([&](const Picture& look) { return FindColour(look, kAccent, 6).pixels > before + 400; }));
  const int one = AccentPixels();
  desk_.Press("Right", {"Shift_L"});
  ASSERT_TRUE(desk_.WaitUntil([&](const Picture& look) { return FindColour(look, kAccent, 6).pixels > one + 400; }));
  const int two = AccentPixels();
  desk_.Press("Menu");
  ASSERT_TRUE(desk_.WaitUntil([&](const Picture& look) { return FindColour(look, kAccent, 6).pixels > two + 1500; }))
      << "the context menu shows no entry to choose";
  desk_.Press("Return");
  ASSERT_TRUE(desk_.WaitForColour(kDestructive, 800)) << "no confirmation";
  // The safe button has the focus: the destructive one is one key to the right.
  desk_.Press("Right");
  desk_.Press("Return");
  EXPECT_TRUE(OnlyTheseAreLoggedOn(AllBut(users, {users[0], users[1]})));
  EXPECT_TRUE(desk_.wall().Running());
}

TEST_F(WallJobTest, EnterInTheConfirmationIsTheSafeAnswer) {
  desk_.Press("Home");
  desk_.Press("L", {"Control_L", "Shift_L"});
  ASSERT_TRUE(desk_.WaitForColour(kDestructive, 800)) << "no confirmation";
  desk_.Press("Return");
  ASSERT_TRUE(desk_.WaitUntil([&](const Picture& look) { return FindColour(look, kDestructive, 6).pixels < 100; }));
  EXPECT_EQ(RealLab::LoggedOnUsers().size(), 4u);
}

TEST_F(WallJobTest, TwoAreLoggedOffWithTheMouseAlone) {
  const std::vector<std::string> users = InReadingOrder();
  desk_.Click(tiles_[users[1]]);
  desk_.Click(tiles_[users[3]], 1, {"Control_L"});
  desk_.Click(tiles_[users[3]], 3);
  const std::optional<Spot> entry = FirstEntryBelow(tiles_[users[3]]);
  ASSERT_TRUE(entry) << "the context menu shows no entry to choose";
  desk_.Click(*entry);
  const std::optional<ColourPatch> button = desk_.WaitForColour(kDestructive, 800);
  ASSERT_TRUE(button) << "no confirmation";
  desk_.Click(button->centre);
  EXPECT_TRUE(OnlyTheseAreLoggedOn(AllBut(users, {users[1], users[3]})));
}

TEST_F(WallJobTest, ARightClickOutsideTheSelectionMeansThatSessionOnly) {
  const std::vector<std::string> users = InReadingOrder();
  desk_.Click(tiles_[users[1]]);
  desk_.Click(tiles_[users[2]], 1, {"Control_L"});
  desk_.Click(tiles_[users[0]], 3);
  const std::optional<Spot> entry = FirstEntryBelow(tiles_[users[0]]);
  ASSERT_TRUE(entry) << "the context menu shows no entry to choose";
  desk_.Click(*entry);
  const std::optional<ColourPatch> button = desk_.WaitForColour(kDestructive, 800);
  ASSERT_TRUE(button) << "no confirmation";
  desk_.Click(button->centre);
  EXPECT_TRUE(OnlyTheseAreLoggedOn(AllBut(users, {users[0]})));
}

TEST_F(WallJobTest, AllAreLoggedOffFromTheMenuAtTheTopLeft) {
  desk_.Click(kTopLeftMenu);
  const std::optional<Spot> log_off = FirstEntryBelow({kTopLeftMenu.x - 30, kTopLeftMenu.y + 22});
  ASSERT_TRUE(log_off) << "the menu shows no entry to choose";
  desk_.Click(*log_off);
  // Into the submenu: its second entry is "Log Off All Users", and with nothing selected its only one.
  desk_.Press("Right");
  desk_.Press("Down");
  desk_.Press("Return");
  const std::optional<ColourPatch> button = desk_.WaitForColour(kDestructive, 800);
  ASSERT_TRUE(button) << "no confirmation";
  desk_.Click(button->centre);
  EXPECT_TRUE(OnlyTheseAreLoggedOn({}));
  EXPECT_TRUE(desk_.wall().Running());
}

}  // namespace
}  // namespace labwall
