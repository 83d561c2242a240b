// SPDX-License-Identifier: Apache-2.0
#include "console/png_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <filesystem>

#include "support/picture.h"
#include "support/program.h"

namespace labwall {
namespace {

using testing::HasSubstr;

RgbImage Striped(int width, int height, uint8_t seed) {
  RgbImage image{{width, height}, {}};
  for (int i = 0; i < width * height * 3; ++i) image.bytes.push_back(static_cast<uint8_t>(i * 7 + seed));
  return image;
}

size_t FilesIn(const std::string& directory) {
  return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(directory), {}));
}

TEST(PngFileTest, KeepsEveryPixel) {
  const ScratchDirectory scratch;
  const RgbImage image = Striped(31, 17, 3);
  const Result<> written = WritePng(scratch / "wall.png", image);
  ASSERT_TRUE(written) << written.error().message;
  const std::optional<Picture> read = ReadPng(scratch / "wall.png");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->width, 31);
  EXPECT_EQ(read->height, 17);
  EXPECT_EQ(read->rgb, image.bytes);
  EXPECT_EQ(FilesIn(scratch.path()), 1U);
}

TEST(PngFileTest, ReplacesAnEarlierFileAndIsReadableForItsOwnerOnly) {
  const ScratchDirectory scratch;
  ASSERT_TRUE(WritePng(scratch / "wall.png", Striped(8, 8, 1)));
  const RgbImage later = Striped(8, 8, 2);
  ASSERT_TRUE(WritePng(scratch / "wall.png", later));
  const std::optional<Picture> read = ReadPng(scratch / "wall.png");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->rgb, later.bytes);
  struct stat status {};
  ASSERT_EQ(::stat((scratch / "wall.png").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(FilesIn(scratch.path()), 1U);
}

TEST(PngFileTest, SaysWhichFileCouldNotBeWrittenAndWhy) {
  const ScratchDirectory scratch;
  const Result<> written = WritePng(scratch / "missing/wall.png", Striped(8, 8, 1));
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr("missing/wall.png"));
  EXPECT_THAT(written.error().message, HasSubstr("No such file or directory"));
}

TEST(PngFileTest, LeavesNothingBehindWhenItCanNotTakeTheName) {
  const ScratchDirectory scratch;
  ASSERT_TRUE(std::filesystem::create_directory(scratch / "wall.png"));
  const Result<> written = WritePng(scratch / "wall.png", Striped(8, 8, 1));
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr("Is a directory"));
  EXPECT_EQ(FilesIn(scratch.path()), 1U);
}

// The disk takes only the beginning: what it says reaches the person, and no half picture stays.
TEST(PngFileTest, SaysWhatTheDiskSaidWhenItTakesNoMore) {
  const ScratchDirectory scratch;
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{64, before.rlim_max};
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const Result<> written = WritePng(scratch / "wall.png", Striped(64, 64, 1));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  ::signal(SIGXFSZ, handler);
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr("File too large"));
  EXPECT_EQ(FilesIn(scratch.path()), 0U);
}

TEST(PngFileTest, RefusesAnImageWhoseBytesAreNotItsSize) {
  const ScratchDirectory scratch;
  RgbImage image = Striped(8, 8, 1);
  image.bytes.pop_back();
  EXPECT_FALSE(WritePng(scratch / "wall.png", image));
  EXPECT_FALSE(WritePng(scratch / "wall.png", {}));
  EXPECT_EQ(FilesIn(scratch.path()), 0U);
}

}  // namespace
}  // namespace labwall
