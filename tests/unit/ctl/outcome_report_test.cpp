// SPDX-License-Identifier: Apache-2.0
#include "ctl/outcome_report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "unit/lab/scripted_station.h"

namespace labwall {
namespace {

CommandTarget Target(const std::string& id, const std::string& user, const std::string& display_name = {}) {
  return {MakeSession("pc-1", id, user).key, user, display_name};
}

Batch BatchWith(const std::vector<OutcomeCode>& codes) {
  Batch batch;
  for (const OutcomeCode code : codes) {
    TargetProgress progress;
    progress.target = Target("c" + std::to_string(batch.targets.size()), "ada");
    progress.stage = TargetStage::kFinished;
    progress.outcome.code = code;
    progress.outcome.elapsed = Milliseconds(1234);
    batch.targets.push_back(progress);
  }
  return batch;
}

TEST(OutcomeReportTest, HasEveryFieldInJson) {
  Batch batch = BatchWith({OutcomeCode::kTimedOut});
  batch.targets[0].outcome.detail = "still closing";
  EXPECT_EQ(nlohmann::json::parse(OutcomesAsJson(batch)), nlohmann::json::parse(R"([{
    "key": "pc-1/0123456789abcdef0123456789abcdef/c0/1767254400000000", "user": "ada", "outcome": "TimedOut",
    "detail": "still closing", "elapsed_ms": 1234}])"));
}

TEST(OutcomeReportTest, SucceedsOnlyWhenEverySessionIsGone) {
  EXPECT_EQ(ExitCodeFor(BatchWith({OutcomeCode::kDone, OutcomeCode::kAlreadyGone})), ExitCode::kOk);
  for (const OutcomeCode code : {OutcomeCode::kRefused, OutcomeCode::kUnreachable, OutcomeCode::kTimedOut,
                                 OutcomeCode::kFailed, OutcomeCode::kCancelled, OutcomeCode::kUnknown}) {
    EXPECT_EQ(ExitCodeFor(BatchWith({OutcomeCode::kDone, code})), ExitCode::kOther) << ToString(code);
  }
}

TEST(OutcomeReportTest, AsksByNameAndNamesEachPersonOnce) {
  EXPECT_EQ(LogOffQuestion(
                {Target("c1", "ada", "Ada Lovelace"), Target("c2", "ada", "Ada Lovelace"), Target("c3", "bob", "bob")}),
            "Log off 3 sessions of Ada Lovelace (ada), bob? [y/N] ");
  EXPECT_EQ(LogOffQuestion({Target("c1", "")}), "Log off 1 session of pc-1/c1? [y/N] ");
}

TEST(OutcomeReportTest, DoesNotFillTheScreenWithNames) {
  std::vector<CommandTarget> targets;
  for (int i = 0; i < 100; ++i) targets.push_back(Target("c" + std::to_string(i), "user" + std::to_string(i)));
  EXPECT_NE(LogOffQuestion(targets).find("user11 and 88 more people?"), std::string::npos);
}

}  // namespace
}  // namespace labwall
