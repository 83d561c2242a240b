// SPDX-License-Identifier: Apache-2.0
#include "model/session_key.h"

#include <gtest/gtest.h>

#include "lab_of.h"

namespace labwall {
namespace {

TEST(SessionKeyTest, ReadsBackWhatItWrites) {
  for (const SessionKey& key : {KeyOf("lab-01", "c4", 0), KeyOf("A_b-9", "12", INT64_MAX), KeyOf("x", "x", 1)}) {
    EXPECT_EQ(SessionKey::Parse(key.ToString()), key) << key.ToString();
  }
  EXPECT_EQ(KeyOf("lab-01", "c4", 7).ToString(), "lab-01/" + kBoot + "/c4/7");
}

TEST(SessionKeyTest, RefusesWhatIsNoKey) {
  const std::string good = KeyOf("lab-01", "c4", 7).ToString();
  ASSERT_TRUE(SessionKey::Parse(good));
  const std::string boot = "/" + kBoot;
  const std::vector<std::string> wrong = {"",
                                          "/",
                                          "///",
                                          good + "/",
                                          good + " ",
                                          " " + good,
                                          good + "x",
                                          "/" + good,
                                          good + std::string(1, '\0'),
                                          "lab-01" + boot + "/c4/",
                                          "lab-01" + boot + "/c4/-1",
                                          "lab-01" + boot + "/c4/+1",
                                          "lab-01" + boot + "/c4/9223372036854775808",
                                          "lab-01" + boot + "/c4",
                                          "lab-01" + boot + "//7",
                                          boot + "/c4/7",
                                          "lab.01" + boot + "/c4/7",
                                          "lab*" + boot + "/c4/7",
                                          "lab-01" + boot + "/c>/7",
                                          "lab-01" + boot + "0/c4/7",
                                          "lab-01/" + kBoot.substr(1) + "/c4/7",
                                          "lab-01/0123456789ABCDEF0123456789ABCDEF/c4/7",
                                          std::string(1 << 16, '/')};
  for (const std::string& text : wrong) {
    EXPECT_FALSE(SessionKey::Parse(text)) << text.substr(0, 100);
  }
}

TEST(SessionKeyTest, KnowsWhatMayBeAStation) {
  EXPECT_TRUE(IsStationId("a"));
  EXPECT_TRUE(IsStationId(std::string(63, 'a')));
  EXPECT_FALSE(IsStationId(std::string(64, 'a')));
  for (const char* text : {"", "a.b", "*", ">", "a b", "caf\xc3\xa9", "a\n"}) EXPECT_FALSE(IsStationId(text)) << text;
}

TEST(SessionKeyTest, KnowsWhatMayBeASession) {
  EXPECT_TRUE(IsSessionId("c4"));
  EXPECT_TRUE(IsSessionId(std::string(32, '1')));
  EXPECT_FALSE(IsSessionId(std::string(33, '1')));
  EXPECT_FALSE(IsSessionId(""));
  EXPECT_FALSE(IsSessionId("../1"));
}

TEST(SessionKeyTest, MakesAStationIdOfAnyHostName) {
  EXPECT_EQ(StationIdFromHostName("lab-01"), "lab-01");
  EXPECT_EQ(StationIdFromHostName("lab.example.org"), "lab-example-org");
  for (const std::string& name : {std::string(), std::string(300, 'x'), std::string("\xff\n*>")}) {
    EXPECT_TRUE(IsStationId(StationIdFromHostName(name))) << name;
  }
}

}  // namespace
}  // namespace labwall
