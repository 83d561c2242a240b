// SPDX-License-Identifier: Apache-2.0
// The command palette, by keyboard and by mouse.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "imgui_internal.h"
#include "items.h"
#include "ui/wall_model.h"
#include "ui_driver.h"

namespace labwall {
namespace {

using Numbers = std::set<int>;

constexpr ImGuiKeyChord kOpen = ImGuiMod_Ctrl | ImGuiKey_K;

TestLab TwoRooms() { return TestLab({{"B12", 6}, {"B14", 4}}); }

class PaletteTest : public testing::Test {
 protected:
  explicit PaletteTest(TestLab lab = TwoRooms()) : wall(std::move(lab)) {}

  void Open() {
    wall.Press(kOpen);
    ASSERT_TRUE(wall.DialogOpen());
  }
  // Opens the palette, types, and presses Enter.
  void Run(std::string_view text) {
    Open();
    Write(text);
    wall.Press(ImGuiKey_Enter);
  }
  void Write(std::string_view text) {
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at < end) {
      unsigned c = 0;
      at += ImTextCharFromUtf8(&c, at, end);
      ImGui::GetIO().AddInputCharacter(c);
      wall.Frames(1);
    }
    wall.Frames(2);
  }
  void Rename(int number, const char* name) { wall.lab.session(number).display_name = name; }
  [[nodiscard]] const UiSettings& set() { return wall.ui().settings(); }

  UiDriver wall;
};

TEST_F(PaletteTest, OpensAndClosesByItsKeys) {
  wall.Press(ImGuiKey_RightArrow);
  for (const ImGuiKeyChord chord : {kOpen, ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_P}) {
    wall.Press(chord);
    EXPECT_TRUE(wall.DialogOpen());
    wall.Press(chord);
    EXPECT_FALSE(wall.DialogOpen());
  }
  Open();
  wall.Press(ImGuiKey_Escape);
  EXPECT_FALSE(wall.DialogOpen());
  EXPECT_EQ(wall.Selected(), Numbers{1}) << "Esc was for the palette";
  wall.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(wall.Selected(), Numbers{2}) << "the wall has the keyboard again";
}

TEST_F(PaletteTest, RunsAnActionFoundByItsWordsInAnyOrderAndCase) {
  Run("USER sort");
  EXPECT_FALSE(wall.DialogOpen());
  EXPECT_EQ(set().sort, SortBy::kUser);
  Run("by start");
  EXPECT_EQ(set().sort, SortBy::kStartTime);
}

TEST_F(PaletteTest, LettersTypedRightBehindTheKeyAreForTheField) {
  wall.Hold(ImGuiMod_Ctrl, true);
  ImGui::GetIO().AddKeyEvent(ImGuiKey_K, true);
  wall.Frames(1);
  ImGui::GetIO().AddKeyEvent(ImGuiKey_K, false);
  wall.Hold(ImGuiMod_Ctrl, false);
  for (const char c : std::string_view("sort by room")) ImGui::GetIO().AddInputCharacter(static_cast<unsigned>(c));
  wall.Frames(1);
  wall.Press(ImGuiKey_Enter);
  EXPECT_EQ(set().sort, SortBy::kRoom);
}

TEST_F(PaletteTest, WhatAnActionAsksForTakesTheNextKey) {
  wall.Press(ImGuiKey_Home);
  Open();
  Write("log off selected");
  for (const ImGuiKey key : {ImGuiKey_Enter, ImGuiKey_RightArrow, ImGuiKey_Enter}) {
    ImGui::GetIO().AddKeyEvent(key, true);
    wall.Frames(1);
    ImGui::GetIO().AddKeyEvent(key, false);
    wall.Frames(1);
  }
  wall.Frames(4);
  EXPECT_THAT(wall.Targets(), testing::ElementsAre(0));
}

TEST_F(PaletteTest, ArrowsPagesHomeAndEndGoThroughTheList) {
  // All five of "… Tiles", in the order of the table: larger, smaller, small, medium, large.
  const auto width_after = [&](std::initializer_list<ImGuiKey> keys) {
    Open();
    Write("tiles");
    for (const ImGuiKey key : keys) wall.Press(key);
    wall.Press(ImGuiKey_Enter);
    return set().tile_width;
  };
  EXPECT_EQ(width_after({ImGuiKey_DownArrow, ImGuiKey_DownArrow}), kSmallTile);
  EXPECT_EQ(width_after({ImGuiKey_End}), kLargeTile) << "an action that was used goes first";
  EXPECT_EQ(width_after({ImGuiKey_DownArrow}), kSmallTile);
  EXPECT_EQ(width_after({ImGuiKey_PageDown}), kMediumTile);
  EXPECT_EQ(width_after({ImGuiKey_End, ImGuiKey_Home}), kMediumTile);
  EXPECT_EQ(width_after({ImGuiKey_PageDown, ImGuiKey_PageUp, ImGuiKey_DownArrow}), kSmallTile);
  EXPECT_GT(width_after({ImGuiKey_UpArrow, ImGuiKey_UpArrow}), kSmallTile) << "up from the first is the last";
}

TEST_F(PaletteTest, TheListsKeysLeaveTheTextAlone) {
  for (const ImGuiKey key :
       {ImGuiKey_Home, ImGuiKey_End, ImGuiKey_DownArrow, ImGuiKey_UpArrow, ImGuiKey_PageDown, ImGuiKey_Tab}) {
    SCOPED_TRACE(ImGui::GetKeyName(key));
    Run("sort by station");
    Open();
    Write("sort by u");
    wall.Press(key);
    Write("ser");
    wall.Press(ImGuiKey_Enter);
    EXPECT_FALSE(wall.DialogOpen());
    EXPECT_EQ(set().sort, SortBy::kUser);
  }
}

TEST_F(PaletteTest, WhatWasUsedLastIsFirstWhenNothingIsTyped) {
  Run("only idle");
  Run("only locked");
  EXPECT_EQ(set().only_states, kStateIdle | kStateLocked);
  Run("");
  EXPECT_EQ(set().only_states, kStateIdle);
  Open();
  wall.Press(ImGuiKey_DownArrow);
  wall.Press(ImGuiKey_Enter);
  EXPECT_EQ(set().only_states, 0U);
}

TEST_F(PaletteTest, WhatIsNotPossibleComesLastAndDoesNothing) {
  Run("log off");
  ASSERT_TRUE(wall.DialogOpen());
  wall.Press(ImGuiKey_RightArrow);
  wall.Press(ImGuiKey_Enter);
  EXPECT_EQ(wall.Targets().size(), 10U) << "with nobody selected, all is the first that can be done";
  Run("log off selected");
  EXPECT_TRUE(wall.DialogOpen()) << "still the palette";
  EXPECT_TRUE(HasKeyboard("##palette", "##find"));
  EXPECT_EQ(wall.sink.commands.size(), 1U);
  wall.Press(ImGuiKey_Escape);
  EXPECT_FALSE(wall.DialogOpen());
}

TEST_F(PaletteTest, NothingFoundIsNothingDone) {
  Run("no such thing");
  EXPECT_TRUE(wall.DialogOpen());
  wall.Press(ImGuiKey_DownArrow);
  wall.Press(ImGuiKey_End);
  wall.Press(ImGuiKey_Enter);
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_Enter);
  EXPECT_TRUE(wall.DialogOpen());
}

TEST_F(PaletteTest, GoesToASessionFoundByNameLoginStationOrRoom) {
  Run("erson 03");
  EXPECT_FALSE(wall.DialogOpen());
  EXPECT_EQ(wall.Selected(), Numbers{3});
  EXPECT_EQ(wall.Focused(), 3);
  Run("USER08");
  EXPECT_EQ(wall.Selected(), Numbers{8});
  Run("pc-05");
  EXPECT_EQ(wall.Selected(), Numbers{5});
  Run("b14 07 pc");
  EXPECT_EQ(wall.Selected(), Numbers{7});
  wall.Press(ImGuiKey_LeftArrow);
  EXPECT_EQ(wall.Selected(), Numbers{6}) << "the wall has the keyboard";
}

TEST_F(PaletteTest, FoldsCaseInEveryScript) {
  Rename(4, "Ирина Соколова");
  wall.Publish();
  Run("СОКОЛОВА ири");
  EXPECT_EQ(wall.Selected(), Numbers{4});
}

TEST_F(PaletteTest, BeginningsComeFirst) {
  Rename(2, "Hannah Berg");
  Rename(3, "Bertha Anna");
  Rename(5, "Anna Ulm");
  wall.Publish();
  Run("anna");
  EXPECT_EQ(wall.Selected(), Numbers{5});
  Open();
  Write("anna");
  wall.Press(ImGuiKey_DownArrow);
  wall.Press(ImGuiKey_Enter);
  EXPECT_EQ(wall.Selected(), Numbers{3}) << "then what begins a word";
  Open();
  Write("anna");
  wall.Press(ImGuiKey_End);
  wall.Press(ImGuiKey_Enter);
  EXPECT_EQ(wall.Selected(), Numbers{2});
}

TEST_F(PaletteTest, ClearsTheSearchOnlyIfThatHidesTheTile) {
  wall.Type("/");
  wall.Type("b14");
  wall.Press(ImGuiKey_Enter);
  ASSERT_EQ(wall.FindTile(2), nullptr);
  Run("user07");
  EXPECT_EQ(wall.Selected(), Numbers{7});
  EXPECT_EQ(wall.FindTile(2), nullptr) << "the search may stay";
  Run("user02");
  EXPECT_EQ(wall.Selected(), Numbers{2});
  EXPECT_NE(wall.FindTile(7), nullptr) << "the search had to go";
}

TEST_F(PaletteTest, UnfoldsTheGroupOfTheTile) {
  for (const char* grouping : {"group by room", "group by station"}) {
    Run(grouping);
    wall.Press(ImGuiKey_Home);
    ClickItem(wall, "##wall", GroupId(set().group, wall.lab.station(0)) + ">fold");
    ASSERT_EQ(wall.FindTile(0), nullptr);
    ASSERT_EQ(set().folded_groups.size(), 1U);
    Run("user00");
    EXPECT_EQ(wall.Selected(), Numbers{0});
    EXPECT_NE(wall.FindTile(0), nullptr);
    EXPECT_TRUE(set().folded_groups.empty());
  }
}

TEST_F(PaletteTest, TakesFiltersAwayOnlyIfTheyHideTheTile) {
  wall.lab.session(3).idle = true;
  wall.lab.session(4).state = SessionState::kOnline;
  wall.Publish();
  Run("only idle");
  ASSERT_EQ(wall.FindTile(2), nullptr);
  Run("user03");
  EXPECT_EQ(wall.Selected(), Numbers{3});
  EXPECT_EQ(set().only_states, kStateIdle);
  Run("user02");
  EXPECT_EQ(wall.Selected(), Numbers{2});
  EXPECT_EQ(set().only_states, 0U);
  EXPECT_EQ(set().show, Show::kFiltered);
  Run("user04");
  EXPECT_EQ(wall.Selected(), Numbers{4}) << "a suspended session is seen under All";
  EXPECT_EQ(set().show, Show::kAll);
}

TEST_F(PaletteTest, CtrlEnterOpensTheSession) {
  const auto opened = [&] {
    return wall.ui().large_scene().tiles.empty() ? SessionKey() : wall.ui().large_scene().tiles.front().key;
  };
  Open();
  Write("user08");
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_Enter);
  EXPECT_FALSE(wall.DialogOpen());
  EXPECT_EQ(opened(), wall.lab.key(8));
  Open();
  wall.Press(ImGuiKey_Escape);
  EXPECT_EQ(opened(), wall.lab.key(8)) << "Esc was for the palette";
  Run("user02");
  EXPECT_EQ(opened(), SessionKey()) << "Enter goes back to the wall, to its tile";
  EXPECT_EQ(wall.Selected(), Numbers{2});
  Open();
  Write("user07");
  ClickItem(wall, "##palette/rows", "0>##row", ImGuiMod_Ctrl);
  EXPECT_EQ(opened(), wall.lab.key(7));
}

TEST_F(PaletteTest, ComesBackToTheWallFromActivity) {
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_2);
  wall.Frames(3);
  Run("user07");
  EXPECT_EQ(wall.Selected(), Numbers{7});
  EXPECT_NE(wall.FindTile(7), nullptr);
}

TEST_F(PaletteTest, ASessionThatEndsWhileItIsListedCantBeChosen) {
  Open();
  Write("user07");
  wall.lab.End(7);
  wall.Publish();
  wall.Press(ImGuiKey_Enter);
  EXPECT_TRUE(wall.DialogOpen());
  EXPECT_EQ(wall.Selected(), Numbers{});
  // The list stays as it was when it was opened.
  wall.lab.session(6).display_name = "Somebody";
  wall.Publish();
  wall.Press(ImGuiKey_Escape);
  Run("somebody");
  EXPECT_EQ(wall.Selected(), Numbers{6});
}

TEST_F(PaletteTest, LogsOffTheSessionThatIsOpen) {
  Open();
  Write("user08");
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_Enter);
  Run("log off selected");
  wall.Press(ImGuiMod_Alt | ImGuiKey_L);
  EXPECT_THAT(wall.Targets(), testing::ElementsAre(8));
}

TEST_F(PaletteTest, AtRestItAsksForNoFrame) {
  Open();
  wall.Frames(30);
  EXPECT_FALSE(wall.ui().next_change() && *wall.ui().next_change() < wall.input.now + std::chrono::milliseconds(500));
}

TEST_F(PaletteTest, WorksByMouse) {
  Open();
  Write("sort by");
  ClickItem(wall, "##palette/rows", "2>##row");
  EXPECT_FALSE(wall.DialogOpen());
  EXPECT_EQ(set().sort, SortBy::kRoom);
  Open();
  const ImVec2 row = FindItem(wall, "##palette/rows", "3>##row").value();
  wall.Press(ImGuiKey_Escape);
  Open();
  Write("sort by");
  wall.MoveMouse(row);
  wall.MoveMouse({row.x + 1, row.y});
  wall.Press(ImGuiKey_Enter);
  EXPECT_NE(set().sort, SortBy::kRoom) << "the row under the mouse is the one that Enter takes";
  Open();
  wall.Click({20, 500});
  EXPECT_FALSE(wall.DialogOpen()) << "a click beside it closes it";
  EXPECT_EQ(wall.Selected(), Numbers{});
}

TEST_F(PaletteTest, TheFieldHasTheKeyboardAgainAfterTheListWasScrolled) {
  Open();
  const ImGuiWindow* rows = nullptr;
  for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows) {
    if (window->Active && std::string_view(window->Name).starts_with("##palette/rows")) rows = window;
  }
  ASSERT_NE(rows, nullptr);
  const ImRect bar = ImGui::GetWindowScrollbarRect(const_cast<ImGuiWindow*>(rows), ImGuiAxis_Y);
  wall.Drag({bar.GetCenter().x, bar.Min.y + 8}, {bar.GetCenter().x, bar.Max.y - 8});
  EXPECT_GT(rows->Scroll.y, 0);
  EXPECT_TRUE(wall.DialogOpen());
  Write("sort by user");
  wall.Press(ImGuiKey_Enter);
  EXPECT_EQ(set().sort, SortBy::kUser);
}

class LargePaletteTest : public PaletteTest {
 protected:
  LargePaletteTest() : PaletteTest(TestLab({{"B12", 5000}})) {}
};

TEST_F(LargePaletteTest, DrawsOnlyTheRowsOnScreen) {
  const auto vertices = [] { return ImGui::GetDrawData()->TotalVtxCount; };
  Open();
  const int with_all = vertices();
  Write("user4999");
  const int with_one = vertices();
  EXPECT_LT(with_all, with_one + 4000);
  wall.Press(ImGuiKey_Enter);
  EXPECT_EQ(wall.Selected(), Numbers{4999});
  EXPECT_NE(wall.FindTile(4999), nullptr) << "the wall has scrolled to it";
}

TEST_F(LargePaletteTest, EndShowsTheLastRow) {
  Open();
  Write("user4");
  wall.Press(ImGuiKey_End);
  wall.Press(ImGuiKey_Enter);
  EXPECT_EQ(wall.Selected(), Numbers{4999});
}

}  // namespace
}  // namespace labwall
