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

TEST(WallModelTest, FindsANameWhoseJoinersNobodyTypes) {
  const auto lab = std::make_shared<LabSnapshot>();
  AddSession(*lab, "pc-1", "", "mina", "مینا می\u200Cخواهم");
  WallModel model;
  for (const char* search : {"میخواهم", "می\u200Cخواهم"}) {
    model.Update(lab, search, {});
    EXPECT_EQ(Users(model), Names{"mina"});
  }
}

TEST(WallModelTest, FoldedRoomsKeepTheirHeadingAndCount) {
  WallModel model;
  UiSettings settings;
  settings.folded_groups = {RoomGroupId("B12")};
  model.Update(Lab(), "", settings);
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

TEST(WallModelTest, AStationThatComesBackAsTheSameObjectIsListedAnew) {
  WallModel model;
  const auto all = Lab();
  model.Update(all, "", {});
  const int64_t zoe = model.sessions()[0].id;
  auto without_zoe = std::make_shared<LabSnapshot>(*all);
  without_zoe->stations.erase(without_zoe->stations.begin() + 2);
  model.Update(without_zoe, "", {});
  model.Update(all, "", {});
  EXPECT_EQ(Users(model), (Names{"zoe", "mia", "irina", "odd"}));
  EXPECT_EQ(model.IndexOf(*model.sessions()[0].key), 0);
  EXPECT_NE(model.sessions()[0].id, zoe) << "an id is never given again";
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

// Changes one session of a lab that nobody has published yet.
template <typename Change>
void Edit(LabSnapshot& snapshot, size_t station, Change change) {
  auto edited = std::make_shared<Station>(*snapshot.stations[station].station);
  change(*edited);
  snapshot.stations[station].station = edited;
}

TEST(WallModelTest, FilteredLeavesOutWhoIsSuspendedAndAllShowsThemAndFreeStations) {
  auto snapshot = Lab();
  Edit(*snapshot, 3, [](Station& s) { s.sessions[0].state = SessionState::kOnline; });
  Edit(*snapshot, 1, [](Station& s) { s.sessions.clear(); });
  WallModel model;
  UiSettings settings;
  model.Update(snapshot, "", settings);
  EXPECT_EQ(Users(model), (Names{"zoe", "odd"}));
  EXPECT_EQ(model.counts().filtered_out, 1);
  settings.show = Show::kAll;
  model.Update(snapshot, "", settings);
  ASSERT_EQ(model.sessions().size(), 4U);
  EXPECT_EQ(model.sessions()[2].session, nullptr);
  EXPECT_EQ(model.sessions()[2].view->station->id, "pc-2");
  EXPECT_EQ(model.IndexOf(*model.sessions()[2].key), 2);
  EXPECT_FALSE(model.Knows(*model.sessions()[2].key)) << "it is no session";
  EXPECT_EQ(model.counts().sessions, 3);
  model.Update(snapshot, "b14", settings);
  EXPECT_EQ(model.sessions().size(), 1U) << "a free station is found by its room";
}

TEST(WallModelTest, AStationWhoseSessionsAreNotMonitoredIsNotShownAsFree) {
  auto snapshot = Lab();
  Edit(*snapshot, 3, [](Station& s) { s.sessions[0].monitored = false; });
  WallModel model;
  UiSettings settings;
  settings.show = Show::kAll;
  model.Update(snapshot, "", settings);
  EXPECT_EQ(model.sessions().size(), 3U);
}

TEST(WallModelTest, StatesNarrowWhatIsShown) {
  auto snapshot = Lab();
  Edit(*snapshot, 0, [](Station& s) { s.sessions[0].idle = s.sessions[0].locked = true; });
  Edit(*snapshot, 1, [](Station& s) { s.sessions[0].state = SessionState::kOnline; });
  snapshot->stations[2].answering = false;
  WallModel model;
  UiSettings settings;
  const auto with = [&](StateSet states) {
    settings.only_states = states;
    model.Update(snapshot, "", settings);
    return Users(model);
  };
  EXPECT_EQ(with(kStateIdle), Names{"odd"});
  EXPECT_EQ(with(kStateLocked), Names{"odd"});
  EXPECT_EQ(with(kStateDisconnected), Names{"irina"}) << "also in the filtered view";
  EXPECT_EQ(with(kStateProblem), Names{"zoe"});
  EXPECT_EQ(with(kStateActive), Names{"mia"});
  EXPECT_EQ(with(kStateActive | kStateProblem), (Names{"zoe", "mia"}));
}

TEST(WallModelTest, Sorts) {
  auto snapshot = std::make_shared<LabSnapshot>();
  AddSession(*snapshot, "pc-10", "B12", "zoe", "Zoé");
  AddSession(*snapshot, "pc-2", "B9", "anna", "anna");
  AddSession(*snapshot, "pc-3", "B9", "mia", "Mia");
  const auto start = [&](size_t i, int64_t at) {
    Edit(*snapshot, i, [&](Station& s) { s.sessions[0].key.started_us = at; });
  };
  start(0, 50);
  start(1, 70);
  start(2, 60);
  Edit(*snapshot, 1, [](Station& s) {
    s.sessions[0].idle = true;
    s.sessions[0].idle_since_us = 500;
  });
  Edit(*snapshot, 2, [](Station& s) {
    s.sessions[0].idle = true;
    s.sessions[0].idle_since_us = 400;
  });
  WallModel model;
  UiSettings settings;
  settings.group = GroupBy::kNone;
  const auto by = [&](SortBy sort) {
    settings.sort = sort;
    model.Update(snapshot, "", settings);
    return Users(model);
  };
  EXPECT_EQ(by(SortBy::kStation), (Names{"anna", "mia", "zoe"})) << "pc-2 comes before pc-10";
  EXPECT_EQ(by(SortBy::kUser), (Names{"anna", "mia", "zoe"}));
  EXPECT_EQ(by(SortBy::kStartTime), (Names{"zoe", "mia", "anna"}));
  EXPECT_EQ(by(SortBy::kIdleTime), (Names{"mia", "anna", "zoe"})) << "the longest idle first";
  EXPECT_EQ(by(SortBy::kRoom), (Names{"anna", "mia", "zoe"})) << "B9 comes before B12";
  ASSERT_EQ(model.groups().size(), 1U);
  EXPECT_EQ(model.groups()[0].id, "") << "one group without a heading";
}

TEST(WallModelTest, GroupsByStation) {
  auto snapshot = Lab();
  Edit(*snapshot, 3, [](Station& s) {
    s.sessions.push_back(s.sessions[0]);
    s.sessions[1].key.session_id = "c2";
  });
  WallModel model;
  UiSettings settings;
  settings.group = GroupBy::kStation;
  model.Update(snapshot, "", settings);
  ASSERT_EQ(model.groups().size(), 4U);
  EXPECT_EQ(model.groups()[0].host, "pc-1.lab");
  EXPECT_EQ(model.groups()[3].total, 2);
}

TEST(WallModelTest, ARenamedRoomIsFoundAndOrderedByItsName) {
  WallModel model;
  UiSettings settings;
  settings.room_names["B14"] = "Attic";
  model.Update(Lab(), "", settings);
  EXPECT_EQ(model.groups()[0].room, "B14");
  model.Update(Lab(), "attic irina", settings);
  EXPECT_EQ(Users(model), Names{"irina"});
}

TEST(WallModelTest, ADeskPlanSaysWhereTilesAreAndTheRestComesBelow) {
  WallModel model;
  UiSettings settings;
  settings.desk_plans["B12"] = {{"pc-3", {2, 1}}};
  model.Update(Lab(), "", settings);
  EXPECT_EQ(Users(model), (Names{"zoe", "mia", "irina", "odd"}));
  EXPECT_EQ(model.groups()[0].desk_columns, 3);
  EXPECT_EQ(model.sessions()[0].cell, (GridCell{2, 1}));
  EXPECT_EQ(model.sessions()[1].cell, (GridCell{0, 2}));
  settings.desk_plans["B12"]["pc-4"] = {0, 0};
  model.Update(Lab(), "", settings);
  EXPECT_EQ(Users(model), (Names{"mia", "zoe", "irina", "odd"})) << "reading order is that of the desks";
  settings.sort = SortBy::kUser;
  settings.group = GroupBy::kNone;
  model.Update(Lab(), "", settings);
  EXPECT_EQ(model.groups()[0].desk_columns, 0) << "desks are a room's";
}

}  // namespace
}  // namespace labwall
