// SPDX-License-Identifier: Apache-2.0
#include "ui/phrases.h"

#include <gtest/gtest.h>

namespace labwall {
namespace {

using std::chrono::milliseconds;

TEST(PhrasesTest, SpansAreShort) {
  EXPECT_EQ(ShortSpan(milliseconds(-5)), "0 s");
  EXPECT_EQ(ShortSpan(milliseconds(12'900)), "12 s");
  EXPECT_EQ(ShortSpan(milliseconds(60'000)), "1 min");
  EXPECT_EQ(ShortSpan(milliseconds(3'599'999)), "59 min");
  EXPECT_EQ(ShortSpan(milliseconds(7'200'000)), "2 h");
}

TEST(PhrasesTest, ASpanSaysWhenItChanges) {
  EXPECT_EQ(UntilSpanChanges(milliseconds(12'900)), milliseconds(100));
  EXPECT_EQ(UntilSpanChanges(milliseconds(61'000)), milliseconds(59'000));
}

TEST(PhrasesTest, WhatIsUnusualAboutASession) {
  Session session;
  session.state = SessionState::kActive;
  EXPECT_EQ(UnusualInWords(session, false, 0), "");
  EXPECT_EQ(UnusualInWords(session, true, 0), "this session");
  session.idle = true;
  session.idle_since_us = 1'000'000;
  EXPECT_EQ(UnusualInWords(session, false, 541'000'000), "idle 9 min");
  session.locked = true;
  EXPECT_EQ(UnusualInWords(session, false, 541'000'000), "locked");
}

TEST(PhrasesTest, StateIsToldByShape) {
  Session session;
  session.state = SessionState::kActive;
  StationView view;
  EXPECT_EQ(GlyphOf(session, view), StateGlyph::kActive);
  session.idle = true;
  EXPECT_EQ(GlyphOf(session, view), StateGlyph::kIdle);
  session.state = SessionState::kOnline;
  EXPECT_EQ(GlyphOf(session, view), StateGlyph::kSuspended);
  session.locked = true;
  EXPECT_EQ(GlyphOf(session, view), StateGlyph::kHeld);
  view.answering = false;
  EXPECT_EQ(GlyphOf(session, view), StateGlyph::kProblem);
}

TEST(PhrasesTest, ABatchSaysWhatBecameOfIt) {
  Batch batch;
  const auto add = [&](TargetStage stage, OutcomeCode code) {
    TargetProgress target;
    target.stage = stage;
    target.outcome.code = code;
    batch.targets.push_back(target);
  };
  add(TargetStage::kFinished, OutcomeCode::kDone);
  add(TargetStage::kFinished, OutcomeCode::kDone);
  add(TargetStage::kFinished, OutcomeCode::kRefused);
  add(TargetStage::kAccepted, OutcomeCode::kUnknown);
  EXPECT_EQ(BatchTitle(batch, ""), "Log off 4 users");
  EXPECT_EQ(BatchTitle(batch, "B12"), "Log off 4 users, B12");
  const auto summary = [&] {
    StandingCounts counts;
    counts.Add(batch);
    return BatchSummary(counts);
  };
  EXPECT_EQ(summary(), "2 done, 1 refused, 1 under way");
  batch.targets.pop_back();
  EXPECT_EQ(summary(), "2 done, 1 refused");
  add(TargetStage::kFinished, OutcomeCode::kTimedOut);
  add(TargetStage::kFinished, OutcomeCode::kCancelled);
  EXPECT_EQ(summary(), "2 done, 1 refused, 1 timed out, 1 cancelled");
}

TEST(PhrasesTest, ProgressCarriesTheStationsOwnWords) {
  TargetProgress target;
  EXPECT_EQ(ProgressInWords(target), "Asking the station…");
  target.stage = TargetStage::kFinished;
  target.outcome.code = OutcomeCode::kRefused;
  target.outcome.detail = "administrator";
  EXPECT_EQ(ProgressInWords(target), "Refused: administrator");
  target.outcome.detail.clear();
  EXPECT_EQ(ProgressInWords(target), "Refused");
  target.outcome.code = OutcomeCode::kTimedOut;
  target.outcome.detail = "pc-1 did not answer";
  EXPECT_EQ(ProgressInWords(target), "Timed out: pc-1 did not answer");
  target.outcome.code = OutcomeCode::kCancelled;
  target.outcome.detail = "withdrawn";
  EXPECT_EQ(ProgressInWords(target), "Cancelled, nothing was touched");
}

TEST(PhrasesTest, EveryReasonForNoPictureHasItsWords) {
  Session session;
  session.picture = PictureState::kAvailable;
  StationView view;
  const milliseconds age(12'000);
  EXPECT_EQ(OverlayOf(session, view, true, age).what, "");
  EXPECT_EQ(OverlayOf(session, view, false, age).what, "Waiting for the first picture");
  session.picture = PictureState::kNoDisplay;
  EXPECT_EQ(OverlayOf(session, view, false, age).what, "This session has no X display");
  session.picture = PictureState::kUnresponsive;
  EXPECT_EQ(OverlayOf(session, view, true, age).what, "No picture for 12 s");
  view.answering = false;
  EXPECT_EQ(OverlayOf(session, view, true, age).what, "Station does not answer");
  EXPECT_EQ(OverlayOf(session, view, true, age).why, "No picture for 12 s");
}

}  // namespace
}  // namespace labwall
