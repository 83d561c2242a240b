// SPDX-License-Identifier: Apache-2.0
// What became of commands: the Activity page, the panel beside the wall, and trying again.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "imgui_internal.h"
#include "items.h"
#include "ui/ui_state.h"

namespace labwall {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using Numbers = std::set<int>;

constexpr const char* kPage = "##activity page";
constexpr const char* kPanel = "##activity";

constexpr ImGuiKeyChord kToPage = ImGuiMod_Ctrl | ImGuiKey_2;
constexpr ImGuiKeyChord kTryAgain = ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_R;

// Ten sessions in two rooms, and two commands: 1 went well, of 2 every outcome came.
class ActivityTest : public testing::Test {
 protected:
  ActivityTest() {
    Give({MakeBatch(wall_.lab, 1, wall_.input.now, {{8, OutcomeCode::kDone}, {9, OutcomeCode::kAlreadyGone}}),
          MakeBatch(wall_.lab, 2, wall_.input.now,
                    {{0, OutcomeCode::kDone},
                     {1, OutcomeCode::kAlreadyGone},
                     {2, OutcomeCode::kRefused, "administrator"},
                     {3, OutcomeCode::kUnreachable},
                     {4, OutcomeCode::kTimedOut, "soffice.bin holds it"},
                     {5, OutcomeCode::kFailed, "no"},
                     {6, OutcomeCode::kUnknown, "", TargetStage::kAccepted},
                     {7, OutcomeCode::kCancelled}})});
  }

  void Give(std::vector<std::shared_ptr<const Batch>> batches) {
    wall_.input.batches = std::move(batches);
    wall_.Frames(6);
  }

  void OpenPage() {
    wall_.Press(kToPage);
    ASSERT_TRUE(wall_.Shows(kPage));
  }

  // Presses Tab until the item has the keyboard.
  void TabTo(const char* window, const char* id) {
    for (int i = 0; i < 60 && !HasKeyboard(window, id); ++i) wall_.Press(ImGuiKey_Tab);
    ASSERT_TRUE(HasKeyboard(window, id)) << id;
  }

  // Cancel has the focus; the button that logs off is at its right.
  void Confirm() {
    ASSERT_TRUE(wall_.DialogOpen());
    wall_.Press(ImGuiKey_RightArrow);
    wall_.Press(ImGuiKey_Enter);
    EXPECT_FALSE(wall_.DialogOpen());
  }

  UiDriver wall_{TestLab({{"B12", 6}, {"B14", 4}})};
};

TEST_F(ActivityTest, TheKeyboardGoesToThePageAndBack) {
  OpenPage();
  EXPECT_TRUE(HasKeyboard(kPage, "2>open")) << "the newest command";
  wall_.Press(ImGuiKey_Escape);
  EXPECT_FALSE(wall_.Shows(kPage));
  wall_.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(wall_.Selected(), Numbers{1}) << "the wall has it again";
  wall_.Press(kToPage);
  wall_.Press(ImGuiMod_Ctrl | ImGuiKey_1);
  wall_.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(wall_.Selected(), Numbers{2});
}

TEST_F(ActivityTest, TabReachesEveryButtonOfThePageAndGoesRound) {
  OpenPage();
  for (const char* id : {"2>try again", "2>select", "2>copy",  "2>save", "1>open", "1>copy",     "1>save",
                         "copy all",    "save all", "only -1", "only 0", "only 1", "only 2",     "only 3",
                         "only 4",      "only 5",   "only 6",  "only 7", "2>open", "2>try again"}) {
    wall_.Press(ImGuiKey_Tab);
    EXPECT_TRUE(HasKeyboard(kPage, id)) << id;
  }
  wall_.Press(ImGuiMod_Shift | ImGuiKey_Tab);
  EXPECT_TRUE(HasKeyboard(kPage, "2>open"));
}

TEST_F(ActivityTest, ArrowsGoFromTheButtonsToTheSessionsAndOn) {
  OpenPage();
  for (const char* id :
       {"2>try again", "2>2>row", "2>3>row", "2>4>row", "2>5>row", "2>6>row", "2>7>row", "1>open", "1>copy"}) {
    wall_.Press(ImGuiKey_DownArrow);
    EXPECT_TRUE(HasKeyboard(kPage, id)) << id;
  }
  wall_.Press(ImGuiKey_RightArrow);
  EXPECT_TRUE(HasKeyboard(kPage, "1>save"));
  wall_.Press(ImGuiKey_Home);
  for (int i = 0; i < 9 && !HasKeyboard(kPage, "copy all"); ++i) wall_.Press(ImGuiKey_UpArrow);
  EXPECT_TRUE(HasKeyboard(kPage, "copy all"));
  wall_.Press(ImGuiKey_RightArrow);
  EXPECT_TRUE(HasKeyboard(kPage, "save all"));
  wall_.Press(ImGuiKey_DownArrow);
  for (int i = 0; i < 9 && !HasKeyboard(kPage, "only -1"); ++i) wall_.Press(ImGuiKey_LeftArrow);
  EXPECT_TRUE(HasKeyboard(kPage, "only -1"));
}

TEST_F(ActivityTest, AnOpenCardListsAlsoWhatWentWell) {
  OpenPage();
  EXPECT_FALSE(HasItem(wall_, kPage, "2>0>row"));
  wall_.Press(ImGuiKey_Enter);
  for (const char* id : {"2>0>row", "2>1>row", "2>2>row", "2>6>row"}) EXPECT_TRUE(HasItem(wall_, kPage, id)) << id;
  wall_.Press(ImGuiKey_Enter);
  EXPECT_FALSE(HasItem(wall_, kPage, "2>0>row"));
}

TEST_F(ActivityTest, AFilterShowsTheSessionsThatStandSo) {
  OpenPage();
  ClickItem(wall_, kPage, "only 2");
  EXPECT_TRUE(HasItem(wall_, kPage, "2>2>row"));
  EXPECT_FALSE(HasItem(wall_, kPage, "2>3>row"));
  EXPECT_FALSE(HasItem(wall_, kPage, "1>copy")) << "nothing was refused there";
  ClickItem(wall_, kPage, "only 0");
  EXPECT_TRUE(HasItem(wall_, kPage, "2>0>row")) << "also what went well";
  EXPECT_TRUE(HasItem(wall_, kPage, "1>0>row"));
  EXPECT_FALSE(HasItem(wall_, kPage, "1>1>row")) << "was already gone";
  ClickItem(wall_, kPage, "only -1");
  EXPECT_TRUE(HasItem(wall_, kPage, "2>4>row"));
}

TEST_F(ActivityTest, OnlyWhatOccursCanBeFilteredFor) {
  Give({MakeBatch(wall_.lab, 1, wall_.input.now, {{8, OutcomeCode::kDone}}),
        MakeBatch(wall_.lab, 2, wall_.input.now, {{0, OutcomeCode::kUnknown, "", TargetStage::kWaiting}})});
  OpenPage();
  EXPECT_FALSE(HasItem(wall_, kPage, "only 2"));
  ClickItem(wall_, kPage, "only 7");
  EXPECT_FALSE(HasItem(wall_, kPage, "1>copy"));
  Give({wall_.input.batches[0], MakeBatch(wall_.lab, 2, wall_.input.now, {{0, OutcomeCode::kDone}})});
  EXPECT_FALSE(HasItem(wall_, kPage, "only 7"));
  EXPECT_TRUE(HasItem(wall_, kPage, "1>copy")) << "nothing is under way any more, so everything is shown";
}

TEST_F(ActivityTest, WhatFailedIsTriedAgainFromThePageByKeyboard) {
  OpenPage();
  TabTo(kPage, "2>try again");
  wall_.Press(ImGuiKey_Enter);
  Confirm();
  EXPECT_THAT(wall_.Targets(), ElementsAre(2, 3, 4, 5, 7)) << "also what was cancelled";
  EXPECT_EQ(wall_.Selected(), Numbers{}) << "the selection is left alone";
  EXPECT_TRUE(HasKeyboard(kPage, "2>try again"));
}

TEST_F(ActivityTest, OnlyThoseThatAreStillThereAreTriedAgain) {
  wall_.lab.End(2);
  wall_.lab.session(3).key.started_us += 1;  // the same person, but the next session
  wall_.input.own_session = wall_.lab.key(5);
  wall_.Publish();
  OpenPage();
  ClickItem(wall_, kPage, "2>try again");
  Confirm();
  EXPECT_THAT(wall_.Targets(), ElementsAre(4, 7));
}

TEST_F(ActivityTest, ASessionThatEndsWhileItIsConfirmedIsLeftOutAndTheNextOneIsNotMeant) {
  OpenPage();
  ClickItem(wall_, kPage, "2>try again");
  ASSERT_TRUE(wall_.DialogOpen());
  wall_.lab.session(4).key.started_us += 1;
  wall_.Publish();
  Confirm();
  EXPECT_THAT(wall_.Targets(), ElementsAre(2, 3, 5, 7));
}

TEST_F(ActivityTest, NothingIsAskedWhenEverybodyHasLeft) {
  for (const int number : {2, 3, 4, 5, 7}) wall_.lab.End(number);
  wall_.Publish();
  OpenPage();
  ASSERT_TRUE(HasItem(wall_, kPage, "2>try again"));
  wall_.Click(ImGui::GetIO().MousePos);
  wall_.Press(kTryAgain);
  EXPECT_FALSE(wall_.DialogOpen());
}

TEST_F(ActivityTest, SelectFailedSelectsThemAndNobodyElseOnTheWall) {
  wall_.Click(wall_.Tile(8));
  wall_.lab.End(3);
  wall_.Publish();
  OpenPage();
  TabTo(kPage, "2>select");
  wall_.Press(ImGuiKey_Enter);
  EXPECT_FALSE(wall_.Shows(kPage));
  EXPECT_EQ(wall_.Selected(), (Numbers{2, 4, 5, 7}));
  wall_.Press(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_L);
  Confirm();
  EXPECT_THAT(wall_.Targets(), ElementsAre(2, 4, 5, 7));
}

TEST_F(ActivityTest, TheKeyForTryingAgainMeansTheNewestFinishedCommandWithFailures) {
  const MonotonicTime now = wall_.input.now;
  Give({MakeBatch(wall_.lab, 1, now, {{0, OutcomeCode::kRefused}}),
        MakeBatch(wall_.lab, 2, now, {{1, OutcomeCode::kRefused}, {2, OutcomeCode::kDone}}),
        MakeBatch(wall_.lab, 3, now, {{3, OutcomeCode::kDone}, {4, OutcomeCode::kAlreadyGone}}),
        MakeBatch(wall_.lab, 4, now,
                  {{5, OutcomeCode::kRefused}, {6, OutcomeCode::kUnknown, "", TargetStage::kAccepted}})});
  wall_.Press(kTryAgain);
  Confirm();
  EXPECT_THAT(wall_.Targets(), ElementsAre(1));
  wall_.lab.End(1);
  wall_.Publish();
  wall_.Press(kTryAgain);
  EXPECT_FALSE(wall_.DialogOpen()) << "older failures are not what is meant";
}

TEST_F(ActivityTest, WhatNoStationHasTakenUpCanBeCancelled) {
  constexpr ImGuiKeyChord kCancel = ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_X;
  wall_.Press(kCancel);
  EXPECT_THAT(wall_.sink.cancelled, IsEmpty()) << "the station is at the one that is under way";
  OpenPage();
  EXPECT_FALSE(HasItem(wall_, kPage, "2>cancel"));
  const MonotonicTime now = wall_.input.now;
  const TestTarget waiting{0, OutcomeCode::kUnknown, "", TargetStage::kWaiting};
  Give({MakeBatch(wall_.lab, 1, now, {{8, OutcomeCode::kDone}}), MakeBatch(wall_.lab, 2, now, {waiting}),
        MakeBatch(wall_.lab, 3, now, {{1, OutcomeCode::kUnknown, "", TargetStage::kAccepted}}),
        MakeBatch(wall_.lab, 4, now, {{1, OutcomeCode::kDone}, waiting})});
  ClickItem(wall_, kPage, "2>cancel");
  EXPECT_THAT(wall_.sink.cancelled, ElementsAre(2));
  wall_.Press(kCancel);
  EXPECT_THAT(wall_.sink.cancelled, ElementsAre(2, 2, 4));
  wall_.Press(ImGuiKey_Escape);
  ClickItem(wall_, kPanel, "4>cancel");
  EXPECT_THAT(wall_.sink.cancelled, ElementsAre(2, 2, 4, 4));
}

TEST_F(ActivityTest, ASessionsRowLeadsToItOnTheWall) {
  OpenPage();
  for (int i = 0; i < 3; ++i) wall_.Press(ImGuiKey_DownArrow);
  ASSERT_TRUE(HasKeyboard(kPage, "2>3>row"));
  wall_.Press(ImGuiKey_Enter);
  EXPECT_EQ(wall_.Selected(), Numbers{3});
  EXPECT_EQ(wall_.Focused(), 3);
  wall_.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(wall_.Selected(), Numbers{4}) << "and the keyboard is there";
}

TEST_F(ActivityTest, ACommandIsCopiedAsText) {
  OpenPage();
  TabTo(kPage, "2>copy");
  wall_.Press(ImGuiKey_Enter);
  const std::string text = ImGui::GetClipboardText();
  EXPECT_THAT(text, StartsWith("Log off 8 users  "));
  EXPECT_THAT(text, HasSubstr("\n  Person 02 (user02)  pc-02  Refused: administrator  0.3 s\n"));
  EXPECT_THAT(text, HasSubstr("\n  Person 06 (user06)  pc-06  Logging off…\n"));
  EXPECT_THAT(text, testing::Not(HasSubstr("Person 08"))) << "of the other command";
  EXPECT_TRUE(HasItem(wall_, "##toasts", "3>close")) << "and says so";
  ClickItem(wall_, kPage, "copy all");
  EXPECT_THAT(ImGui::GetClipboardText(), StartsWith("Log off 2 users, B14  "));
  EXPECT_THAT(ImGui::GetClipboardText(), HasSubstr("Log off 8 users  "));
}

TEST_F(ActivityTest, ACommandIsSavedAsATable) {
  OpenPage();
  TabTo(kPage, "1>save");
  wall_.Press(ImGuiKey_Enter);
  ASSERT_TRUE(wall_.DialogOpen());
  wall_.Press(ImGuiKey_Enter);
  EXPECT_FALSE(wall_.DialogOpen());
  ASSERT_EQ(wall_.sink.saved.size(), 1U);
  const auto& [path, text] = wall_.sink.saved[0];
  EXPECT_THAT(path, testing::MatchesRegex("~/labwall-activity-2023-11-1[45]-[0-9]{4}\\.csv"));
  EXPECT_THAT(text, HasSubstr(",LogOff,user08,Person 08,pc-08,B14,c1,Done,,0.340\r\n"));
  EXPECT_THAT(text, testing::Not(HasSubstr("user02")));
  EXPECT_TRUE(HasItem(wall_, "##toasts", "3>close")) << "and says so";
  EXPECT_TRUE(HasKeyboard(kPage, "1>save"));
}

TEST_F(ActivityTest, TheWholeRunIsSavedWhereItIsWanted) {
  OpenPage();
  ClickItem(wall_, kPage, "save all");
  ASSERT_TRUE(wall_.DialogOpen());
  wall_.Press(ImGuiMod_Ctrl | ImGuiKey_A);
  wall_.Type("/srv/a.csv");
  ClickItem(wall_, "##save", "save");
  EXPECT_FALSE(wall_.DialogOpen());
  ASSERT_EQ(wall_.sink.saved.size(), 1U);
  EXPECT_EQ(wall_.sink.saved[0].first, "/srv/a.csv");
  EXPECT_THAT(wall_.sink.saved[0].second, HasSubstr("user02"));
  EXPECT_THAT(wall_.sink.saved[0].second, HasSubstr("user08"));
}

TEST_F(ActivityTest, AFileThatCantBeWrittenIsAskedForAgain) {
  OpenPage();
  ClickItem(wall_, kPage, "save all");
  wall_.sink.save_error = "/x could not be written: Permission denied";
  const float before = ImGui::GetTopMostPopupModal()->Size.y;
  wall_.Press(ImGuiKey_Enter);
  ASSERT_TRUE(wall_.DialogOpen());
  EXPECT_GT(ImGui::GetTopMostPopupModal()->Size.y, before) << "which says why";
  wall_.sink.save_error.clear();
  wall_.Press(ImGuiKey_End);
  wall_.Type("2");
  wall_.Press(ImGuiKey_Enter);
  EXPECT_FALSE(wall_.DialogOpen());
  ASSERT_EQ(wall_.sink.saved.size(), 1U);
  EXPECT_THAT(wall_.sink.saved[0].first, testing::EndsWith(".csv2"));
}

TEST_F(ActivityTest, EscLeavesTheSaveDialogAndSavesNothing) {
  OpenPage();
  ClickItem(wall_, kPage, "save all");
  wall_.Press(ImGuiKey_Escape);
  EXPECT_FALSE(wall_.DialogOpen());
  EXPECT_TRUE(wall_.Shows(kPage)) << "Esc was for the dialog";
  EXPECT_THAT(wall_.sink.saved, IsEmpty());
}

TEST_F(ActivityTest, F6GoesToThePanelAndEscBack) {
  wall_.Press(ImGuiKey_F6);
  EXPECT_TRUE(HasKeyboard(kPanel, "2>open"));
  wall_.Type("p");
  wall_.Press(ImGuiKey_Tab);
  EXPECT_TRUE(HasKeyboard(kPanel, "2>try again"));
  EXPECT_EQ(wall_.Selected(), Numbers{}) << "letters and keys are not the wall's now";
  wall_.Press(ImGuiKey_Enter);
  ASSERT_TRUE(wall_.DialogOpen());
  wall_.Press(ImGuiKey_Escape);
  EXPECT_TRUE(HasKeyboard(kPanel, "2>try again")) << "Esc was for the dialog";
  wall_.Press(ImGuiKey_Escape);
  wall_.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(wall_.Selected(), Numbers{1});
}

TEST_F(ActivityTest, TabReachesEveryButtonOfThePanel) {
  wall_.Press(ImGuiKey_F6);
  for (const char* id : {"2>try again", "2>select", "2>details", "1>open", "1>details", "clear", "2>open"}) {
    wall_.Press(ImGuiKey_Tab);
    EXPECT_TRUE(HasKeyboard(kPanel, id)) << id;
  }
}

TEST_F(ActivityTest, F6GoesRound) {
  wall_.Press(ImGuiKey_F6);
  EXPECT_TRUE(HasKeyboard(kPanel, "2>open"));
  wall_.Press(ImGuiKey_F6);
  EXPECT_TRUE(HasKeyboard("##toasts", "2>details")) << "the newest toast";
  wall_.Press(ImGuiKey_F6);
  wall_.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(wall_.Selected(), Numbers{1});
}

TEST_F(ActivityTest, AClickInThePanelLeavesTheKeyboardOnTheWall) {
  ClickItem(wall_, kPanel, "2>open");
  EXPECT_TRUE(HasItem(wall_, kPanel, "2>0>row")) << "it did what it is for";
  wall_.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(wall_.Selected(), Numbers{1});
}

TEST_F(ActivityTest, AClickOnTheWallTakesTheKeyboardFromThePanel) {
  wall_.Press(ImGuiKey_F6);
  wall_.Click(wall_.Tile(4));
  wall_.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(wall_.Selected(), Numbers{5});
}

TEST_F(ActivityTest, ThePanelGivesTheKeyboardBackWhenItCloses) {
  wall_.Press(ImGuiKey_F6);
  wall_.Press(ImGuiKey_F9);
  wall_.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(wall_.Selected(), Numbers{1});
}

TEST_F(ActivityTest, ClearedCommandsLeaveThePanelAndStayOnThePage) {
  ClickItem(wall_, kPanel, "clear");
  EXPECT_FALSE(HasItem(wall_, kPanel, "1>details"));
  EXPECT_TRUE(HasItem(wall_, kPanel, "2>details")) << "is not finished yet";
  OpenPage();
  EXPECT_TRUE(HasItem(wall_, kPage, "1>copy"));
}

TEST_F(ActivityTest, ThePanelKeepsTheKeyboardWhenItsCardIsCleared) {
  wall_.Press(ImGuiKey_F6);
  TabTo(kPanel, "1>details");
  Give({wall_.input.batches[0], MakeBatch(wall_.lab, 2, wall_.input.now, {{0, OutcomeCode::kDone}})});
  TabTo(kPanel, "clear");
  Give({wall_.input.batches[0], wall_.input.batches[1],
        MakeBatch(wall_.lab, 3, wall_.input.now, {{0, OutcomeCode::kUnknown, "", TargetStage::kWaiting}})});
  wall_.Press(ImGuiKey_Enter);
  wall_.Press(ImGuiKey_Tab);
  EXPECT_TRUE(HasKeyboard(kPanel, "3>details") || HasKeyboard(kPanel, "3>open"));
}

TEST_F(ActivityTest, AnEmptyPageLeadsBackToTheWall) {
  UiDriver wall(TestLab({{"B12", 3}}));
  wall.Press(kToPage);
  EXPECT_TRUE(HasKeyboard(kPage, "home"));
  wall.Press(ImGuiKey_Enter);
  EXPECT_FALSE(wall.Shows(kPage));
}

TEST(ActivityActionsTest, CanBeChosenWhileSomebodyFailedWhoIsStillThere) {
  TestLab lab({{"B12", 4}});
  const Look look;
  UiInput input;
  WallModel model;
  UiState state;
  ActionQueue actions;
  RecordingSink sink;
  const std::unordered_map<SessionKey, TileProgress> progress;
  const Frame frame{look, input, model, state, actions, sink, progress};
  const auto update = [&](std::vector<std::shared_ptr<const Batch>> batches) {
    model.Update(lab.Snapshot(), "", state.settings);
    state.activity.Update(batches, model.snapshot(), input.now, 0);
    const bool retry = StateOf(UiAction::kRetryFailed, frame).enabled;
    EXPECT_EQ(StateOf(UiAction::kSelectFailed, frame).enabled, retry);
    const bool waiting =
        std::any_of(batches.begin(), batches.end(), [](const auto& b) { return b->WaitingCount() > 0; });
    EXPECT_EQ(StateOf(UiAction::kCancelPending, frame).enabled, waiting);
    return retry;
  };
  EXPECT_FALSE(update({}));
  EXPECT_FALSE(update({MakeBatch(lab, 1, input.now, {{0, OutcomeCode::kDone}, {1, OutcomeCode::kAlreadyGone}})}));
  EXPECT_FALSE(update({MakeBatch(lab, 2, input.now,
                                 {{0, OutcomeCode::kRefused}, {1, OutcomeCode::kUnknown, "", TargetStage::kWaiting}})}))
      << "it is not over";
  EXPECT_TRUE(update({MakeBatch(lab, 2, input.now, {{0, OutcomeCode::kRefused}, {1, OutcomeCode::kDone}})}));
  input.own_session = lab.key(0);
  EXPECT_FALSE(update({}));
  input.own_session.reset();
  lab.End(0);
  EXPECT_FALSE(update({}));
}

TEST(LargeActivityTest, FiveThousandSessionsCostWhatIsOnScreen) {
  UiDriver wall(TestLab({{"hall", 5000}}));
  std::vector<TestTarget> targets;
  for (int i = 0; i < 5000; ++i) {
    targets.push_back(i % 2 == 0 ? TestTarget{i, OutcomeCode::kDone} : TestTarget{i, OutcomeCode::kRefused, "no"});
  }
  wall.input.batches = {MakeBatch(wall.lab, 1, wall.input.now, {{0, OutcomeCode::kDone}}),
                        MakeBatch(wall.lab, 3, wall.input.now, {{0, OutcomeCode::kDone}}),
                        MakeBatch(wall.lab, 2, wall.input.now, targets)};
  wall.Press(kToPage);
  wall.Press(ImGuiKey_Enter);
  EXPECT_LT(ImGui::GetDrawData()->TotalVtxCount, 40'000);
  EXPECT_TRUE(HasItem(wall, kPage, "2>3>row"));
  wall.Press(ImGuiKey_Tab);
  for (int i = 0; i < 4; ++i) wall.Press(ImGuiKey_Tab);
  EXPECT_TRUE(HasKeyboard(kPage, "3>open")) << "Tab passes the sessions by, to the next card far below";
  wall.Press(ImGuiMod_Shift | ImGuiKey_Tab);
  wall.Press(ImGuiKey_DownArrow);
  EXPECT_TRUE(HasKeyboard(kPage, "2>0>row"));
  wall.Press(ImGuiKey_PageDown);
  const int paged = [&] {
    for (int i = 0; i < 5000; ++i) {
      if (HasKeyboard(kPage, fmt::format("2>{}>row", i).c_str())) return i;
    }
    return -1;
  }();
  EXPECT_GT(paged, 8);
  EXPECT_LT(paged, 60);
  wall.Press(ImGuiKey_DownArrow);
  EXPECT_TRUE(HasKeyboard(kPage, fmt::format("2>{}>row", paged + 1).c_str()));
  wall.Press(ImGuiKey_Enter);
  EXPECT_EQ(wall.Focused(), paged + 1);
}

TEST(LargeActivityTest, HundredsOfCommandsCostWhatIsOnScreen) {
  UiDriver wall(TestLab({{"hall", 10}}));
  for (BatchId id = 1; id <= 400; ++id) {
    wall.input.batches.push_back(
        MakeBatch(wall.lab, id, wall.input.now, {{0, OutcomeCode::kRefused, "no"}, {1, OutcomeCode::kDone}}));
  }
  wall.Press(kToPage);
  wall.Frames(3);
  EXPECT_LT(ImGui::GetDrawData()->TotalVtxCount, 40'000);
  wall.Press(ImGuiKey_End);
  wall.Frames(3);
  EXPECT_LT(ImGui::GetDrawData()->TotalVtxCount, 40'000);
  EXPECT_TRUE(HasItem(wall, kPage, "1>copy")) << "the oldest is at the end";
}

TEST(HostileActivityTest, NamesAndReasonsOnlyLookOdd) {
  UiDriver wall(TestLab({{"B12", 3}}), {}, {320, 200});
  wall.input.scale = 2;
  auto batch = std::make_shared<Batch>(*MakeBatch(wall.lab, 1, wall.input.now,
                                                  {{0, OutcomeCode::kRefused, std::string(5000, 'W')},
                                                   {1, OutcomeCode::kFailed, "%s%n##{0}"},
                                                   {2, OutcomeCode::kTimedOut, "\xff\xfe"}}));
  batch->targets[0].target.display_name = std::string(5000, 'i');
  batch->targets[1].target.user = "";
  batch->targets[2].target.display_name = "%s##{1}";
  wall.input.batches = {batch, std::make_shared<Batch>()};
  wall.input.notices = {std::string(20'000, 'x'), "", "%n##{}"};
  wall.Frames(6);
  wall.Press(kToPage);
  wall.Press(ImGuiKey_Enter);
  for (const ImVec2 size : {ImVec2(1, 1), ImVec2(3840, 2160), ImVec2(700, 400)}) {
    ImGui::GetIO().DisplaySize = size;
    wall.Frames(3);
  }
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_1);
  wall.Frames(3);
}

}  // namespace
}  // namespace labwall
