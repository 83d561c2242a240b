// SPDX-License-Identifier: Apache-2.0
#include "bus/broker_url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace labwall {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(BrokerUrlTest, ShowsTheAddressWithoutTheCredential) {
  const auto url = ParseBrokerUrl("nats://ann:secret@lab.example:4333");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->address, "lab.example:4333");
  EXPECT_EQ(url->full, "nats://ann:secret@lab.example:4333");
}

TEST(BrokerUrlTest, FillsInSchemeAndPort) {
  EXPECT_EQ(ParseBrokerUrl("lab-server")->full, "nats://lab-server:4222");
  EXPECT_EQ(ParseBrokerUrl("tls://lab-server/")->full, "tls://lab-server:4222");
}

TEST(BrokerUrlTest, TakesAddressesOfVersionSix) {
  EXPECT_EQ(ParseBrokerUrl("nats://[::1]")->address, "[::1]:4222");
  EXPECT_EQ(ParseBrokerUrl("nats://a:b@[::1]:4333")->address, "[::1]:4333");
}

TEST(BrokerUrlTest, RefusesWhatIsNoAddressAndKeepsThePasswordToItself) {
  for (const char* text : {"", "nats://", "http://a:secret@host", "nats://a:secret@", "nats://a:secret@host:0",
                           "nats://a:secret@host:65536", "nats://a:secret@host:port", "nats://a:secret@ho st:1",
                           "nats://a:secret@host:1,nats://a:secret@other:2", "nats://a:secret@host/path"}) {
    const auto url = ParseBrokerUrl(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().code, ErrorCode::kInvalidArgument);
    EXPECT_THAT(url.error().message, Not(HasSubstr("secret")));
  }
}

}  // namespace
}  // namespace labwall
