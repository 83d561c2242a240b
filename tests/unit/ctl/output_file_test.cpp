// SPDX-License-Identifier: Apache-2.0
#include "ctl/output_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "support/program.h"

namespace labwall {
namespace {

TEST(OutputFileTest, ReplacesAFileForItsOwnerOnly) {
  const ScratchDirectory scratch;
  ASSERT_TRUE(WriteWholeFile(scratch / "out", "a first and longer text"));
  ASSERT_TRUE(WriteWholeFile(scratch / "out", "second"));
  EXPECT_EQ(ReadFile(scratch / "out"), "second");
  struct stat status {};
  ASSERT_EQ(::stat((scratch / "out").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST(OutputFileTest, LeavesNothingBehindWhenItCanNotWrite) {
  const ScratchDirectory scratch;
  EXPECT_FALSE(WriteWholeFile(scratch / "absent/out", "text"));
  std::filesystem::create_directory(scratch / "folder");
  EXPECT_FALSE(WriteWholeFile(scratch / "folder", "text"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(scratch.path()), {}), 1);
}

}  // namespace
}  // namespace labwall
