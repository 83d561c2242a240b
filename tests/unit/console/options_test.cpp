// SPDX-License-Identifier: Apache-2.0
#include "console/options.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <vector>

#include "console/settings_file.h"

namespace labwall {
namespace {

class OptionsTest : public testing::Test {
 protected:
  void SetUp() override { ::unsetenv("LABWALL_CONNECT"); }

  // The exit code, or -1 to go on.
  int Parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "labwall");
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const std::optional<int> exit_code = ParseOptions(static_cast<int>(arguments.size()), arguments.data(), options_);
    output_ = testing::internal::GetCapturedStdout();
    errors_ = testing::internal::GetCapturedStderr();
    return exit_code.value_or(-1);
  }

  ConsoleOptions options_;
  std::string output_;
  std::string errors_;
};

TEST_F(OptionsTest, StartsAWindowOnTheLocalBroker) {
  EXPECT_EQ(Parse({}), -1);
  EXPECT_FALSE(options_.headless);
  EXPECT_EQ(options_.connect, "");
  EXPECT_FALSE(options_.theme);
  EXPECT_FALSE(options_.size);
  EXPECT_EQ(options_.exit_with, 0);
}

TEST_F(OptionsTest, ReadsEveryOption) {
  EXPECT_EQ(Parse({"--connect", "nats://u:p@host:1", "--headless", "--screenshot", "a.png", "--after", "1.5", "--every",
                   "2", "--size", "800x600", "--light", "--exit-with", "42", "-v"}),
            -1);
  EXPECT_EQ(options_.connect, "nats://u:p@host:1");
  EXPECT_TRUE(options_.headless);
  EXPECT_EQ(options_.screenshot, "a.png");
  EXPECT_EQ(options_.after, Seconds(1.5));
  EXPECT_EQ(options_.every, Seconds(2));
  EXPECT_EQ(options_.size, (PixelSize{800, 600}));
  EXPECT_EQ(options_.theme, ThemeChoice::kLight);
  EXPECT_EQ(options_.exit_with, 42);
  EXPECT_TRUE(options_.verbose);
}

TEST_F(OptionsTest, FiguresNeedNoScreenshot) {
  EXPECT_EQ(Parse({"--headless", "--stats", "a.json", "--seconds", "2.5", "--upload", "mapped"}), -1);
  EXPECT_EQ(options_.stats, "a.json");
  EXPECT_EQ(options_.screenshot, "");
  EXPECT_EQ(options_.seconds, Seconds(2.5));
  EXPECT_EQ(options_.upload, UploadMode::kMapped);
  options_ = {};
  EXPECT_EQ(Parse({"--upload", "direct"}), -1) << "with a window too";
  EXPECT_EQ(options_.upload, UploadMode::kDirect);
}

TEST_F(OptionsTest, KeepsSettingsWithAWindowAndElsewhereOnlyWhereItIsTold) {
  EXPECT_EQ(Parse({}), -1);
  EXPECT_EQ(options_.settings, DefaultSettingsPath());
  EXPECT_NE(options_.settings, "");
  EXPECT_EQ(Parse({"--settings", "other.toml"}), -1);
  EXPECT_EQ(options_.settings, "other.toml");
  options_ = {};
  EXPECT_EQ(Parse({"--headless", "--screenshot", "a.png"}), -1);
  EXPECT_EQ(options_.settings, "");
  EXPECT_EQ(Parse({"--headless", "--screenshot", "a.png", "--settings", "other.toml"}), -1);
  EXPECT_EQ(options_.settings, "other.toml");
}

TEST_F(OptionsTest, TakesTheBrokerFromTheEnvironmentToo) {
  ::setenv("LABWALL_CONNECT", "nats://from-environment", 1);
  EXPECT_EQ(Parse({}), -1);
  ::unsetenv("LABWALL_CONNECT");
  EXPECT_EQ(options_.connect, "nats://from-environment");
}

TEST_F(OptionsTest, CallsAMistakeWrongUsage) {
  const std::vector<std::vector<const char*>> mistakes = {
      {"--unknown"},
      {"--headless"},
      {"--stats", "a.json"},
      {"--seconds", "5"},
      {"--headless", "--stats", "a.json", "--seconds", "0"},
      {"--upload", "sideways"},
      {"--screenshot", "a.png"},
      {"--light", "--dark"},
      {"--size", "800"},
      {"--size", "800x"},
      {"--size", "x600"},
      {"--size", "800x600x"},
      {"--size", "-800x600"},
      {"--size", "8x6"},
      {"--size", "99999999999x600"},
      {"--headless", "--screenshot", "a.png", "--after", "soon"},
      {"--headless", "--screenshot", "a.png", "--every", "0"},
      {"--exit-with", "-1"},
  };
  for (const std::vector<const char*>& mistake : mistakes) {
    options_ = {};
    EXPECT_EQ(Parse(mistake), 2) << mistake.back();
    EXPECT_NE(errors_, "") << mistake.back();
  }
}

TEST_F(OptionsTest, ExplainsItself) {
  EXPECT_EQ(Parse({"--help"}), 0);
  EXPECT_NE(output_.find("--screenshot"), std::string::npos);
  EXPECT_NE(output_.find("Exit codes"), std::string::npos);
}

}  // namespace
}  // namespace labwall
