// SPDX-License-Identifier: Apache-2.0
// The main job on real sessions: they are seen, with their own pixels, and logged off one by one.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "support/eventually.h"
#include "support/picture.h"
#include "support/real_lab.h"

namespace labwall {
namespace {

using nlohmann::json;

class MainJobTest : public testing::Test {
 protected:
  void SetUp() override {
    LABWALL_NEEDS_REAL_SESSIONS();
    lab_ = std::make_unique<RealLab>(4);
    ASSERT_EQ(lab_->problem(), "");
    ASSERT_TRUE(station_.Start());
    ASSERT_TRUE(Eventually([&] { return Listed().size() == 4; }, std::chrono::seconds(20)));
  }

  // What labwallctl lists, as JSON.
  json Listed() const {
    const ProgramResult listed = station_.Ctl({"sessions", "--json"});
    const json parsed = json::parse(listed.output, nullptr, false);
    return parsed.is_array() ? parsed : json::array();
  }

  std::unique_ptr<RealLab> lab_;
  RealStation station_;
};

TEST_F(MainJobTest, LogsOffExactlyTheSessionThatWasNamed) {
  const ProgramResult off = station_.Ctl({"logoff", "--user", "labwall-lab-2", "--yes", "--json"});
  EXPECT_EQ(off.exit_status, 0) << off.errors;
  const json outcomes = json::parse(off.output, nullptr, false);
  ASSERT_TRUE(outcomes.is_array()) << off.output;
  ASSERT_EQ(outcomes.size(), 1u) << off.output;
  EXPECT_EQ(outcomes[0]["outcome"], "Done");
  EXPECT_EQ(outcomes[0]["user"], "labwall-lab-2");
  // Done was said after logind had said so: no waiting here.
  EXPECT_EQ(RealLab::LoggedOnUsers(), (std::set<std::string>{"labwall-lab-1", "labwall-lab-3", "labwall-lab-4"}));
}

TEST_F(MainJobTest, AKeyThatIsGoneTouchesNobody) {
  const std::string key = Listed()[0]["key"];
  ASSERT_EQ(station_.Ctl({"logoff", key, "--yes"}).exit_status, 0);
  const std::set<std::string> left = RealLab::LoggedOnUsers();
  EXPECT_EQ(left.size(), 3u);
  const ProgramResult again = station_.Ctl({"logoff", key, "--yes", "--json"});
  const json outcomes = json::parse(again.output, nullptr, false);
  ASSERT_TRUE(outcomes.is_array() && outcomes.size() == 1) << again.output << again.errors;
  EXPECT_EQ(outcomes[0]["outcome"], "AlreadyGone");
  EXPECT_EQ(RealLab::LoggedOnUsers(), left);
}

TEST_F(MainJobTest, LogsOffAllWithOneOutcomeEach) {
  const ProgramResult off = station_.Ctl({"logoff", "--all", "--yes", "--json"});
  EXPECT_EQ(off.exit_status, 0) << off.errors;
  const json outcomes = json::parse(off.output, nullptr, false);
  ASSERT_TRUE(outcomes.is_array()) << off.output;
  EXPECT_EQ(outcomes.size(), 4u);
  for (const json& outcome : outcomes) EXPECT_EQ(outcome["outcome"], "Done") << outcome;
  EXPECT_TRUE(RealLab::LoggedOnUsers().empty());
}

TEST_F(MainJobTest, TheScreenshotShowsEachSessionsOwnPixelsInItsTile) {
  ScratchDirectory scratch;
  const std::string file = scratch / "wall.png";
  const ProgramResult shot = RunProgram({OurProgram("labwall"), "--headless", "--screenshot", file, "--after", "6",
                                         "--size", "1200x800", "--connect", station_.url()});
  ASSERT_EQ(shot.exit_status, 0) << shot.errors;
  const std::optional<Picture> wall = ReadPng(file);
  ASSERT_TRUE(wall);
  EXPECT_EQ(wall->width, 1200);
  EXPECT_EQ(wall->height, 800);
  // Tiles are in the order in which labwallctl lists the sessions, left to right and then down.
  std::map<std::string, ColourPatch> patches;
  for (const LabSession& session : lab_->Sessions()) {
    const ColourPatch patch = FindColour(*wall, session.colour, 16);
    EXPECT_GT(patch.pixels, 2000) << session.user << " is not on the wall in its colour";
    EXPECT_LT(patch.bottom_right.x - patch.top_left.x, 600) << session.user << "'s colour is in more than one tile";
    patches[session.user] = patch;
  }
  std::optional<Spot> before;
  for (const json& entry : Listed()) {
    const Spot here = patches[entry["user"]].top_left;
    if (before) EXPECT_TRUE(here.y > before->y + 60 || here.x > before->x) << entry["user"] << " is out of place";
    before = here;
  }
}

TEST_F(MainJobTest, AFrameCanBeSavedAsAJpeg) {
  ScratchDirectory scratch;
  const std::string key = Listed()[0]["key"];
  const ProgramResult saved = station_.Ctl({"frame", key, "-o", scratch / "frame.jpg", "--rung", "320x180"});
  EXPECT_EQ(saved.exit_status, 0) << saved.errors;
  const std::string jpeg = ReadFile(scratch / "frame.jpg");
  ASSERT_GT(jpeg.size(), 600u);
  EXPECT_EQ(jpeg.substr(0, 3), "\xFF\xD8\xFF");
}

// A session without an X display has a tile that says so, and can be logged off.
TEST(SessionWithoutDisplayTest, IsListedAndLoggedOff) {
  LABWALL_NEEDS_REAL_SESSIONS();
  RealLab lab(1, {"--console"});
  ASSERT_EQ(lab.problem(), "");
  RealStation station;
  ASSERT_TRUE(station.Start());
  ASSERT_TRUE(Eventually([&] { return station.Ctl({"sessions"}).output.find("labwall-lab-tty") != std::string::npos; },
                         std::chrono::seconds(20)));
  const ProgramResult off = station.Ctl({"logoff", "--user", "labwall-lab-tty", "--yes", "--json"});
  EXPECT_EQ(off.exit_status, 0) << off.output << off.errors;
  EXPECT_EQ(RealLab::LoggedOnUsers(), std::set<std::string>{"labwall-lab-1"});
}

}  // namespace
}  // namespace labwall
