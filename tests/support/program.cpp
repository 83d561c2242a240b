// SPDX-License-Identifier: Apache-2.0
#include "support/program.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/eventually.h"

extern char** environ;  // NOLINT: POSIX's own declaration

namespace labwall {
namespace {

std::string FromEnvironment(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr) {
    ADD_FAILURE() << name << " is not set: run this test through ctest";
    return "";
  }
  return value;
}

}  // namespace

std::string OurProgram(const std::string& name) { return FromEnvironment("LABWALL_BIN") + "/" + name; }

std::string SourceFile(const std::string& name) { return FromEnvironment("LABWALL_SOURCE") + "/" + name; }

std::map<std::string, std::string> EnvironmentWith(const std::map<std::string, std::string>& extra) {
  std::map<std::string, std::string> all = extra;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string pair(*entry);
    const size_t equals = pair.find('=');
    if (equals != std::string::npos) all.emplace(pair.substr(0, equals), pair.substr(equals + 1));
  }
  return all;
}

ProgramResult RunProgram(const std::vector<std::string>& argv,
                         const std::map<std::string, std::string>& extra_environment, Milliseconds limit) {
  // Into files, not pipes: a program that leaves children behind would hold a pipe open.
  const ScratchDirectory scratch;
  const UniqueFd output(::open((scratch / "out").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600));
  const UniqueFd errors(::open((scratch / "err").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600));
  SubprocessOptions options;
  options.argv = argv;
  options.environment = EnvironmentWith(extra_environment);
  options.stdout_fd = output.get();
  options.stderr_fd = errors.get();
  ProgramResult result;
  Result<Subprocess> program = Subprocess::Start(options);
  if (!program) {
    result.errors = program.error().message;
    return result;
  }
  const bool ended = program->WaitUntil(std::chrono::steady_clock::now() + limit * SlowdownFactor());
  if (ended && WIFEXITED(program->wait_status())) result.exit_status = WEXITSTATUS(program->wait_status());
  result.output = ReadFile(scratch / "out");
  result.errors = ReadFile(scratch / "err");
  if (!ended) result.errors += "\n(still running at the deadline)";
  return result;
}

ScratchDirectory::ScratchDirectory() {
  std::string pattern = (std::filesystem::temp_directory_path() / "labwall-test.XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) ADD_FAILURE() << ErrnoMessage("mkdtemp " + pattern);
  path_ = pattern;
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

}  // namespace labwall
