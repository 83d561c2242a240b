// SPDX-License-Identifier: Apache-2.0
#include "ctl/session_report.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "unit/ctl/lab_of_test.h"

namespace labwall {
namespace {

TEST(SessionReportTest, HasEveryFieldInJson) {
  Station station = MakeStation("pc-1", {"c1:ada"});
  Session& session = station.sessions[0];
  session.display_name = "Ada Lovelace";
  session.locked = session.remote = true;
  session.state = SessionState::kOnline;
  const nlohmann::json list = nlohmann::json::parse(SessionsAsJson(LabOf({station})));
  EXPECT_EQ(list, nlohmann::json::parse(R"([{
    "key": "pc-1/0123456789abcdef0123456789abcdef/c1/1767254400000000", "station": "pc-1", "user": "ada",
    "display_name": "Ada Lovelace", "type": "x11", "state": "online", "remote": true, "idle": false, "locked": true,
    "started": "2026-01-01T08:00:00Z", "monitored": true}])"));
}

TEST(SessionReportTest, PrintsAnEmptyListForAnEmptyLab) { EXPECT_EQ(SessionsAsJson(LabOf({})), "[]\n"); }

TEST(SessionReportTest, SurvivesTimesThatMakeNoSense) {
  EXPECT_EQ(Rfc3339(0), "1970-01-01T00:00:00Z");
  EXPECT_FALSE(Rfc3339(std::numeric_limits<int64_t>::max()).empty());
}

TEST(SessionReportTest, SaysInWordsHowASessionIs) {
  Station station = MakeStation("pc-1", {"c1:ada"});
  station.sessions[0].idle = true;
  station.sessions[0].monitored = false;
  LabSnapshot lab = LabOf({station});
  lab.stations[0].answering = false;
  const std::string table = SessionsAsTable(lab);
  EXPECT_NE(table.find("pc-1/c1"), std::string::npos);
  EXPECT_NE(table.find("active, idle, not monitored, station silent"), std::string::npos) << table;
}

TEST(SessionReportTest, TellsAnEmptyRoomFromAnEmptyLab) {
  EXPECT_EQ(SessionsAsTable(LabOf({})), "No station has reported.\n");
  EXPECT_EQ(SessionsAsTable(LabOf({MakeStation("pc-1", {})})), "Nobody is logged in on any station.\n");
}

}  // namespace
}  // namespace labwall
