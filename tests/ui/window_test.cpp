// SPDX-License-Identifier: Apache-2.0
// The wall's window among others: that it comes back as it was left, and what a display without OpenGL 4.5 gets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>

#include "base/mutex.h"
#include "base/whole_file.h"
#include "bus/broker_process.h"
#include "bus/connection.h"
#include "support/eventually.h"
#include "support/portal.h"
#include "ui/desk.h"
#include "wire/messages.h"
#include "wire/subjects.h"

namespace labwall {
namespace {

using testing::HasSubstr;

constexpr auto kPatience = std::chrono::seconds(30);
// From the dark theme.
constexpr Rgb kAccent{90, 169, 255};
constexpr Rgb kDestructive{255, 122, 122};
constexpr Rgb kBar{24, 28, 34};
constexpr Rgb kBackground{16, 19, 23};

class WindowTest : public testing::Test {
 protected:
  void TearDown() override {
    if (HasFailure()) desk_.SaveLook(testing::TempDir() + "/window_failed.png");
  }

  // Nothing of the environment's own.
  [[nodiscard]] std::map<std::string, std::string> Environment(std::map<std::string, std::string> more = {}) const {
    more.insert({{"LABWALL_CONNECT", ""}, {"XDG_RUNTIME_DIR", runtime_.path()}, {"DBUS_SESSION_BUS_ADDRESS", ""}});
    return more;
  }
  [[nodiscard]] bool WriteSettings(const std::string& text) const {
    std::error_code ignored;
    std::filesystem::create_directories(std::filesystem::path(desk_.settings_file()).parent_path(), ignored);
    return WriteWholeFile(desk_.settings_file(), text).has_value();
  }
  bool KeptIs(const std::string& line) {
    return Eventually([&] { return ReadFile(desk_.settings_file()).find(line) != std::string::npos; }, kPatience);
  }
  // What the wall draws on an empty lab has a button in the middle; the pointer would give it another colour.
  bool WallIsShown() {
    desk_.MoveTo({Desk::kWidth - 1, Desk::kHeight - 1});
    return desk_.WaitForColour(kAccent, 1500, {0, Desk::kHeight / 4}, {Desk::kWidth, Desk::kHeight * 3 / 4}) &&
           desk_.WaitForFocus();
  }
  int ExitStatus() {
    if (!desk_.wall().WaitUntil(Clock::System().Now() + kPatience * SlowdownFactor())) return -1;
    return WIFEXITED(desk_.wall().wait_status()) ? WEXITSTATUS(desk_.wall().wait_status()) : -1;
  }
  // Quits the wall as a window manager does, by its window.
  int Close() {
    desk_.Press("F4", {"Alt_L"});
    return ExitStatus();
  }

  ScratchDirectory runtime_;
  Desk desk_;
};

TEST_F(WindowTest, ComesBackAsItWasLeft) {
  ASSERT_TRUE(desk_.StartScreen(Environment()));
  ASSERT_TRUE(desk_.StartWall({}));
  ASSERT_TRUE(WallIsShown());
  EXPECT_TRUE(KeptIs("full_screen = false"));
  desk_.Press("F11");
  EXPECT_TRUE(desk_.WaitUntil([](const Picture& look) { return Near(look.At(2, 2), kBar, 3); }));
  EXPECT_TRUE(KeptIs("full_screen = true"));
  desk_.Press("equal", {"Control_L"});
  EXPECT_TRUE(KeptIs("tile_width = 304"));
  EXPECT_EQ(Close(), 0);

  ASSERT_TRUE(desk_.StartWall({}));
  EXPECT_TRUE(desk_.WaitUntil([](const Picture& look) { return Near(look.At(2, 2), kBar, 3); }));
  ASSERT_TRUE(WallIsShown());
  desk_.wall().Signal(SIGTERM);
  EXPECT_EQ(ExitStatus(), 0);
}

TEST_F(WindowTest, IsWhereItWasUnlessTold) {
  ASSERT_TRUE(desk_.StartScreen(Environment()));
  const auto shown_at = [this](Spot top_left, Spot bottom_right) {
    return desk_.WaitUntil([&](const Picture& look) {
      return Near(look.At(top_left.x + 2, top_left.y + 2), kBar, 3) &&
             Near(look.At(bottom_right.x - 3, bottom_right.y - 60), kBackground, 3) &&
             !Near(look.At(bottom_right.x + 40, top_left.y + 2), kBar, 3);
    });
  };
  const std::string settings = desk_.settings_file();
  ASSERT_TRUE(WriteSettings("[window]\nx = 210\ny = 130\nwidth = 810\nheight = 530\n"));
  ASSERT_TRUE(desk_.StartWall({}));
  EXPECT_TRUE(shown_at({210, 130}, {1020, 660}));
  EXPECT_EQ(Close(), 0);
  EXPECT_EQ(ReadFile(settings), "[window]\nx = 210\ny = 130\nwidth = 810\nheight = 530\n") << "nothing had changed";

  ASSERT_TRUE(desk_.StartWall({"--size", "600x400"}));
  ASSERT_TRUE(WallIsShown());
  desk_.Press("F9");
  EXPECT_TRUE(KeptIs("activity_open = false"));
  EXPECT_EQ(Close(), 0);
  EXPECT_THAT(ReadFile(settings), HasSubstr("width = 810"));

  // On a monitor that is no longer there.
  ASSERT_TRUE(WriteSettings("[window]\nx = 4000\ny = 130\nwidth = 810\nheight = 530\n"));
  ASSERT_TRUE(desk_.StartWall({}));
  EXPECT_TRUE(WallIsShown());
  EXPECT_EQ(Close(), 0);
}

TEST_F(WindowTest, HasTheDesktopsColoursUnlessTheSupervisorChoseOthers) {
  constexpr const char* kGroup = "org.freedesktop.appearance";
  constexpr const char* kKey = "color-scheme";
  constexpr Rgb kLightBar{255, 255, 255};
  PrivateBus bus;
  ASSERT_TRUE(bus.Start());
  ScriptedPortal portal(bus.address(), {{kGroup, {{kKey, uint32_t{2}}}}});
  ASSERT_TRUE(desk_.StartScreen(Environment({{"DBUS_SESSION_BUS_ADDRESS", bus.address()}})));
  const auto bar_is = [this](Rgb colour) {
    return desk_.WaitUntil([&](const Picture& look) { return Near(look.At(2, 2), colour, 3); });
  };
  ASSERT_TRUE(WriteSettings("[window]\nfull_screen = true\nwidth = 810\nheight = 530\n"));
  ASSERT_TRUE(desk_.StartWall({}));
  EXPECT_TRUE(bar_is(kLightBar));
  portal.Change(kGroup, kKey, uint32_t{1});
  EXPECT_TRUE(bar_is(kBar));
  portal.Change(kGroup, kKey, uint32_t{2});
  EXPECT_TRUE(bar_is(kLightBar));
  EXPECT_TRUE(desk_.WaitForFocus());
  EXPECT_EQ(Close(), 0);

  ASSERT_TRUE(WriteSettings("[look]\ntheme = \"dark\"\n[window]\nfull_screen = true\nwidth = 810\nheight = 530\n"));
  ASSERT_TRUE(desk_.StartWall({}));
  EXPECT_TRUE(bar_is(kBar));
  EXPECT_TRUE(desk_.WaitForFocus());
  EXPECT_EQ(Close(), 0);
}

TEST_F(WindowTest, AsksBeforeItClosesWhileACommandIsUnderWay) {
  Result<std::unique_ptr<BrokerProcess>> broker = BrokerProcess::Start({.directory = runtime_ / "broker"});
  ASSERT_TRUE(broker) << broker.error().message;
  SubprocessOptions room;
  room.argv = {OurProgram("labwall-sim"), "--stations", "2", "--mute", "--stall-logoff", "--connect", (*broker)->url()};
  const Result<Subprocess> stations = Subprocess::Start(room);
  ASSERT_TRUE(stations) << stations.error().message;
  ASSERT_TRUE(desk_.StartScreen(Environment({{"LABWALL_CONNECT", (*broker)->url()}})));
  ASSERT_TRUE(desk_.StartWall({}));
  const auto dialog = [this](bool shown) {
    return desk_.WaitUntil([&](const Picture& look) {
      const int pixels = FindColour(look, kDestructive, 6).pixels;
      return shown ? pixels >= 800 : pixels < 100;
    });
  };
  // Again and again: the stations may not be there yet.
  ASSERT_TRUE(desk_.WaitForFocus());
  ASSERT_TRUE(desk_.WaitUntil([&](const Picture& look) {
    desk_.Press("a", {"Control_L"});
    return FindColour(look, kAccent, 6).pixels >= 3000;
  }));
  desk_.Press("L", {"Control_L", "Shift_L"});
  ASSERT_TRUE(dialog(true));
  desk_.Press("Right");
  desk_.Press("Return");
  ASSERT_TRUE(dialog(false));

  desk_.Press("F4", {"Alt_L"});
  ASSERT_TRUE(dialog(true)) << "nothing is asked";
  desk_.Press("Return");
  ASSERT_TRUE(dialog(false));
  EXPECT_TRUE(desk_.wall().Running()) << "the safe answer keeps it open";
  desk_.Press("F4", {"Alt_L"});
  ASSERT_TRUE(dialog(true));
  desk_.Press("Right");
  desk_.Press("Return");
  EXPECT_EQ(ExitStatus(), 0);

  // A signal does not ask.
  ASSERT_TRUE(desk_.StartWall({}));
  ASSERT_TRUE(desk_.WaitForFocus());
  desk_.wall().Signal(SIGTERM);
  EXPECT_EQ(ExitStatus(), 0);
}

// What it asks of the stations is heard on the bus.
TEST_F(WindowTest, AsksForNoPicturesWhileItIsCoveredOrMinimised) {
  Result<std::unique_ptr<BrokerProcess>> broker = BrokerProcess::Start({.directory = runtime_ / "broker"});
  ASSERT_TRUE(broker) << broker.error().message;
  SubprocessOptions room;
  room.argv = {OurProgram("labwall-sim"), "--stations", "2", "--connect", (*broker)->url()};
  const Result<Subprocess> stations = Subprocess::Start(room);
  ASSERT_TRUE(stations) << stations.error().message;
  Result<std::unique_ptr<Connection>> bus = Connection::Open(
      {.url = (*broker)->url(), .name = "a listener", .on_event = [](BusEvent, const std::string&) {}});
  ASSERT_TRUE(bus) << bus.error().message;
  Mutex mutex;
  std::map<std::string, size_t> leased;  // sessions, by station
  const auto heard = (*bus)->Subscribe(wire::WatchSubject("*"), [&](const BusMessage& message) {
    const Result<wire::WatchLease> lease = wire::DecodeWatchLease(message.payload());
    if (!lease) return;
    MutexLock lock(mutex);
    leased[std::string(message.subject())] = lease->entries.size();
  });
  ASSERT_TRUE(heard) << heard.error().message;
  const auto leases = [&](size_t each) {
    return Eventually(
        [&] {
          MutexLock lock(mutex);
          return leased.size() == 2 &&
                 std::all_of(leased.begin(), leased.end(), [&](const auto& entry) { return entry.second == each; });
        },
        kPatience);
  };
  ASSERT_TRUE(desk_.StartScreen(Environment({{"LABWALL_CONNECT", (*broker)->url()}})));
  ASSERT_TRUE(desk_.StartWall({}));
  EXPECT_TRUE(leases(1));
  desk_.Cover();
  EXPECT_TRUE(leases(0));
  desk_.Uncover();
  EXPECT_TRUE(leases(1));
  ASSERT_TRUE(desk_.WaitForFocus());
  desk_.Minimise();
  EXPECT_TRUE(leases(0));
  desk_.Restore();
  EXPECT_TRUE(leases(1));
}

// Mesa's older software renderer has OpenGL 3.3 only.
TEST_F(WindowTest, TheWallIsDrawnByTheProcessorWhereTheDriverHasTooLittle) {
  ASSERT_TRUE(desk_.StartScreen(Environment({{"GALLIUM_DRIVER", "softpipe"}})));
  ASSERT_TRUE(desk_.StartWall({}));
  EXPECT_TRUE(WallIsShown());
  EXPECT_EQ(Close(), 0);
}

TEST_F(WindowTest, SaysWhatToDoWhereNothingCanDrawTheWall) {
  ASSERT_TRUE(desk_.StartScreen(Environment({{"MESA_GL_VERSION_OVERRIDE", "3.3"}})));
  for (const char* const key : {"Escape", "Return"}) {
    ASSERT_TRUE(desk_.StartWall({}));
    ASSERT_TRUE(WallIsShown()) << "its button is in the same place";
    desk_.Press(key);
    EXPECT_EQ(ExitStatus(), 3) << key;
  }
  ASSERT_TRUE(desk_.StartWall({}));
  ASSERT_TRUE(WallIsShown());
  EXPECT_EQ(Close(), 3);
  ASSERT_TRUE(desk_.StartWall({}));
  ASSERT_TRUE(WallIsShown());
  desk_.wall().Signal(SIGTERM);
  EXPECT_EQ(ExitStatus(), 3);
}

}  // namespace
}  // namespace labwall
