// SPDX-License-Identifier: Apache-2.0
#include "gpu/gl_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace labwall {
namespace {

using testing::HasSubstr;

GlInfo Info(int major, int minor) { return {.major = major, .minor = minor, .renderer = "Old Card 9000"}; }

TEST(GlLoaderTest, TakesTheNeededVersionAndLaterOnes) {
  EXPECT_TRUE(CheckGlVersion(Info(4, 5)));
  EXPECT_TRUE(CheckGlVersion(Info(4, 6)));
  EXPECT_TRUE(CheckGlVersion(Info(5, 0)));
}

TEST(GlLoaderTest, SaysWhatThereIsWhatIsNeededAndWhatToDo) {
  const Result<> checked = CheckGlVersion(Info(3, 1));
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, ErrorCode::kFailedPrecondition);
  EXPECT_THAT(checked.error().message, HasSubstr("OpenGL 3.1 (renderer Old Card 9000)"));
  EXPECT_THAT(checked.error().message, HasSubstr("needs 4.5"));
  EXPECT_THAT(checked.error().message, HasSubstr("update the graphics driver"));
  EXPECT_FALSE(CheckGlVersion(Info(4, 4)));
}

TEST(GlLoaderTest, FailsInWordsWhenTheDriverGivesNoFunctions) {
  gl_thread.Claim();
  const Result<GlInfo> loaded = LoadGl([](const char* /*name*/) -> GlProcedure { return nullptr; });
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::kFailedPrecondition);
  EXPECT_THAT(loaded.error().message, HasSubstr("driver"));
}

}  // namespace
}  // namespace labwall
