// SPDX-License-Identifier: Apache-2.0
// What pops up in the corner: commands, notices, confirmations.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "items.h"

namespace labwall {
namespace {

using testing::ElementsAre;
using Numbers = std::set<int>;

constexpr const char* kToasts = "##toasts";
const TestTarget kUnderWay{1, OutcomeCode::kUnknown, "", TargetStage::kAccepted};

class ToastsTest : public testing::Test {
 protected:
  ToastsTest() {
    wall_.input.picture = nullptr;  // whose age would ask for frames
    wall_.Frames(6);
  }

  void Give(BatchId id, const std::vector<TestTarget>& targets) {
    auto& batches = wall_.input.batches;
    const auto same = std::find_if(batches.begin(), batches.end(), [&](const auto& batch) { return batch->id == id; });
    std::shared_ptr<const Batch> batch = MakeBatch(wall_.lab, id, wall_.input.now, targets);
    if (same != batches.end()) {
      *same = std::move(batch);
    } else {
      batches.push_back(std::move(batch));
    }
    wall_.Frames(12);
  }
  void Wait(Milliseconds time) {
    wall_.input.now += time;
    wall_.input.now_unix_us += time.count() * 1000;
    wall_.Frames(12);
  }
  // The mouse is somewhere else afterwards, for toasts wait for it.
  [[nodiscard]] bool Has(const char* id) {
    const bool has = HasItem(wall_, kToasts, id);
    wall_.MoveMouse({10, 300});
    wall_.Frames(3);
    return has;
  }
  // How far down the button is.
  [[nodiscard]] float PlaceOf(const char* id) {
    EXPECT_TRUE(HasItem(wall_, kToasts, id)) << id;
    return ImGui::GetIO().MousePos.y;
  }

  UiDriver wall_{TestLab({{"B12", 6}, {"B14", 4}})};
};

TEST_F(ToastsTest, ACommandGetsOneThatLeavesTheKeyboardWhereItIs) {
  wall_.Press(ImGuiKey_Home);
  EXPECT_FALSE(wall_.Shows(kToasts));
  Give(1, {kUnderWay});
  EXPECT_TRUE(wall_.Shows(kToasts));
  wall_.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(wall_.Selected(), Numbers{1});
}

TEST_F(ToastsTest, ItTakesNoKeysFromAFieldEither) {
  wall_.Press(ImGuiMod_Ctrl | ImGuiKey_F);
  Give(1, {kUnderWay});
  wall_.Type("person 04");
  EXPECT_EQ(wall_.ui().scene().tiles.size(), 1U);
}

TEST_F(ToastsTest, ItGoesByItselfAWhileAfterAllWentWell) {
  Give(1, {kUnderWay, {2, OutcomeCode::kDone}});
  Wait(Milliseconds(20'000));
  EXPECT_TRUE(wall_.Shows(kToasts)) << "it is not over yet";
  Give(1, {{1, OutcomeCode::kAlreadyGone}, {2, OutcomeCode::kDone}});
  Wait(Milliseconds(5'500));
  EXPECT_TRUE(wall_.Shows(kToasts));
  Wait(Milliseconds(600));
  EXPECT_FALSE(wall_.Shows(kToasts));
}

TEST_F(ToastsTest, ItStaysUntilItIsClosedWhenAnythingFailed) {
  for (const OutcomeCode code : {OutcomeCode::kRefused, OutcomeCode::kUnreachable, OutcomeCode::kTimedOut,
                                 OutcomeCode::kFailed, OutcomeCode::kUnknown}) {
    SCOPED_TRACE(ToString(code));
    const BatchId id = wall_.input.batches.size() + 1;
    Give(id, {{1, code}, {2, OutcomeCode::kDone}});
    Wait(Milliseconds(3'600'000));
    ASSERT_TRUE(wall_.Shows(kToasts));
    ClickItem(wall_, kToasts, fmt::format("{}>close", id).c_str());
    wall_.Frames(12);
    EXPECT_FALSE(wall_.Shows(kToasts));
  }
}

TEST_F(ToastsTest, ItWaitsForTheMouseToLeave) {
  Give(1, {{1, OutcomeCode::kDone}});
  ASSERT_TRUE(HasItem(wall_, kToasts, "1>details"));
  Wait(Milliseconds(60'000));
  EXPECT_TRUE(wall_.Shows(kToasts));
  wall_.MoveMouse({10, 300});
  wall_.Frames(2);
  Wait(Milliseconds(2'100));
  EXPECT_FALSE(wall_.Shows(kToasts));
}

TEST_F(ToastsTest, DetailsLeadToTheCommandOnThePage) {
  for (BatchId id = 1; id <= 20; ++id) Give(id, {{1, OutcomeCode::kRefused}, {2, OutcomeCode::kDone}});
  const float newest = PlaceOf("20>details");
  EXPECT_GT(newest, PlaceOf("18>details"));
  ClickItem(wall_, kToasts, "18>details");
  wall_.Frames(4);
  EXPECT_TRUE(HasKeyboard("##activity page", "18>open"));
  wall_.Press(ImGuiKey_Tab);
  EXPECT_TRUE(HasKeyboard("##activity page", "18>try again"));
}

TEST_F(ToastsTest, WhatFailedCanBeTriedAgainFromIt) {
  Give(1, {{1, OutcomeCode::kRefused}, {2, OutcomeCode::kDone}, {3, OutcomeCode::kFailed}});
  wall_.lab.End(2);
  wall_.Publish();
  ClickItem(wall_, kToasts, "1>try again");
  ASSERT_TRUE(wall_.DialogOpen());
  wall_.Press(ImGuiKey_RightArrow);
  wall_.Press(ImGuiKey_Enter);
  EXPECT_THAT(wall_.Targets(), ElementsAre(1, 3));
}

TEST_F(ToastsTest, ItCancelsWhatNoStationHasTakenUp) {
  Give(1, {kUnderWay, {2, OutcomeCode::kUnknown, "", TargetStage::kWaiting}});
  ClickItem(wall_, kToasts, "1>cancel");
  EXPECT_THAT(wall_.sink.cancelled, ElementsAre(1));
  Give(1, {kUnderWay, {2, OutcomeCode::kCancelled}});
  EXPECT_FALSE(Has("1>cancel"));
  EXPECT_TRUE(Has("1>try again"));
  Give(1, {{1, OutcomeCode::kDone}, {2, OutcomeCode::kCancelled}});
  Wait(Milliseconds(6'100));
  EXPECT_FALSE(wall_.Shows(kToasts)) << "that was the supervisor's own wish, so nothing failed";
}

TEST_F(ToastsTest, ThereIsNothingToTryAgainWhenAllWentWell) {
  Give(1, {{1, OutcomeCode::kDone}});
  EXPECT_FALSE(Has("1>try again"));
}

TEST_F(ToastsTest, ThreeShowAtMostTheNewestAtTheBottom) {
  for (BatchId id = 1; id <= 5; ++id) Give(id, {{1, OutcomeCode::kRefused}});
  EXPECT_FALSE(Has("1>close"));
  EXPECT_FALSE(Has("2>close"));
  const float third = PlaceOf("3>close");
  const float fourth = PlaceOf("4>close");
  const float fifth = PlaceOf("5>close");
  EXPECT_LT(third, fourth);
  EXPECT_LT(fourth, fifth);
  EXPECT_LT(fifth, 900 - 28);
  ClickItem(wall_, kToasts, "4>close");
  wall_.Frames(12);
  EXPECT_GT(PlaceOf("3>close"), third) << "moves down";
  EXPECT_FALSE(Has("2>close")) << "is on the Activity page, and does not come back";
}

TEST_F(ToastsTest, ANoticeShowsOnceUntilItIsClosed) {
  wall_.input.notices = {"The settings could not be read."};
  wall_.Frames(12);
  Wait(Milliseconds(3'600'000));
  EXPECT_TRUE(Has("1>close"));
  ClickItem(wall_, kToasts, "1>close");
  wall_.Frames(12);
  EXPECT_FALSE(wall_.Shows(kToasts));
  wall_.input.notices.emplace_back("Another.");
  wall_.Frames(12);
  EXPECT_TRUE(Has("2>close"));
  EXPECT_FALSE(Has("3>close")) << "the first is not shown again";
}

TEST_F(ToastsTest, NoNoticeIsLostBehindOthers) {
  wall_.input.notices = {"one", "two", "three", "four"};
  wall_.Frames(12);
  for (const BatchId id : {1, 2}) Give(id, {{1, OutcomeCode::kRefused}});
  EXPECT_FALSE(Has("1>close")) << "has to wait";
  for (const char* id : {"6>close", "5>close", "4>close", "3>close", "2>close", "1>close"}) {
    ClickItem(wall_, kToasts, id);
    wall_.Frames(12);
  }
  EXPECT_FALSE(wall_.Shows(kToasts));
}

TEST_F(ToastsTest, OneAtRestAsksForNoFrame) {
  wall_.lab.End(1);  // whose tile would say for a minute what became of it
  wall_.lab.End(2);
  wall_.Publish();
  wall_.input.batches = {MakeBatch(wall_.lab, 1, wall_.input.now, {{1, OutcomeCode::kRefused}})};
  wall_.Frames(20);
  EXPECT_EQ(wall_.ui().next_change(), std::nullopt);
  const MonotonicTime seen = wall_.input.now;
  wall_.input.batches.push_back(MakeBatch(wall_.lab, 2, seen, {{2, OutcomeCode::kDone}}));
  wall_.Frames(20);
  ASSERT_TRUE(wall_.ui().next_change().has_value());
  EXPECT_EQ(*wall_.ui().next_change(), seen + std::chrono::seconds(6)) << "when it goes";
}

TEST_F(ToastsTest, OneOnItsWayAsksForTheNextFrame) {
  wall_.input.batches = {MakeBatch(wall_.lab, 1, wall_.input.now, {{1, OutcomeCode::kRefused}})};
  wall_.Frames(5);
  EXPECT_LT(*wall_.ui().next_change(), wall_.input.now);
}

TEST_F(ToastsTest, NothingMovesWhereTheDesktopAsksForRest) {
  wall_.input.desktop.reduced_motion = true;
  wall_.Frames(4);
  wall_.input.batches = {MakeBatch(wall_.lab, 1, wall_.input.now, {{1, OutcomeCode::kRefused}})};
  wall_.Frames(1);
  const int vertices = ImGui::GetDrawData()->TotalVtxCount;
  EXPECT_TRUE(wall_.Shows(kToasts));
  wall_.Frames(12);
  EXPECT_EQ(ImGui::GetDrawData()->TotalVtxCount, vertices);
  ClickItem(wall_, kToasts, "1>close");
  wall_.Frames(1);
  EXPECT_FALSE(wall_.Shows(kToasts));
}

TEST_F(ToastsTest, ItIsAboveTheSelectionBarWhereBothHaveNoRoom) {
  ImGui::GetIO().DisplaySize = {700, 800};
  wall_.Press(ImGuiMod_Ctrl | ImGuiKey_A);
  Give(1, {{1, OutcomeCode::kRefused}});
  wall_.Frames(12);
  const float toast = PlaceOf("1>details");
  EXPECT_TRUE(HasItem(wall_, "##selection", "log off"));
  EXPECT_LT(toast, ImGui::GetIO().MousePos.y - 20);
}

TEST_F(ToastsTest, WhatItCoversOfThePageCanBeScrolledClear) {
  for (BatchId id = 1; id <= 12; ++id) Give(id, {{1, OutcomeCode::kRefused}});
  wall_.Press(ImGuiMod_Ctrl | ImGuiKey_2);
  wall_.Press(ImGuiKey_End);
  wall_.MoveMouse({700, 400});
  for (int i = 0; i < 30; ++i) {
    ImGui::GetIO().AddMouseWheelEvent(0, -5);
    wall_.Frames(1);
  }
  const float top = PlaceOf("10>close");
  const std::optional<ImVec2> last = FindItem(wall_, "##activity page", "1>copy");
  ASSERT_TRUE(last.has_value());
  EXPECT_LT(last->y, top);
}

TEST_F(ToastsTest, TheKeyboardReachesItByF6AndClosesIt) {
  wall_.Press(ImGuiKey_F9);
  Give(1, {{1, OutcomeCode::kRefused}});
  wall_.Press(ImGuiKey_F9);  // a command opens the panel
  wall_.Press(ImGuiKey_F6);
  EXPECT_TRUE(HasKeyboard(kToasts, "1>details"));
  wall_.Press(ImGuiKey_Tab);
  wall_.Press(ImGuiKey_Tab);
  EXPECT_TRUE(HasKeyboard(kToasts, "1>close"));
  wall_.Press(ImGuiKey_Enter);
  wall_.Frames(12);
  EXPECT_FALSE(wall_.Shows(kToasts));
  wall_.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(wall_.Selected(), Numbers{1}) << "the wall has the keyboard again";
}

}  // namespace
}  // namespace labwall
