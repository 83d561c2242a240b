// SPDX-License-Identifier: Apache-2.0
// The real labwall, as people start it.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "base/subprocess.h"
#include "bus/broker_process.h"
#include "support/eventually.h"
#include "support/picture.h"
#include "support/program.h"

namespace labwall {
namespace {

using testing::HasSubstr;

constexpr Milliseconds kPatience{30'000};

class LabwallProgramTest : public testing::Test {
 protected:
  void SetUp() override {
    environment_ = {{"XDG_RUNTIME_DIR", scratch_.path()},
                    {"XDG_CONFIG_HOME", scratch_ / "config"},
                    {"DBUS_SESSION_BUS_ADDRESS", ""},
                    {"LABWALL_CONNECT", ""},
                    {"DISPLAY", ""},
                    {"WAYLAND_DISPLAY", ""},
                    {"LC_ALL", "C.UTF-8"}};
  }

  void StartBroker() {
    Result<std::unique_ptr<BrokerProcess>> broker = BrokerProcess::Start({.directory = scratch_ / "broker"});
    ASSERT_TRUE(broker) << broker.error().message;
    broker_ = std::move(*broker);
    environment_["LABWALL_CONNECT"] = broker_->url();
  }

  Result<Subprocess> Start(std::vector<std::string> argv) {
    errors_ = UniqueFd(::open((scratch_ / "errors").c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_TRUNC, 0600));
    argv[0] = OurProgram(argv[0]);
    SubprocessOptions options;
    options.argv = std::move(argv);
    options.environment = EnvironmentWith(environment_);
    options.stderr_fd = errors_.get();
    return Subprocess::Start(options);
  }
  ProgramResult Run(std::vector<std::string> argv) {
    argv[0] = OurProgram(argv[0]);
    return RunProgram(argv, environment_);
  }
  // Says so in the log of a program started with -v.
  bool FrameDrawn() {
    return Eventually(
        [this] { return ReadFile(scratch_ / "errors").find("The first frame is on screen") != std::string::npos; },
        kPatience);
  }
  static bool EndsInTime(Subprocess& program) {
    return program.WaitUntil(Clock::System().Now() + kPatience * SlowdownFactor());
  }

  ScratchDirectory scratch_;
  std::map<std::string, std::string> environment_;
  std::unique_ptr<BrokerProcess> broker_;
  UniqueFd errors_;
};

TEST_F(LabwallProgramTest, WritesAScreenshotOfTheWantedSizeWithoutADisplay) {
  StartBroker();
  const ProgramResult result =
      Run({"labwall", "--headless", "--screenshot", scratch_ / "wall.png", "--after", "0.5", "--size", "900x600"});
  EXPECT_EQ(result.exit_status, 0) << result.errors;
  const std::optional<Picture> picture = ReadPng(scratch_ / "wall.png");
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->width, 900);
  EXPECT_EQ(picture->height, 600);
}

TEST_F(LabwallProgramTest, ShowsThePicturesOfAPracticeRoom) {
  StartBroker();
  Result<Subprocess> room = Start({"labwall-sim", "--stations", "4"});
  ASSERT_TRUE(room) << room.error().message;
  // Written again and again: looked at until the room is on it.
  Result<Subprocess> wall = Start({"labwall", "--headless", "--screenshot", scratch_ / "wall.png", "--after", "1",
                                   "--every", "0.5", "--size", "1200x800"});
  ASSERT_TRUE(wall) << wall.error().message;
  const bool shown = Eventually(
      [this] {
        const std::optional<Picture> picture = ReadPng(scratch_ / "wall.png");
        if (!picture) return false;
        // An empty wall has a handful of colours, desktops have thousands.
        std::set<std::array<uint8_t, 3>> colours;
        for (size_t i = 0; i + 2 < picture->rgb.size(); i += 3) {
          colours.insert({picture->rgb[i], picture->rgb[i + 1], picture->rgb[i + 2]});
        }
        return colours.size() > 2'000;
      },
      kPatience);
  EXPECT_TRUE(shown) << ReadFile(scratch_ / "errors");
  wall->Signal(SIGTERM);
  EXPECT_TRUE(EndsInTime(*wall));
  EXPECT_TRUE(WIFEXITED(wall->wait_status()) && WEXITSTATUS(wall->wait_status()) == 0) << wall->EndInWords();
}

TEST_F(LabwallProgramTest, WritesItsFiguresWithoutADisplay) {
  StartBroker();
  Result<Subprocess> room = Start({"labwall-sim", "--stations", "4"});
  ASSERT_TRUE(room) << room.error().message;
  const std::string file = scratch_ / "stats.json";
  Result<Subprocess> wall = Start({"labwall", "--headless", "--stats", file, "--upload", "direct", "-v"});
  ASSERT_TRUE(wall) << wall.error().message;
  // Whole at any time.
  nlohmann::json stats;
  const bool told = Eventually(
      [&] {
        const std::string text = ReadFile(file);
        if (text.empty()) return false;
        stats = nlohmann::json::parse(text);
        return stats["since_start"]["uploads"] >= 4 && stats["updates_per_second"] > 0;
      },
      kPatience);
  EXPECT_TRUE(told) << stats.dump(2) << ReadFile(scratch_ / "errors");
  EXPECT_EQ(stats["sessions"], 4);
  EXPECT_EQ(stats["upload"]["mode"], "direct");
  EXPECT_GT(stats["memory"]["texture_bytes"], 0);
  wall->Signal(SIGTERM);
  EXPECT_TRUE(EndsInTime(*wall));
  EXPECT_TRUE(WIFEXITED(wall->wait_status()) && WEXITSTATUS(wall->wait_status()) == 0) << wall->EndInWords();

  const ProgramResult short_run = Run({"labwall", "--headless", "--stats", file, "--seconds", "0.3"});
  EXPECT_EQ(short_run.exit_status, 0) << short_run.errors;
  EXPECT_TRUE(nlohmann::json::accept(ReadFile(file)));
}

TEST_F(LabwallProgramTest, FailsInWordsWhenTheScreenshotCanNotBeWritten) {
  StartBroker();
  const ProgramResult result =
      Run({"labwall", "--headless", "--screenshot", scratch_ / "missing/wall.png", "--after", "0"});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.errors, HasSubstr("missing/wall.png"));
  EXPECT_THAT(result.errors, HasSubstr("No such file or directory"));
}

TEST_F(LabwallProgramTest, FailsInWordsWhenStoppedBeforeTheScreenshot) {
  StartBroker();
  Result<Subprocess> wall =
      Start({"labwall", "--headless", "--screenshot", scratch_ / "wall.png", "--after", "600", "-v"});
  ASSERT_TRUE(wall) << wall.error().message;
  ASSERT_TRUE(FrameDrawn());
  wall->Signal(SIGTERM);
  EXPECT_TRUE(EndsInTime(*wall));
  ASSERT_TRUE(WIFEXITED(wall->wait_status())) << wall->EndInWords();
  EXPECT_EQ(WEXITSTATUS(wall->wait_status()), 1) << wall->EndInWords();
  EXPECT_THAT(ReadFile(scratch_ / "errors"), HasSubstr("was not written"));
}

TEST_F(LabwallProgramTest, EndsWithTheProcessItWasToldToEndWith) {
  StartBroker();
  Result<Subprocess> other = Subprocess::Start({.argv = {"sleep", "600"}});
  ASSERT_TRUE(other) << other.error().message;
  Result<Subprocess> wall = Start({"labwall", "--headless", "--screenshot", scratch_ / "wall.png", "--after", "0",
                                   "--every", "600", "--exit-with", std::to_string(other->pid())});
  ASSERT_TRUE(wall) << wall.error().message;
  ASSERT_TRUE(Eventually([this] { return ::access((scratch_ / "wall.png").c_str(), R_OK) == 0; }, kPatience));
  EXPECT_TRUE(wall->Running());
  other->Signal(SIGKILL);
  EXPECT_TRUE(EndsInTime(*wall));
  EXPECT_TRUE(WIFEXITED(wall->wait_status()));
  EXPECT_EQ(WEXITSTATUS(wall->wait_status()), 0) << wall->EndInWords();
}

TEST_F(LabwallProgramTest, StartsABrokerOfItsOwnAndEndsItAgain) {
  Result<Subprocess> wall = Start({"labwall", "--headless", "--screenshot", scratch_ / "wall.png", "--after", "600"});
  ASSERT_TRUE(wall) << wall.error().message;
  const std::string published = scratch_ / "labwall/broker";
  ASSERT_TRUE(Eventually([&published] { return !ReadFile(published).empty(); }, kPatience))
      << ReadFile(scratch_ / "errors");
  // Others find it, and use it instead of one more.
  const ProgramResult second =
      Run({"labwall", "--headless", "--screenshot", scratch_ / "second.png", "--after", "0.2", "--size", "640x400"});
  EXPECT_EQ(second.exit_status, 0) << second.errors;
  EXPECT_THAT(second.errors, testing::Not(HasSubstr("Started a broker")));

  const std::string log = ReadFile(scratch_ / "errors");
  const size_t named = log.find("process ");
  ASSERT_NE(named, std::string::npos) << log;
  const auto broker = static_cast<pid_t>(std::stol(log.substr(named + 8)));
  EXPECT_EQ(::kill(broker, 0), 0);
  wall->Signal(SIGTERM);
  EXPECT_TRUE(EndsInTime(*wall));
  EXPECT_TRUE(Eventually([broker] { return ::kill(broker, 0) != 0; }, kPatience));
  EXPECT_NE(::access(published.c_str(), F_OK), 0);
}

TEST_F(LabwallProgramTest, StartsANewBrokerWhereACrashLeftTheNameOfOne) {
  ASSERT_EQ(::mkdir((scratch_ / "labwall").c_str(), 0700), 0);
  const UniqueFd left(::open((scratch_ / "labwall/broker").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
  constexpr std::string_view kNobody = "nats://user:password@127.0.0.1:1";
  ASSERT_EQ(::write(left.get(), kNobody.data(), kNobody.size()), static_cast<ssize_t>(kNobody.size()));
  const ProgramResult result =
      Run({"labwall", "--headless", "--screenshot", scratch_ / "wall.png", "--after", "0.2", "--size", "640x400"});
  EXPECT_EQ(result.exit_status, 0) << result.errors;
  EXPECT_THAT(result.errors, HasSubstr("Started a broker"));
}

TEST_F(LabwallProgramTest, HasAnExitCodeAndAdviceForAMachineWithoutADisplay) {
  const ProgramResult result = Run({"labwall"});
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_THAT(result.errors, HasSubstr("no display"));
  EXPECT_THAT(result.errors, HasSubstr("--headless"));
}

TEST_F(LabwallProgramTest, HasAnExitCodeAndAdviceForAMachineWithLessThanOpenGl45) {
  environment_["MESA_GL_VERSION_OVERRIDE"] = "3.1";
  const ProgramResult result = Run({"labwall", "--headless", "--screenshot", scratch_ / "wall.png", "--after", "0"});
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_THAT(result.errors, HasSubstr("offers OpenGL 3.1"));
  EXPECT_THAT(result.errors, HasSubstr("needs 4.5"));
}

TEST_F(LabwallProgramTest, OpensAWindowAndClosesItOnSigterm) {
  std::array<int, 2> number_pipe{};
  ASSERT_EQ(::pipe2(number_pipe.data(), O_CLOEXEC), 0);
  const UniqueFd number_read(number_pipe[0]);
  UniqueFd number_write(number_pipe[1]);
  SubprocessOptions x_options;
  x_options.argv = {"Xvfb", "-displayfd", "3", "-screen", "0", "1280x800x24", "-nolisten", "tcp"};
  x_options.fd3 = number_write.get();
  Result<Subprocess> x_server = Subprocess::Start(x_options);
  ASSERT_TRUE(x_server) << x_server.error().message;
  number_write.Reset();
  std::array<char, 16> number{};
  ASSERT_GT(::read(number_read.get(), number.data(), number.size() - 1), 0) << "Xvfb did not come up";
  environment_["DISPLAY"] = ":" + std::to_string(std::atoi(number.data()));

  StartBroker();
  Result<Subprocess> wall = Start({"labwall", "--size", "1000x700", "-v"});
  ASSERT_TRUE(wall) << wall.error().message;
  ASSERT_TRUE(FrameDrawn()) << ReadFile(scratch_ / "errors");
  EXPECT_TRUE(wall->Running());
  const ProgramResult properties =
      RunProgram({"xprop", "-display", environment_["DISPLAY"], "-name", "Labwall", "_NET_WM_ICON", "WM_CLASS"});
  for (const char* size : {"16 x 16", "32 x 32", "48 x 48", "128 x 128"}) {
    EXPECT_THAT(properties.output, HasSubstr(size)) << properties.errors;
  }
  EXPECT_THAT(properties.output, HasSubstr("\"labwall\", \"labwall\"")) << "as the desktop entry says";
  wall->Signal(SIGTERM);
  EXPECT_TRUE(EndsInTime(*wall));
  EXPECT_TRUE(WIFEXITED(wall->wait_status()));
  EXPECT_EQ(WEXITSTATUS(wall->wait_status()), 0) << wall->EndInWords();
}

}  // namespace
}  // namespace labwall
