// SPDX-License-Identifier: Apache-2.0
#include "ui/wall_model.h"

#include <gtest/gtest.h>

namespace labwall {
namespace {

void AddSession(LabSnapshot& snapshot, const std::string& id, const std::string& room, const std::string& user,
                const std::string& name) {
  auto station = std::make_shared<Station>();
  station->id = id;
  station->host = id + ".lab";
  station->room = room;
  Session session;
  session.key = {id, "boot", "c1", 1};
  session.user = user;
  session.display_name = name;
  station->sessions.push_back(session);
  snapshot.stations.push_back({station, MonotonicTime(), true});
}

std::shared_ptr<LabSnapshot> Lab() {
  auto snapshot = std::make_shared<LabSnapshot>();
  AddSession(*snapshot, "pc-1", "", "odd", "Odd One");
  AddSession(*snapshot, "pc-2", "B14", "irina", "Ирина Соколова");
  AddSession(*snapshot, "pc-3", "B12", "zoe", "Zoé Lambert");
  AddSession(*snapshot, "pc-4", "B12", "mia", "Mia Hoffmann");
  return snapshot;
}

std::vector<std::string> Users(const WallModel& model) {
  std::vector<std::string> users;
  for (const ShownSession& shown : model.sessions()) users.push_back(shown.session->user);
  return users;
}

using Names = std::vector<std::string>;

TEST(WallModelTest, GroupsByRoomWithTheRoomlessLast) {
  WallModel model;
  model.Update(Lab(), "", {});
  EXPECT_EQ(Users(model), (Names{"zoe", "mia", "irina", "odd"}));
  ASSERT_EQ(model.groups().size(), 3U);
  EXPECT_EQ(model.groups()[0].room, "B12");
  EXPECT_EQ(model.groups()[0].count, 2);
  EXPECT_EQ(model.groups()[2].room, "");
}

TEST(WallModelTest, FindsAllWordsInAnyFieldWhateverTheirCase) {
  WallModel model;
  model.Update(Lab(), "  b12   MIA ", {});
  EXPECT_EQ(Users(model), Names{"mia"});
  model.Update(Lab(), "ZOÉ", {});
  EXPECT_EQ(Users(model), Names{"zoe"});
  model.Update(Lab(), "соколова pc-2", {});
  EXPECT_EQ(Users(model), Names{"irina"});
  model.Update(Lab(), "mia irina", {});
  EXPECT_EQ(Users(model), Names{});
  EXPECT_EQ(model.counts().filtered_out, 4);
}

TEST(WallModelTest, FoldedRoomsKeepTheirHeadingAndCount) {
  WallModel model;
  model.Update(Lab(), "", {"B12"});
  EXPECT_EQ(Users(model), (Names{"irina", "odd"}));
  EXPECT_EQ(model.groups()[0].total, 2);
  EXPECT_EQ(model.groups()[0].count, 0);
  EXPECT_TRUE(model.groups()[0].folded);
}

TEST(WallModelTest, AnIdStaysWithItsKeyAndIsNeverGivenAgain) {
  WallModel model;
  model.Update(Lab(), "", {});
  const int64_t mia = model.sessions()[1].id;
  const int64_t zoe = model.sessions()[0].id;
  auto without_zoe = Lab();
  without_zoe->stations.erase(without_zoe->stations.begin() + 2);
  model.Update(without_zoe, "", {});
  EXPECT_EQ(model.sessions()[0].id, mia);
  EXPECT_EQ(model.IndexOfId(zoe), -1);
  model.Update(Lab(), "", {});
  EXPECT_EQ(model.IndexOfId(zoe), -1);
  EXPECT_EQ(model.IndexOfId(mia), 1);
}

TEST(WallModelTest, CountsWhatIsNotShown) {
  auto snapshot = Lab();
  auto hidden = std::make_shared<Station>(*snapshot->stations[3].station);
  hidden->sessions[0].monitored = false;
  snapshot->stations[3].station = hidden;
  snapshot->stations[2].answering = false;
  WallModel model;
  model.Update(snapshot, "", {});
  EXPECT_EQ(model.counts().unmonitored, 1);
  EXPECT_EQ(model.counts().sessions, 3);
  EXPECT_EQ(model.counts().stations, 3);
  EXPECT_EQ(model.counts().problems, 1);
  EXPECT_EQ(model.AllMonitored().size(), 3U);
}

TEST(WallModelTest, ASessionThatAStationNamesTwiceIsShownOnce) {
  auto snapshot = Lab();
  auto twice = std::make_shared<Station>(*snapshot->stations[3].station);
  twice->sessions.push_back(twice->sessions[0]);
  snapshot->stations[3].station = twice;
  WallModel model;
  model.Update(snapshot, "", {});
  EXPECT_EQ(model.sessions().size(), 4U);
  EXPECT_EQ(model.counts().sessions, 4);
}

TEST(WallModelTest, ASearchSeesAStationsNewNames) {
  WallModel model;
  auto snapshot = Lab();
  model.Update(snapshot, "mia", {});
  EXPECT_EQ(Users(model), Names{"mia"});
  auto renamed = std::make_shared<LabSnapshot>(*snapshot);
  auto station = std::make_shared<Station>(*snapshot->stations[3].station);
  station->sessions[0].display_name = station->sessions[0].user = "tom";
  renamed->stations[3].station = station;
  model.Update(renamed, "mia", {});
  EXPECT_EQ(Users(model), Names{});
  model.Update(renamed, "tom", {});
  EXPECT_EQ(Users(model), Names{"tom"});
}

}  // namespace
}  // namespace labwall
