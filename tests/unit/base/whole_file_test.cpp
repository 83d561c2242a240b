// SPDX-License-Identifier: Apache-2.0
#include "base/whole_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <thread>
#include <vector>

#include "support/program.h"

namespace labwall {
namespace {

using testing::HasSubstr;

ptrdiff_t FilesIn(const ScratchDirectory& directory) {
  return std::distance(std::filesystem::directory_iterator(directory.path()), {});
}

mode_t ModeOf(const std::string& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0);
  return status.st_mode & 07777;
}

TEST(WholeFileTest, ReplacesAFileForItsOwnerOnly) {
  const ScratchDirectory scratch;
  ASSERT_TRUE(WriteWholeFile(scratch / "out", "a first and longer text"));
  ASSERT_TRUE(WriteWholeFile(scratch / "out", "second"));
  EXPECT_EQ(ReadFile(scratch / "out"), "second");
  EXPECT_EQ(ModeOf(scratch / "out"), 0600U);
  EXPECT_EQ(FilesIn(scratch), 1);
}

TEST(WholeFileTest, GivesTheModeThatIsAskedForAsFarAsTheUmaskAllows) {
  const ScratchDirectory scratch;
  const mode_t before = ::umask(0027);
  ASSERT_TRUE(WriteWholeFile(scratch / "out", "text", 0644));
  ::umask(before);
  EXPECT_EQ(ModeOf(scratch / "out"), 0640U);
}

TEST(WholeFileTest, LeavesNothingBehindWhenItCanNotWrite) {
  const ScratchDirectory scratch;
  const Result<> absent = WriteWholeFile(scratch / "absent/out", "text");
  ASSERT_FALSE(absent);
  EXPECT_THAT(absent.error().message, HasSubstr(scratch / "absent/out"));
  EXPECT_THAT(absent.error().message, HasSubstr("No such file"));
  std::filesystem::create_directory(scratch / "folder");
  const Result<> folder = WriteWholeFile(scratch / "folder", "text");
  ASSERT_FALSE(folder);
  EXPECT_THAT(folder.error().message, HasSubstr("Is a directory"));
  EXPECT_EQ(FilesIn(scratch), 1);
}

TEST(WholeFileTest, LeavesTheEarlierFileWhenTheDiskTakesNoMore) {
  const ScratchDirectory scratch;
  ASSERT_TRUE(WriteWholeFile(scratch / "out", "earlier"));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{64, before.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const Result<> written = WriteWholeFile(scratch / "out", std::string(1000, 'x'));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr("File too large"));
  EXPECT_EQ(ReadFile(scratch / "out"), "earlier");
  EXPECT_EQ(FilesIn(scratch), 1);
}

TEST(WholeFileTest, ReplacesALinkAndNotWhatItPointsTo) {
  const ScratchDirectory scratch;
  ASSERT_TRUE(WriteWholeFile(scratch / "other", "of somebody else"));
  std::filesystem::create_symlink(scratch / "other", scratch / "out");
  ASSERT_TRUE(WriteWholeFile(scratch / "out", "text"));
  EXPECT_EQ(ReadFile(scratch / "other"), "of somebody else");
  EXPECT_EQ(ReadFile(scratch / "out"), "text");
}

TEST(WholeFileTest, LeavesADeviceOrAPipeInItsPlace) {
  const ScratchDirectory scratch;
  ASSERT_EQ(::mkfifo((scratch / "pipe").c_str(), 0600), 0);
  std::filesystem::create_symlink("/dev/null", scratch / "device");
  for (const char* const name : {"pipe", "device"}) {
    const Result<> written = WriteWholeFile(scratch / name, "text");
    ASSERT_FALSE(written) << name;
    EXPECT_THAT(written.error().message, HasSubstr("something else than a file"));
  }
  EXPECT_TRUE(std::filesystem::is_fifo(scratch / "pipe"));
  EXPECT_TRUE(std::filesystem::is_symlink(scratch / "device"));
  EXPECT_EQ(FilesIn(scratch), 2);
}

// A reader never sees anything but one of the two.
TEST(WholeFileTest, IsWholeForAReaderAtAnyTime) {
  const ScratchDirectory scratch;
  const std::string texts[] = {std::string(100'000, 'a'), std::string(70'000, 'b')};
  ASSERT_TRUE(WriteWholeFile(scratch / "out", texts[0]));
  std::vector<std::thread> writers;
  for (const std::string& text : texts) {
    writers.emplace_back([&] {
      for (int i = 0; i < 20; ++i) EXPECT_TRUE(WriteWholeFile(scratch / "out", text));
    });
  }
  for (int i = 0; i < 200; ++i) {
    const std::string read = ReadFile(scratch / "out");
    EXPECT_TRUE(read == texts[0] || read == texts[1]) << read.size();
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(FilesIn(scratch), 1);
}

}  // namespace
}  // namespace labwall
