// SPDX-License-Identifier: Apache-2.0
#include "wire/subjects.h"

#include <gtest/gtest.h>

namespace labwall::wire {
namespace {

TEST(SubjectsTest, AreThoseOfTheDesign) {
  EXPECT_EQ(StateSubject("lab-01"), "lw.v1.station.lab-01.state");
  EXPECT_EQ(WatchSubject("lab-01"), "lw.v1.station.lab-01.watch");
  EXPECT_EQ(CommandSubject("lab-01"), "lw.v1.station.lab-01.command");
  EXPECT_EQ(WordSubject("lab-01", 7), "lw.v1.station.lab-01.word.7");
  EXPECT_EQ(AllWordsSubject("lab-01"), "lw.v1.station.lab-01.word.*");
  EXPECT_EQ(FrameSubject("lab-01", "c4", Rung::k320x180), "lw.v1.frame.lab-01.c4.320x180");
}

TEST(SubjectsTest, AFrameSubjectReadsBack) {
  for (const Rung rung : kRungs) {
    const std::string subject = FrameSubject("lab-01", "c4", rung);
    const auto address = ParseFrameSubject(subject);
    ASSERT_TRUE(address) << subject;
    EXPECT_EQ(address->station, "lab-01");
    EXPECT_EQ(address->session_id, "c4");
    EXPECT_EQ(address->rung, rung);
  }
}

TEST(SubjectsTest, RefusesWhatIsNoFrameSubject) {
  for (const char* subject : {"", "lw.v1.frame", "lw.v1.frame.", "lw.v1.frame.a", "lw.v1.frame.a.b", "lw.v1.frame.a.b.",
                              "lw.v1.frame..b.native", "lw.v1.frame.a..native", "lw.v1.frame.a.b.native.",
                              "lw.v1.frame.a.b.native.x", "lw.v1.frame.a.b.unknown", "lw.v2.frame.a.b.native",
                              "lw.v1.frame.*.b.native", "xlw.v1.frame.a.b.native", "lw.v1.station.a.state"}) {
    EXPECT_FALSE(ParseFrameSubject(subject)) << subject;
  }
}

TEST(SubjectsTest, AWordSubjectReadsBack) {
  for (const uint64_t number : {uint64_t{0}, uint64_t{1}, UINT64_MAX}) {
    const std::string subject = WordSubject("lab-01", number);
    const auto address = ParseWordSubject(subject);
    ASSERT_TRUE(address) << subject;
    EXPECT_EQ(address->station, "lab-01");
    EXPECT_EQ(address->number, number);
  }
}

TEST(SubjectsTest, RefusesWhatIsNoWordSubject) {
  for (const char* subject :
       {"", "lw.v1.station.a.word", "lw.v1.station.a.word.", "lw.v1.station.a.word.*", "lw.v1.station.a.word.-1",
        "lw.v1.station.a.word.1x", "lw.v1.station.a.word.1.2", "lw.v1.station.a.word.18446744073709551616",
        "lw.v1.station..word.1", "lw.v1.station.*.word.1", "lw.v1.station.a.command", "lw.v1.station.a.command.1",
        "lw.v2.station.a.word.1", "_INBOX.abc"}) {
    EXPECT_FALSE(ParseWordSubject(subject)) << subject;
  }
}

TEST(SubjectsTest, NamesTheStationOfItsSubjects) {
  EXPECT_EQ(StationOfSubject(StateSubject("lab-01")), "lab-01");
  EXPECT_EQ(StationOfSubject(CommandSubject("lab-01")), "lab-01");
  for (const char* subject : {"", "lw.v1.station.", "lw.v1.station.a", "lw.v1.station.a.", "lw.v1.station..state",
                              "lw.v1.station.a.b.state", "lw.v1.station.*.state", "lw.v1.frame.a.b.native"}) {
    EXPECT_FALSE(StationOfSubject(subject)) << subject;
  }
}

}  // namespace
}  // namespace labwall::wire
