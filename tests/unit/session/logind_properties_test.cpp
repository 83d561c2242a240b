// SPDX-License-Identifier: Apache-2.0
#include "session/logind/logind_properties.h"

#include <gtest/gtest.h>

namespace labwall {
namespace {

using sdbus::ObjectPath;
using sdbus::Struct;
using sdbus::Variant;

template <typename T>
Variant Value(const T& value) {
  return Variant(value);
}

LogindProperties AmarasSession() {
  return {
      {"Id", Value(std::string("c4"))},
      {"Name", Value(std::string("root"))},
      {"User", Value(Struct<uint32_t, ObjectPath>(0, "/org/freedesktop/login1/user/_0"))},
      {"Seat", Value(Struct<std::string, ObjectPath>("seat0", "/org/freedesktop/login1/seat/seat0"))},
      {"Timestamp", Value(uint64_t{1'700'000'000'000'001})},
      {"Class", Value(std::string("user"))},
      {"Type", Value(std::string("x11"))},
      {"State", Value(std::string("online"))},
      {"Display", Value(std::string(":5"))},
      {"Leader", Value(uint32_t{4711})},
      {"Remote", Value(true)},
      {"RemoteHost", Value(std::string("desk.example"))},
      {"IdleHint", Value(true)},
      {"IdleSinceHint", Value(uint64_t{1'700'000'000'500'000})},
      {"LockedHint", Value(true)},
  };
}

TEST(LogindPropertiesTest, ReadsEverything) {
  const auto record = RecordFromProperties(AmarasSession(), nullptr);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->id, "c4");
  EXPECT_EQ(record->user, "root");
  EXPECT_EQ(record->display_name, "root");
  EXPECT_EQ(record->home, "/root");
  EXPECT_EQ(record->uid, 0U);
  EXPECT_EQ(record->seat, "seat0");
  EXPECT_EQ(record->started_us, 1'700'000'000'000'001);
  EXPECT_EQ(record->type, SessionType::kX11);
  EXPECT_EQ(record->state, SessionState::kOnline);
  EXPECT_EQ(record->display, ":5");
  EXPECT_EQ(record->leader, 4711);
  EXPECT_TRUE(record->remote);
  EXPECT_EQ(record->remote_host, "desk.example");
  EXPECT_TRUE(record->idle);
  EXPECT_EQ(record->idle_since_us, 1'700'000'000'500'000);
  EXPECT_TRUE(record->locked);
}

TEST(LogindPropertiesTest, LeavesOutWhatIsNoUsersSession) {
  for (const char* other : {"greeter", "lock-screen", "background", "manager", "user-early", ""}) {
    LogindProperties properties = AmarasSession();
    properties["Class"] = Value(std::string(other));
    EXPECT_FALSE(RecordFromProperties(properties, nullptr)) << other;
  }
}

TEST(LogindPropertiesTest, LeavesOutASessionWithoutIdentity) {
  for (const char* needed : {"Id", "Timestamp", "Name"}) {
    LogindProperties properties = AmarasSession();
    properties.erase(needed);
    EXPECT_FALSE(RecordFromProperties(properties, nullptr)) << needed;
  }
  LogindProperties properties = AmarasSession();
  properties["Id"] = Value(std::string("c4 > /etc/passwd"));
  EXPECT_FALSE(RecordFromProperties(properties, nullptr));
}

TEST(LogindPropertiesTest, APropertyOfAnotherTypeIsAsGoodAsMissing) {
  LogindProperties properties = AmarasSession();
  properties["Display"] = Value(uint32_t{5});
  properties["Seat"] = Value(std::string("seat0"));
  properties["Type"] = Value(true);
  const auto record = RecordFromProperties(properties, nullptr);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->display, "");
  EXPECT_EQ(record->seat, "");
  EXPECT_EQ(record->type, SessionType::kUnknown);
}

TEST(LogindPropertiesTest, TheIdleTimeOfASessionThatIsNotIdleIsLeftOut) {
  LogindProperties properties = AmarasSession();
  properties["IdleHint"] = Value(false);
  EXPECT_EQ(RecordFromProperties(properties, nullptr)->idle_since_us, 0);
}

TEST(LogindPropertiesTest, AnAccountIsLookedUpOnce) {
  SessionRecord known;
  known.uid = 0;
  known.user = "root";
  known.home = "/kept";
  known.display_name = "Kept Name";
  EXPECT_EQ(RecordFromProperties(AmarasSession(), &known)->display_name, "Kept Name");
  known.uid = 1;
  EXPECT_EQ(RecordFromProperties(AmarasSession(), &known)->display_name, "root");
}

TEST(LogindPropertiesTest, AnAccountThatIsGoneHasNoHome) {
  SessionRecord record;
  record.uid = 0xFFFF'FFF0;
  record.user = "nobody-knows";
  FillInAccount(record);
  EXPECT_EQ(record.display_name, "nobody-knows");
  EXPECT_EQ(record.home, "");
}

TEST(LogindPropertiesTest, ErrorsKeepLogindsWords) {
  const Error gone = ErrorFromBus("end", sdbus::Error("org.freedesktop.login1.NoSuchSession", "No session 'c9' known"));
  EXPECT_EQ(gone.code, ErrorCode::kNotFound);
  EXPECT_EQ(gone.message, "end: No session 'c9' known");
  const Error other = ErrorFromBus("end", sdbus::Error("org.example.Odd", ""));
  EXPECT_EQ(other.code, ErrorCode::kUnknown);
  EXPECT_EQ(other.message, "end: org.example.Odd");
}

}  // namespace
}  // namespace labwall
