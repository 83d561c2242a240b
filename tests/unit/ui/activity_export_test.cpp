// SPDX-License-Identifier: Apache-2.0
#include "ui/activity_export.h"

#include <gtest/gtest.h>
#include <time.h>

#include <cstdlib>

#include "ui/local_time.h"

namespace labwall {
namespace {

constexpr int64_t kThen = 1'700'000'000'000'000;  // 2023-11-14 22:13:20 UTC

class ActivityExportTest : public testing::Test {
 protected:
  ActivityExportTest() {
    SetZone("Rome-1");
    entry_.submitted_unix_us = kThen;
  }
  ~ActivityExportTest() override { SetZone(nullptr); }

  static void SetZone(const char* zone) {
    if (zone != nullptr) {
      ::setenv("TZ", zone, 1);
    } else {
      ::unsetenv("TZ");
    }
    ::tzset();
  }

  void Add(const std::string& user, const std::string& name, OutcomeCode code, const std::string& detail = "",
           TargetStage stage = TargetStage::kFinished) {
    TargetProgress target;
    target.target = {{"pc-01", std::string(32, '0'), "c4", 1}, user, name};
    target.stage = stage;
    target.outcome.code = code;
    target.outcome.detail = detail;
    target.outcome.elapsed = Milliseconds(1234);
    batch_->targets.push_back(target);
    entry_.rooms.emplace_back("B12");
    entry_.batch = batch_;
    entry_.counts = {};
    entry_.counts.Add(*batch_);
  }

  // The rows below the header, which every table has.
  [[nodiscard]] std::string Rows() const {
    const std::string csv = ActivityAsCsv({&entry_, 1});
    const std::string header = "time,action,user,name,station,room,session,outcome,reason,seconds\r\n";
    EXPECT_EQ(csv.substr(0, header.size()), header);
    return csv.substr(std::min(csv.size(), header.size()));
  }

  ActivityEntry entry_;

 private:
  std::shared_ptr<Batch> batch_ = [] {
    auto batch = std::make_shared<Batch>();
    batch->action = Action::kLogOff;
    return batch;
  }();
};

TEST_F(ActivityExportTest, EachSessionHasItsRow) {
  Add("amara", "Amara Okafor", OutcomeCode::kDone);
  Add("irina", "Ирина Соколова", OutcomeCode::kTimedOut, "soffice.bin holds it");
  EXPECT_EQ(
      Rows(),
      "2023-11-14T23:13:20+01:00,LogOff,amara,Amara Okafor,pc-01,B12,c4,Done,,1.234\r\n"
      "2023-11-14T23:13:20+01:00,LogOff,irina,Ирина Соколова,pc-01,B12,c4,TimedOut,soffice.bin holds it,1.234\r\n");
}

TEST_F(ActivityExportTest, WhatIsUnderWayHasNoReasonAndNoSeconds) {
  Add("a", "A", OutcomeCode::kUnknown, "left over", TargetStage::kWaiting);
  Add("b", "B", OutcomeCode::kUnknown, "left over", TargetStage::kAccepted);
  EXPECT_EQ(Rows(),
            "2023-11-14T23:13:20+01:00,LogOff,a,A,pc-01,B12,c4,Waiting,,\r\n"
            "2023-11-14T23:13:20+01:00,LogOff,b,B,pc-01,B12,c4,Accepted,,\r\n");
}

TEST_F(ActivityExportTest, CommasQuotesAndLineEndsStayInsideTheirCell) {
  Add("o\"neil", "O'Neil, \"Shaq\"", OutcomeCode::kFailed, "first\r\nsecond");
  EXPECT_EQ(Rows(),
            "2023-11-14T23:13:20+01:00,LogOff,\"o\"\"neil\",\"O'Neil, \"\"Shaq\"\"\",pc-01,B12,c4,Failed,"
            "\"first\r\nsecond\",1.234\r\n");
}

TEST_F(ActivityExportTest, WhatASpreadsheetWouldTakeForAFormulaIsText) {
  const std::pair<const char*, const char*> cells[] = {
      {"=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""},
      {"+1", "'+1"},
      {"-2+3", "'-2+3"},
      {"@SUM(A1)", "'@SUM(A1)"},
      {"\t=1", "'\t=1"},
      {"\r=1", "\"'\r=1\""},
      {"a=1", "a=1"},
      {"", ""}};
  std::string expected;
  for (const auto& [text, cell] : cells) {
    Add(text, "A", OutcomeCode::kDone);
    expected += std::string("2023-11-14T23:13:20+01:00,LogOff,") + cell + ",A,pc-01,B12,c4,Done,,1.234\r\n";
  }
  EXPECT_EQ(Rows(), expected);
}

TEST_F(ActivityExportTest, WithoutARoomTheCellIsEmpty) {
  Add("a", "A", OutcomeCode::kDone);
  entry_.rooms.clear();
  EXPECT_EQ(Rows(), "2023-11-14T23:13:20+01:00,LogOff,a,A,pc-01,,c4,Done,,1.234\r\n");
}

TEST_F(ActivityExportTest, TheTextHasAHeadingAndALineForEachSession) {
  Add("amara", "Amara Okafor", OutcomeCode::kDone);
  Add("luca", "Luca Ferri", OutcomeCode::kRefused, "administrator");
  EXPECT_EQ(ActivityAsText({&entry_, 1}),
            "Log off 2 users  2023-11-14 23:13\n"
            "1 done, 1 refused\n"
            "  Amara Okafor (amara)  pc-01  Logged off  1.2 s\n"
            "  Luca Ferri (luca)  pc-01  Refused: administrator  1.2 s\n");
}

TEST_F(ActivityExportTest, NothingIsAnEmptyTextAndAHeader) {
  EXPECT_EQ(ActivityAsText({}), "");
  EXPECT_EQ(ActivityAsCsv({}), "time,action,user,name,station,room,session,outcome,reason,seconds\r\n");
}

TEST_F(ActivityExportTest, AFileIsNamedByTheClockOnTheWall) {
  EXPECT_EQ(ActivityFileName(kThen), "~/labwall-activity-2023-11-14-2313.csv");
  SetZone("Kathmandu-5:45");
  EXPECT_EQ(ActivityFileName(kThen), "~/labwall-activity-2023-11-15-0358.csv");
}

TEST_F(ActivityExportTest, TimesCarryTheirDistanceFromUtc) {
  SetZone("Rome-1");
  EXPECT_EQ(LocalTimeOf(kThen).iso, "2023-11-14T23:13:20+01:00");
  SetZone("Newfoundland3:30");
  EXPECT_EQ(LocalTimeOf(kThen).iso, "2023-11-14T18:43:20-03:30");
  SetZone("UTC0");
  EXPECT_EQ(LocalTimeOf(kThen).iso, "2023-11-14T22:13:20+00:00");
}

}  // namespace
}  // namespace labwall
