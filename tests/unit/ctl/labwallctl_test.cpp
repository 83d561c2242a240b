// SPDX-License-Identifier: Apache-2.0
// The real program against scripted stations on a real broker.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "base/subprocess.h"
#include "base/unique_fd.h"
#include "codec/jpeg.h"
#include "support/eventually.h"
#include "unit/lab/scripted_station.h"
#include "wire/limits.h"

namespace labwall {
namespace {

using Json = nlohmann::json;
constexpr Milliseconds kLimit{60'000};

std::string Key(const std::string& station, const std::string& session_id) {
  return MakeSession(station, session_id, "").key.ToString();
}

// Waits for the program's end and gives its exit status; -1 when it does not end.
int ExitStatusOf(Subprocess& program) {
  if (!program.WaitUntil(std::chrono::steady_clock::now() + kLimit)) return -1;
  return WIFEXITED(program.wait_status()) ? WEXITSTATUS(program.wait_status()) : -1;
}

class LabwallctlTest : public ::testing::Test {
 protected:
  ProgramResult Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), OurProgram("labwallctl"));
    arguments.insert(arguments.end(), {"--connect", broker_.url()});
    return RunProgram(arguments, {}, kLimit);
  }
  // For what needs to know of every station: on a loaded machine the usual patience may be too short.
  ProgramResult RunPatiently(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--wait", "3000"});
    return Run(std::move(arguments));
  }

  TestBroker broker_;
};

TEST_F(LabwallctlTest, ListsSessionsAsJson) {
  const ScriptedStation first(broker_.url(), MakeStation("pc-1", {"c1:ada"}));
  const ScriptedStation second(broker_.url(), MakeStation("pc-2", {"c1:bob"}));
  const ProgramResult result = RunPatiently({"sessions", "--json"});
  EXPECT_EQ(result.exit_status, 0) << result.errors;
  const Json list = Json::parse(result.output);
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0]["key"], Key("pc-1", "c1"));
  EXPECT_EQ(list[0]["started"], "2026-01-01T08:00:00Z");
  EXPECT_EQ(list[1]["user"], "bob");
  EXPECT_EQ(list[1].size(), 11u);
}

TEST_F(LabwallctlTest, ListsSessionsForPeople) {
  const ScriptedStation station(broker_.url(), MakeStation("pc-1", {"c1:ada"}));
  const ProgramResult result = RunPatiently({"sessions"});
  EXPECT_EQ(result.exit_status, 0) << result.errors;
  EXPECT_NE(result.output.find("pc-1/c1"), std::string::npos) << result.output;
}

TEST_F(LabwallctlTest, LogsOffEverySessionOfAUserAndNobodyElse) {
  const ScriptedStation first(broker_.url(), MakeStation("pc-1", {"c1:ada", "c2:bob"}),
                              AnswerAllWith(OutcomeCode::kDone));
  const ScriptedStation second(broker_.url(), MakeStation("pc-2", {"c3:ada"}),
                               AnswerAllWith(OutcomeCode::kAlreadyGone, "it had ended"));
  const ScriptedStation third(broker_.url(), MakeStation("pc-3", {"c1:bob"}), AnswerAllWith(OutcomeCode::kDone));
  const ProgramResult result = RunPatiently({"logoff", "--user", "ada", "--yes", "--json"});
  EXPECT_EQ(result.exit_status, 0) << result.errors;
  const Json list = Json::parse(result.output);
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0]["key"], Key("pc-1", "c1"));
  EXPECT_EQ(list[0]["user"], "ada");
  EXPECT_EQ(list[0]["outcome"], "Done");
  EXPECT_TRUE(list[0]["elapsed_ms"].is_number_integer());
  EXPECT_EQ(list[1]["outcome"], "AlreadyGone");
  EXPECT_EQ(list[1]["detail"], "it had ended");
  ASSERT_EQ(first.commands().size(), 1u);
  EXPECT_EQ(first.commands()[0].targets, std::vector<SessionKey>{MakeSession("pc-1", "c1", "").key});
  EXPECT_TRUE(third.commands().empty());
}

TEST_F(LabwallctlTest, LogsOffAllMonitoredSessions) {
  Station station = MakeStation("pc-1", {"c1:ada", "c2:bob", "c3:root"});
  station.sessions[2].monitored = false;
  const ScriptedStation scripted(broker_.url(), station, AnswerAllWith(OutcomeCode::kDone));
  const ProgramResult result = RunPatiently({"logoff", "--all", "--yes"});
  EXPECT_EQ(result.exit_status, 0) << result.errors;
  ASSERT_EQ(scripted.commands().size(), 1u);
  EXPECT_EQ(scripted.commands()[0].targets.size(), 2u);
}

TEST_F(LabwallctlTest, ReportsOtherOutcomesWithStatus1) {
  const ScriptedStation refusing(broker_.url(), MakeStation("pc-1", {"c1:ada"}),
                                 AnswerAllWith(OutcomeCode::kRefused, "not this one"));
  const ScriptedStation deaf(broker_.url(), MakeStation("pc-2", {"c2:bob"}));
  const ProgramResult refused = Run({"logoff", "pc-1/c1", "--yes", "--json"});
  EXPECT_EQ(refused.exit_status, 1);
  EXPECT_EQ(Json::parse(refused.output)[0]["outcome"], "Refused");
  const ProgramResult unreachable = Run({"logoff", "pc-2/c2", "--yes"});
  EXPECT_EQ(unreachable.exit_status, 1);
  EXPECT_NE(unreachable.output.find("no agent answers for pc-2"), std::string::npos) << unreachable.output;
}

TEST_F(LabwallctlTest, LetsTheStationSayThatAKeyIsGone) {
  const ScriptedStation station(broker_.url(), MakeStation("pc-1", {}), AnswerAllWith(OutcomeCode::kAlreadyGone));
  const ProgramResult result = Run({"logoff", Key("pc-1", "c1"), "--yes", "--json"});
  EXPECT_EQ(result.exit_status, 0) << result.errors;
  EXPECT_EQ(Json::parse(result.output)[0]["outcome"], "AlreadyGone");
}

TEST_F(LabwallctlTest, TakesSenselessWishesForUsage) {
  const ScriptedStation first(broker_.url(), MakeStation("pc-1", {"c1:ada"}), AnswerAllWith(OutcomeCode::kDone));
  const ScriptedStation second(broker_.url(), MakeStation("pc-2", {"c1:bob"}), AnswerAllWith(OutcomeCode::kDone));
  const ProgramResult ambiguous = RunPatiently({"logoff", "c1", "--yes"});
  EXPECT_EQ(ambiguous.exit_status, 2);
  EXPECT_NE(ambiguous.errors.find(Key("pc-1", "c1")), std::string::npos) << ambiguous.errors;
  EXPECT_NE(ambiguous.errors.find(Key("pc-2", "c1")), std::string::npos) << ambiguous.errors;
  EXPECT_TRUE(ambiguous.output.empty());
  EXPECT_EQ(RunPatiently({"logoff", "--user", "nobody", "--yes"}).exit_status, 2);
  EXPECT_EQ(RunPatiently({"logoff", "c9", "--yes"}).exit_status, 2);
  EXPECT_EQ(Run({"logoff", "--yes"}).exit_status, 2);
  EXPECT_EQ(Run({"logoff", "--all", "--user", "ada", "--yes"}).exit_status, 2);
  EXPECT_EQ(Run({"logoff", "pc-1/c1"}).exit_status, 2);  // nobody to ask
  EXPECT_EQ(Run({"frobnicate"}).exit_status, 2);
  EXPECT_EQ(Run({"frame", "pc-1/c1", "-o", "x", "--rung", "1x1"}).exit_status, 2);
  EXPECT_TRUE(first.commands().empty());
  EXPECT_TRUE(second.commands().empty());
}

TEST_F(LabwallctlTest, AsksOnATerminalBeforeItLogsOff) {
  const ScriptedStation station(broker_.url(), MakeStation("pc-1", {"c1:ada"}), AnswerAllWith(OutcomeCode::kDone));
  const auto answer_with = [&](const std::string& answer) {
    int master = -1;
    int terminal = -1;
    EXPECT_EQ(::openpty(&master, &terminal, nullptr, nullptr, nullptr), 0);
    const UniqueFd keyboard(master);
    const UniqueFd in(terminal);
    EXPECT_EQ(::write(keyboard.get(), answer.data(), answer.size()), static_cast<ssize_t>(answer.size()));
    SubprocessOptions options;
    options.argv = {OurProgram("labwallctl"), "logoff", "pc-1/c1", "--connect", broker_.url()};
    options.stdin_fd = in.get();
    Result<Subprocess> program = Subprocess::Start(options);
    return program ? ExitStatusOf(*program) : -1;
  };
  EXPECT_EQ(answer_with("n\n"), 1);
  EXPECT_EQ(answer_with("\n"), 1);
  EXPECT_TRUE(station.commands().empty());
  EXPECT_EQ(answer_with("y\n"), 0);
  EXPECT_EQ(station.commands().size(), 1u);
}

TEST_F(LabwallctlTest, AnInterruptWithdrawsWhatNoStationHasTakenUp) {
  const ScratchDirectory scratch;
  const ScriptedStation mute(broker_.url(), MakeStation("pc-1", {"c1:ada"}), StayMute());
  const ScriptedStation quick(broker_.url(), MakeStation("pc-2", {"c2:bob"}), AnswerAllWith(OutcomeCode::kDone));
  const std::string file = scratch / "outcomes.json";
  const UniqueFd out(::open(file.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
  SubprocessOptions options;
  options.argv = {
      OurProgram("labwallctl"), "logoff", "pc-1/c1", "pc-2/c2", "--yes", "--json", "--connect", broker_.url()};
  options.stdout_fd = out.get();
  Result<Subprocess> program = Subprocess::Start(options);
  ASSERT_TRUE(program) << program.error().message;
  // Each has been asked; the one has been told to go on as well.
  ASSERT_TRUE(Eventually([&] { return mute.commands().size() + quick.words().size() == 2; }, kLimit));
  program->Signal(SIGINT);
  EXPECT_EQ(ExitStatusOf(*program), 1);
  const Json list = Json::parse(ReadFile(file));
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0]["outcome"], "Cancelled");
  EXPECT_EQ(list[1]["outcome"], "Done");
}

TEST_F(LabwallctlTest, AnInterruptChangesNothingForWhatAStationHasTakenUpAndASecondOneLeaves) {
  const ScriptedStation busy(broker_.url(), MakeStation("pc-1", {"c1:ada"}), OnlyAccept());
  SubprocessOptions options;
  options.argv = {OurProgram("labwallctl"), "logoff", "pc-1/c1", "--yes", "--connect", broker_.url()};
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const UniqueFd errors(ends[0]);
  UniqueFd written(ends[1]);
  options.stderr_fd = written.get();
  Result<Subprocess> program = Subprocess::Start(options);
  ASSERT_TRUE(program) << program.error().message;
  written = UniqueFd();
  ASSERT_TRUE(Eventually([&] { return busy.words().size() == 1; }, kLimit));
  program->Signal(SIGINT);
  char text[256];
  ASSERT_GT(::read(errors.get(), text, sizeof text), 0) << "it says that it has heard";
  EXPECT_TRUE(program->Running());
  program->Signal(SIGINT);
  ASSERT_TRUE(program->WaitUntil(std::chrono::steady_clock::now() + kLimit));
  EXPECT_TRUE(WIFSIGNALED(program->wait_status()));
}

TEST_F(LabwallctlTest, AnInterruptBeforeTheCommandIsSentEndsAtOnce) {
  int master = -1;
  int terminal = -1;
  ASSERT_EQ(::openpty(&master, &terminal, nullptr, nullptr, nullptr), 0);
  const UniqueFd keyboard(master);
  const UniqueFd in(terminal);
  const ScriptedStation station(broker_.url(), MakeStation("pc-1", {"c1:ada"}), AnswerAllWith(OutcomeCode::kDone));
  SubprocessOptions options;
  options.argv = {OurProgram("labwallctl"), "logoff", "pc-1/c1", "--connect", broker_.url()};
  options.stdin_fd = options.stderr_fd = in.get();
  Result<Subprocess> program = Subprocess::Start(options);
  ASSERT_TRUE(program) << program.error().message;
  char question[256];
  ASSERT_GT(::read(keyboard.get(), question, sizeof question), 0);
  program->Signal(SIGINT);
  ASSERT_TRUE(program->WaitUntil(std::chrono::steady_clock::now() + kLimit));
  EXPECT_TRUE(WIFSIGNALED(program->wait_status()));
  EXPECT_TRUE(station.commands().empty());
}

TEST_F(LabwallctlTest, SavesOnePictureAtTheRungAskedFor) {
  const ScratchDirectory scratch;
  ScriptedStation station(broker_.url(), MakeStation("pc-1", {"c1:ada"}));
  station.AnswerLeasesWithFrames(true);
  const ProgramResult result = Run({"frame", "pc-1/c1", "-o", scratch / "screen.jpg", "--rung", "640x360"});
  ASSERT_EQ(result.exit_status, 0) << result.errors;
  const Result<PixelSize> size =
      JpegDecoder().Inspect(ReadFile(scratch / "screen.jpg"), BoxOf(Rung::k640x360), wire::kMaxFrameBytes);
  ASSERT_TRUE(size) << size.error().message;
  EXPECT_EQ(*size, (PixelSize{640, 360}));
  EXPECT_TRUE(Eventually([&] { return station.leases().back().entries.empty(); }, kLimit));
}

TEST_F(LabwallctlTest, SaysWhyThereIsNoPicture) {
  const ScratchDirectory scratch;
  Station with_console = MakeStation("pc-1", {"c1:ada", "c2:bob"});
  with_console.sessions[0].picture = PictureState::kNoDisplay;
  const ScriptedStation station(broker_.url(), with_console);
  const ProgramResult console = Run({"frame", "pc-1/c1", "-o", scratch / "screen.jpg"});
  EXPECT_EQ(console.exit_status, 1);
  EXPECT_NE(console.errors.find("no display"), std::string::npos) << console.errors;
  const ProgramResult silent = Run({"frame", "pc-1/c2", "-o", scratch / "screen.jpg"});
  EXPECT_EQ(silent.exit_status, 1);
  EXPECT_NE(silent.errors.find("no picture"), std::string::npos) << silent.errors;
  EXPECT_EQ(::access((scratch / "screen.jpg").c_str(), F_OK), -1);
}

TEST(LabwallctlBrokerTest, SaysThatThereIsNoBroker) {
  const ScratchDirectory runtime;
  const std::string program = OurProgram("labwallctl");
  EXPECT_EQ(RunProgram({program, "sessions"}, {{"XDG_RUNTIME_DIR", runtime.path()}, {"LABWALL_CONNECT", ""}}, kLimit)
                .exit_status,
            3);
  const ProgramResult result = RunProgram({program, "sessions", "--connect", "nats://u:p@127.0.0.1:1"}, {}, kLimit);
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_FALSE(result.errors.empty());
}

class OwnBroker {
 public:
  explicit OwnBroker(std::vector<std::string> more_arguments) {
    SubprocessOptions options;
    options.argv = {OurProgram("labwallctl"), "broker", "--connect-info", info_path()};
    options.argv.insert(options.argv.end(), more_arguments.begin(), more_arguments.end());
    options.environment = EnvironmentWith({{"XDG_RUNTIME_DIR", runtime_.path()}, {"LABWALL_CONNECT", ""}});
    Result<Subprocess> started = Subprocess::Start(options);
    if (started) program_.emplace(std::move(*started));
  }
  [[nodiscard]] std::string info_path() const { return runtime_ / "connect-info"; }
  [[nodiscard]] bool Ready() const {
    return Eventually([&] { return ::access(info_path().c_str(), F_OK) == 0; }, kLimit);
  }
  [[nodiscard]] Subprocess& program() { return *program_; }
  [[nodiscard]] ProgramResult ListSessions() const {
    return RunProgram({OurProgram("labwallctl"), "sessions", "--wait", "1"},
                      {{"XDG_RUNTIME_DIR", runtime_.path()}, {"LABWALL_CONNECT", ""}}, kLimit);
  }

 private:
  ScratchDirectory runtime_;
  std::optional<Subprocess> program_;
};

TEST(LabwallctlBrokerTest, RunsABrokerThatTheOthersFindUntilItIsStopped) {
  OwnBroker broker({});
  ASSERT_TRUE(broker.Ready());
  struct stat status {};
  ASSERT_EQ(::stat(broker.info_path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  std::string url = ReadFile(broker.info_path());
  url.erase(url.find('\n'));
  EXPECT_EQ(broker.ListSessions().exit_status, 0);
  (void)ConnectOrDie(url, "test");

  broker.program().Signal(SIGTERM);
  EXPECT_EQ(ExitStatusOf(broker.program()), 0);
  EXPECT_EQ(broker.ListSessions().exit_status, 3);
  EXPECT_EQ(::access(broker.info_path().c_str(), F_OK), -1);
}

TEST(LabwallctlBrokerTest, EndsWithTheProcessItIsToldTo) {
  SubprocessOptions options;
  options.argv = {"sleep", "600"};
  Result<Subprocess> companion = Subprocess::Start(options);
  ASSERT_TRUE(companion);
  OwnBroker broker({"--exit-with", std::to_string(companion->pid())});
  ASSERT_TRUE(broker.Ready());
  EXPECT_TRUE(broker.program().Running());
  companion->Stop(Milliseconds(1'000));
  EXPECT_EQ(ExitStatusOf(broker.program()), 0);
  EXPECT_EQ(broker.ListSessions().exit_status, 3);
}

}  // namespace
}  // namespace labwall
