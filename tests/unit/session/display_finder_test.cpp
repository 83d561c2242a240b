// SPDX-License-Identifier: Apache-2.0
#include "session/display_finder.h"

#include <gtest/gtest.h>

#include "base/subprocess.h"
#include "proc_tree.h"

namespace labwall {
namespace {

using std::string_literals::operator""s;

TEST(DisplayFinderTest, AcceptsOnlyDisplaysOfThisMachine) {
  for (const char* good : {":0", ":10", ":0.0", ":65535", "unix:3", "unix:3.1"}) {
    EXPECT_TRUE(IsLocalDisplay(good)) << good;
  }
  for (const char* bad : {"", ":", "0", "localhost:10.0", "evil.example:0", "tcp/evil:0", "::0", ":0.", ":.0", ":0.0.0",
                          ":-1", ":0 ", ":123456", "unix", "unix:", "unix/:0", ":0\n", ":0.123", "/tmp/socket:0"}) {
    EXPECT_FALSE(IsLocalDisplay(bad)) << bad;
  }
}

TEST(DisplayFinderTest, AcceptsOnlyPlainAbsolutePathsAsAuthority) {
  EXPECT_TRUE(IsAuthorityPath("/home/jo/.Xauthority"));
  EXPECT_TRUE(IsAuthorityPath("/home/Zo\xC3\xAB/x auth"));
  EXPECT_FALSE(IsAuthorityPath(""));
  EXPECT_FALSE(IsAuthorityPath(".Xauthority"));
  EXPECT_FALSE(IsAuthorityPath("/a\nb"));
  EXPECT_FALSE(IsAuthorityPath("/a\x7F"));
  EXPECT_FALSE(IsAuthorityPath("/" + std::string(1024, 'a')));
}

TEST(DisplayFinderTest, ReadsAnEnvironment) {
  const auto address = AddressFromEnvironment("HOME=/home/jo\0DISPLAY=:3\0XAUTHORITY=/a\0DISPLAY=:4\0"s);
  EXPECT_EQ(address, (DisplayAddress{":3", "/a"}));
  EXPECT_EQ(AddressFromEnvironment("DISPLAY=:3"), (DisplayAddress{":3", ""}));
  EXPECT_EQ(AddressFromEnvironment("DISPLAY=:3\0XAUTHORITY=a\0"s), (DisplayAddress{":3", ""}));
}

TEST(DisplayFinderTest, FindsNothingInAnEnvironmentWithoutADisplay) {
  EXPECT_EQ(AddressFromEnvironment(""), std::nullopt);
  EXPECT_EQ(AddressFromEnvironment("\0\0\0=\0DISPLAY\0"s), std::nullopt);
  EXPECT_EQ(AddressFromEnvironment("DISPLAY=evil.example:0\0XAUTHORITY=/a"s), std::nullopt);
  EXPECT_EQ(AddressFromEnvironment("XDISPLAY=:0\0"s), std::nullopt);
}

TEST(DisplayFinderTest, WhatMostProcessesSayWins) {
  ProcTree proc;
  proc.Add(100, 1, "0::/c4\n", "DISPLAY=:8\0XAUTHORITY=/odd\0"s);
  proc.Add(101, 1, "0::/c4\n", "DISPLAY=:7\0XAUTHORITY=/right\0"s);
  proc.Add(102, 1, "0::/c4\n", "DISPLAY=:7\0XAUTHORITY=/right\0"s);
  proc.Add(103, 1, "0::/c4\n", "HOME=/\0"s);
  proc.Add(104, 1, "0::/other\n", "DISPLAY=:9\0"s);
  EXPECT_EQ(FindDisplay({"c4", 0, std::nullopt}, "", proc.path()), (DisplayAddress{":7", "/right"}));
}

TEST(DisplayFinderTest, LogindsDisplayDecidesWhereItIsKnown) {
  ProcTree proc;
  proc.Add(100, 1, "0::/c4\n", "DISPLAY=:7\0XAUTHORITY=/seven\0"s);
  proc.Add(101, 1, "0::/c4\n", "DISPLAY=:7\0XAUTHORITY=/seven\0"s);
  proc.Add(102, 1, "0::/c4\n", "DISPLAY=:8.0\0XAUTHORITY=/eight\0"s);
  EXPECT_EQ(FindDisplay({"c4", 0, std::nullopt}, ":8", proc.path()), (DisplayAddress{":8.0", "/eight"}));
  EXPECT_EQ(FindDisplay({"c4", 0, std::nullopt}, ":9", proc.path()), (DisplayAddress{":9", ""}));
  EXPECT_EQ(FindDisplay({"c5", 0, std::nullopt}, "", proc.path()), std::nullopt);
}

TEST(DisplayFinderTest, AHugeEnvironmentIsCut) {
  ProcTree proc;
  proc.Add(100, 1, "0::/c4\n", std::string(10 << 20, 'A') + "\0DISPLAY=:7\0"s);
  EXPECT_EQ(FindDisplay({"c4", 0, std::nullopt}, "", proc.path()), std::nullopt);
}

TEST(DisplayFinderTest, FindsTheDisplayOfARealChild) {
  SubprocessOptions options;
  options.argv = {"/bin/sleep", "600"};
  options.environment = std::map<std::string, std::string>{{"DISPLAY", ":4711"}, {"XAUTHORITY", "/nowhere/auth"}};
  auto child = Subprocess::Start(options);
  ASSERT_TRUE(child) << child.error().message;
  EXPECT_EQ(FindDisplay({"no-such-session", child->pid(), ::geteuid()}, ""),
            (DisplayAddress{":4711", "/nowhere/auth"}));
}

TEST(DisplayFinderTest, WhatTheLookingProcessSaysIsCheckedAgain) {
  const DisplayAddress address{":3", "/home/jo/.Xauthority"};
  EXPECT_EQ(FromLines(ToLines(address)), address);
  EXPECT_EQ(FromLines(":3\n\n"), (DisplayAddress{":3", ""}));
  for (const char* bad : {"", ":3", ":3\n", ":3\n/a", "evil:3\n/a\n", ":3\na\n", ":3\n/a\nmore\n"}) {
    EXPECT_EQ(FromLines(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace labwall
