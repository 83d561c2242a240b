// SPDX-License-Identifier: Apache-2.0
#include "agent/agent_options.h"

#include <gtest/gtest.h>

#include "model/session_key.h"

namespace labwall {
namespace {

TEST(AgentOptionsTest, ReadsAConfigurationFile) {
  const auto file = ParseAgentFile("agent.toml", "room = \"Library\"\nstation = \"lib-1\"\nconnect = \"nats://b:1\"\n");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->room, "Library");
  EXPECT_EQ(file->station, "lib-1");
  EXPECT_EQ(file->connect, "nats://b:1");
  EXPECT_TRUE(ParseAgentFile("agent.toml", ""));
}

TEST(AgentOptionsTest, NamesFileAndLineOfAMistake) {
  const auto broken = ParseAgentFile("agent.toml", "room = \"Library\"\nstation = = 1\n");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().message.find("agent.toml, line 2"), 0U) << broken.error().message;
  const auto slip = ParseAgentFile("agent.toml", "rooms = \"Library\"");
  ASSERT_FALSE(slip);
  EXPECT_NE(slip.error().message.find("'rooms'"), std::string::npos);
  EXPECT_FALSE(ParseAgentFile("agent.toml", "room = 7"));
}

TEST(AgentOptionsTest, TheCapturesShareOfTheProcessorCanBeSet) {
  const auto file = ParseAgentFile("agent.toml", "capture_cpu_percent = 20\n");
  ASSERT_TRUE(file) << file.error().message;
  AgentOptions options;
  options.connect = "nats://b:1";
  ASSERT_TRUE(CompleteOptions(options, *file));
  EXPECT_EQ(options.capture_cpu_percent, 20);
  ASSERT_TRUE(CompleteOptions(options, AgentFile{}));
  EXPECT_EQ(options.capture_cpu_percent, kDefaultCaptureCpuPercent);
  for (const char* const wrong : {"0", "101", "-5", "4294967301", "2.5", "\"5\""}) {
    const auto refused = ParseAgentFile("agent.toml", std::string("capture_cpu_percent = ") + wrong);
    ASSERT_FALSE(refused) << wrong;
    EXPECT_NE(refused.error().message.find("1 to 100"), std::string::npos);
  }
}

TEST(AgentOptionsTest, TheCommandLineBeatsTheFile) {
  AgentOptions options;
  options.station = "mine";
  options.connect = "nats://mine:1";
  ASSERT_TRUE(CompleteOptions(options, AgentFile{"nats://file:1", "file", "Library", 0}));
  EXPECT_EQ(options.station, "mine");
  EXPECT_EQ(options.connect, "nats://mine:1");
  EXPECT_EQ(options.room, "Library");
}

TEST(AgentOptionsTest, TheStationIsNamedAfterTheHostAndTheCaptureIsBesideTheAgent) {
  AgentOptions options;
  options.connect = "nats://b:1";
  ASSERT_TRUE(CompleteOptions(options, AgentFile{}));
  EXPECT_TRUE(IsStationId(options.station)) << options.station;
  EXPECT_FALSE(options.host.empty());
  EXPECT_EQ(options.capture_program.substr(options.capture_program.rfind('/')), "/labwall-capture");
}

TEST(AgentOptionsTest, RefusesAStationIdThatIsNone) {
  AgentOptions options;
  options.connect = "nats://b:1";
  options.station = "room 7.desk 3";
  const auto result = CompleteOptions(options, AgentFile{});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace labwall
