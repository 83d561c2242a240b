// SPDX-License-Identifier: Apache-2.0
// tools/run as a person starts it: everything up from one command, and nothing of it left afterwards.
#include <gtest/gtest.h>
#include <signal.h>

#include <nlohmann/json.hpp>

#include "support/eventually.h"
#include "support/real_lab.h"

namespace labwall {
namespace {

using nlohmann::json;

class ToolsRunTest : public testing::Test {
 protected:
  void Start(std::vector<std::string> words) {
    words.insert(words.begin(),
                 {SourceFile("tools/run"), "--no-build", "--headless", "--connect-info", connect_file()});
    SubprocessOptions options;
    options.argv = words;
    // A runtime directory of its own, so that what it makes can be counted.
    options.environment = EnvironmentWith({{"XDG_RUNTIME_DIR", scratch_.path()}});
    Result<Subprocess> run = Subprocess::Start(options);
    ASSERT_TRUE(run) << run.error().message;
    run_ = std::make_unique<Subprocess>(std::move(*run));
    ASSERT_TRUE(Eventually([&] { return !ReadFile(connect_file()).empty(); }, std::chrono::seconds(60)));
    family_ = {};
    for (const char* const name : {"labwallctl", "nats-server", "labwall-agent", "labwall-sim", "labwall"}) {
      for (const int pid : Descendants(run_->pid(), name)) family_.push_back(pid);
    }
  }
  json Sessions() {
    std::string url = ReadFile(connect_file());
    url.erase(url.find_last_not_of('\n') + 1);
    const json sessions =
        json::parse(RunProgram({OurProgram("labwallctl"), "sessions", "--json"}, {{"LABWALL_CONNECT", url}}).output,
                    nullptr, false);
    return sessions.is_array() ? sessions : json::array();
  }
  bool FamilyGone() {
    for (const int pid : family_) {
      if (::kill(pid, 0) == 0) return false;
    }
    return true;
  }
  std::string connect_file() const { return scratch_ / "connect-info"; }

  ScratchDirectory scratch_;
  std::unique_ptr<Subprocess> run_;
  std::vector<int> family_;
};

TEST_F(ToolsRunTest, ShowsThePracticeRoomAndEndsWithATerminationSignal) {
  Start({"--practice", "3"});
  EXPECT_TRUE(Eventually([&] { return Sessions().size() >= 3; }, std::chrono::seconds(20)));
  EXPECT_TRUE(
      Eventually([&] { return ReadFile(SourceFile("build/wall.png")).size() > 1000; }, std::chrono::seconds(20)));
  run_->Signal(SIGTERM);
  EXPECT_TRUE(run_->WaitUntil(std::chrono::steady_clock::now() + std::chrono::seconds(30) * SlowdownFactor()));
  EXPECT_TRUE(Eventually([&] { return FamilyGone(); }, std::chrono::seconds(10)));
  EXPECT_EQ(ReadFile(connect_file()), "") << "the credential was left behind";
}

TEST_F(ToolsRunTest, NothingSurvivesItsOwnDeath) {
  Start({"--practice", "3"});
  EXPECT_GE(family_.size(), 4u);
  run_->Signal(SIGKILL);
  EXPECT_TRUE(Eventually([&] { return FamilyGone(); }, std::chrono::seconds(20)));
}

TEST_F(ToolsRunTest, RealSessionsAreShownLoggedOffAndTidiedUp) {
  LABWALL_NEEDS_REAL_SESSIONS();
  Start({"--no-practice", "--real-sessions", "4"});
  EXPECT_TRUE(Eventually([&] { return Sessions().size() == 4; }, std::chrono::seconds(20)));
  std::string url = ReadFile(connect_file());
  url.erase(url.find_last_not_of('\n') + 1);
  const ProgramResult off = RunProgram(
      {OurProgram("labwallctl"), "logoff", "--user", "labwall-lab-3", "--yes", "--json"}, {{"LABWALL_CONNECT", url}});
  EXPECT_EQ(off.exit_status, 0) << off.errors;
  EXPECT_NE(off.output.find("\"Done\""), std::string::npos) << off.output;
  EXPECT_EQ(RealLab::LoggedOnUsers(), (std::set<std::string>{"labwall-lab-1", "labwall-lab-2", "labwall-lab-4"}));
  run_->Signal(SIGTERM);
  EXPECT_TRUE(run_->WaitUntil(std::chrono::steady_clock::now() + std::chrono::seconds(60) * SlowdownFactor()));
  EXPECT_TRUE(RealLab::LoggedOnUsers().empty());
  EXPECT_NE(RunProgram({"id", "labwall-lab-1"}).exit_status, 0) << "a user was left behind";
}

TEST_F(ToolsRunTest, SaysWhatIsWrongWithAnOption) {
  const ProgramResult wrong = RunProgram({SourceFile("tools/run"), "--practise", "3"});
  EXPECT_EQ(wrong.exit_status, 2);
  EXPECT_NE(wrong.errors.find("--practise"), std::string::npos) << wrong.errors;
}

}  // namespace
}  // namespace labwall
