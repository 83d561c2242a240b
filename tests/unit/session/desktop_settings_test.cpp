// SPDX-License-Identifier: Apache-2.0
#include "session/desktop_settings.h"

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "session/session_bus.h"
#include "support/eventually.h"
#include "support/portal.h"

namespace labwall {
namespace {

constexpr Milliseconds kPatience{20'000};
constexpr const char* kSettings = "org.freedesktop.portal.Settings";
constexpr const char* kAppearance = "org.freedesktop.appearance";
constexpr const char* kGnome = "org.gnome.desktop.interface";

class DesktopSettingsTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(bus_.Start());
    ::setenv("DBUS_SESSION_BUS_ADDRESS", bus_.address().c_str(), 1);
  }
  void TearDown() override { ::unsetenv("DBUS_SESSION_BUS_ADDRESS"); }

  void Follow() {
    settings_ = DesktopSettings::Follow([this] { ++changes_; });
  }
  bool Becomes(DesktopAppearance wanted) {
    return Eventually([&] { return settings_->appearance() == wanted; }, kPatience);
  }

  PrivateBus bus_;
  std::atomic<int> changes_{0};
  std::unique_ptr<DesktopSettings> settings_;
};

constexpr DesktopAppearance kDefault{};
constexpr DesktopAppearance kLight{.prefers_light = true};
constexpr DesktopAppearance kStill{.reduced_motion = true};

TEST_F(DesktopSettingsTest, TakesWhatThePortalSaysAndFollowsIt) {
  ScriptedPortal portal(bus_.address(), {{kAppearance, {{"color-scheme", uint32_t{2}}, {"accent-color", 1.0}}},
                                         {"org.example.other", {{"color-scheme", uint32_t{1}}}}});
  Follow();
  ASSERT_TRUE(Becomes(kLight));
  EXPECT_TRUE(Eventually([&] { return changes_ == 1; }, kPatience));
  portal.Change(kAppearance, "color-scheme", uint32_t{1});
  ASSERT_TRUE(Becomes(kDefault));
  portal.Change(kAppearance, "color-scheme", uint32_t{2});
  ASSERT_TRUE(Becomes(kLight));
  portal.Change(kAppearance, "reduced-motion", uint32_t{1});
  ASSERT_TRUE(Becomes({true, true}));
  EXPECT_TRUE(Eventually([&] { return changes_ == 4; }, kPatience));
  // Neither says anything of the two; the last one is heard after them.
  portal.Change("org.example.other", "color-scheme", uint32_t{1});
  portal.Change(kAppearance, "contrast", uint32_t{1});
  portal.Change(kAppearance, "color-scheme", uint32_t{0});
  ASSERT_TRUE(Becomes(kStill));
  EXPECT_TRUE(Eventually([&] { return changes_ == 5; }, kPatience));
  EXPECT_EQ(portal.asked(), 1);
}

TEST_F(DesktopSettingsTest, TakesGnomesWordOnMotionWhereThePortalHasNone) {
  ScriptedPortal portal(bus_.address(), {{kGnome, {{"enable-animations", false}, {"gtk-theme", std::string("x")}}}});
  Follow();
  ASSERT_TRUE(Becomes(kStill));
  portal.Change(kGnome, "enable-animations", true);
  ASSERT_TRUE(Becomes(kDefault));
  portal.Change(kGnome, "enable-animations", false);
  ASSERT_TRUE(Becomes(kStill));
  // The portal's own word counts before it.
  portal.Change(kAppearance, "reduced-motion", uint32_t{0});
  ASSERT_TRUE(Becomes(kDefault));
}

TEST_F(DesktopSettingsTest, UnderstandsAValueThatIsWrappedTwiceAndPassesOverWhatItDoesNotUnderstand) {
  ScriptedPortal portal(
      bus_.address(),
      {{kAppearance,
        {{"color-scheme", sdbus::Variant(sdbus::Variant(uint32_t{2}))}, {"reduced-motion", std::string("yes")}}},
       {kGnome, {{"enable-animations", uint32_t{0}}}}});
  Follow();
  ASSERT_TRUE(Becomes(kLight));
  portal.Change(kAppearance, "color-scheme", std::string("light"));
  ASSERT_TRUE(Becomes(kDefault));
  portal.Change(kAppearance, "color-scheme", uint32_t{77});
  portal.Change(kAppearance, "reduced-motion", uint32_t{1});
  ASSERT_TRUE(Becomes(kStill));
}

TEST_F(DesktopSettingsTest, FindsThePortalThatComesLaterAndOneThatComesBack) {
  Follow();
  {
    const ScriptedPortal portal(bus_.address(), {{kAppearance, {{"color-scheme", uint32_t{2}}}}});
    ASSERT_TRUE(Becomes(kLight));
  }
  const ScriptedPortal portal(bus_.address(), {{kAppearance, {{"reduced-motion", uint32_t{1}}}}});
  ASSERT_TRUE(Becomes(kStill));
  EXPECT_TRUE(Eventually([&] { return changes_ == 2; }, kPatience))
      << "the desktop's look stays while the portal is away";
}

TEST_F(DesktopSettingsTest, APortalThatAnswersNonsenseSaysNothing) {
  const auto connection = sdbus::createSessionBusConnectionWithAddress(bus_.address());
  const auto object = sdbus::createObject(*connection, "/org/freedesktop/portal/desktop");
  std::atomic<int> asked{0};
  object->registerMethod("ReadAll").onInterface(kSettings).implementedAs([&](const std::vector<std::string>&) {
    ++asked;
    return std::string("dark, please");
  });
  object->registerSignal("SettingChanged").onInterface(kSettings).withParameters<uint32_t>();
  object->registerSignal("Done").onInterface(kSettings);
  object->finishRegistration();
  connection->requestName("org.freedesktop.portal.Desktop");
  connection->enterEventLoopAsync();
  Follow();
  ASSERT_TRUE(Eventually([&] { return asked == 1; }, kPatience));
  object->emitSignal("SettingChanged").onInterface(kSettings).withArguments(uint32_t{2});
  // It is alive and asks the next one.
  connection->leaveEventLoop();
  connection->releaseName("org.freedesktop.portal.Desktop");
  const ScriptedPortal portal(bus_.address(), {{kAppearance, {{"color-scheme", uint32_t{2}}}}});
  EXPECT_TRUE(Becomes(kLight));
}

TEST_F(DesktopSettingsTest, KeepsWhatItKnowsWhenTheBusEnds) {
  auto portal = std::make_unique<ScriptedPortal>(
      bus_.address(), ScriptedPortal::Groups{{kAppearance, {{"color-scheme", uint32_t{2}}}}});
  Follow();
  ASSERT_TRUE(Becomes(kLight));
  portal.reset();
  bus_.daemon().Stop(kPatience);
  EXPECT_EQ(settings_->appearance(), kLight);
  settings_.reset();
}

TEST_F(DesktopSettingsTest, EndsAtOnceWhenTheBusDoesNotAnswer) {
  bus_.daemon().Signal(SIGSTOP);
  const MonotonicTime before = Clock::System().Now();
  Follow();
  settings_.reset();
  EXPECT_LT(Clock::System().Now() - before, kPatience);
  bus_.daemon().Signal(SIGCONT);
}

TEST(SocketOfAddressTest, IsTheFirstOfThisMachine) {
  EXPECT_EQ(SocketOfAddress("unix:path=/run/user/1000/bus"), "/run/user/1000/bus");
  EXPECT_EQ(SocketOfAddress("unix:guid=00,path=/a%20b/%2Dc,x=y"), "/a b/-c");
  EXPECT_EQ(SocketOfAddress("tcp:host=localhost,port=1;unix:abstract=/tmp/dbus-x,guid=1;unix:path=/other"),
            std::string("\0/tmp/dbus-x", 12));
  for (const char* const none : {"", ";", ";;unix:", "unix:tmpdir=/tmp", "unixexec:path=/bin/sh", "nonsense",
                                 "unix:path", "unix:path=", "tcp:path=/x", "launchd:env=X"}) {
    EXPECT_EQ(SocketOfAddress(none), "") << none;
  }
  EXPECT_EQ(SocketOfAddress("unix:path=/a%"), "/a%");
  EXPECT_EQ(SocketOfAddress("unix:path=/a%4"), "/a%4");
  EXPECT_EQ(SocketOfAddress("unix:path=/a%zz"), "/a%zz");
}

TEST(DesktopSettingsWithoutABusTest, IsTheDefault) {
  for (const char* const address : {"unix:path=/nonexistent/bus", "unix:path=/etc/passwd", "nonsense", ""}) {
    ::setenv("DBUS_SESSION_BUS_ADDRESS", address, 1);
    const auto settings = DesktopSettings::Follow([] { ADD_FAILURE() << "there is nothing to tell"; });
    EXPECT_EQ(settings->appearance(), kDefault);
  }
  ::unsetenv("DBUS_SESSION_BUS_ADDRESS");
}

}  // namespace
}  // namespace labwall
