// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "bus/broker_process.h"
#include "scratch_directory.h"

namespace labwall {
namespace {

class LocalBrokerTest : public ::testing::Test {
 protected:
  LocalBrokerTest() {
    if (const char* const before = std::getenv("XDG_RUNTIME_DIR")) before_ = before;
    ::setenv("XDG_RUNTIME_DIR", scratch_.path().c_str(), 1);
  }
  ~LocalBrokerTest() override {
    if (before_) {
      ::setenv("XDG_RUNTIME_DIR", before_->c_str(), 1);
    } else {
      ::unsetenv("XDG_RUNTIME_DIR");
    }
  }
  [[nodiscard]] std::string File() const { return scratch_.path() + "/labwall/broker"; }

  const ScratchDirectory scratch_;

 private:
  std::optional<std::string> before_;
};

TEST_F(LocalBrokerTest, IsFoundOnceItIsPublished) {
  const auto none = FindLocalBroker();
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(PublishLocalBroker("nats://a:b@127.0.0.1:1"));
  ASSERT_TRUE(PublishLocalBroker("nats://a:b@127.0.0.1:2"));
  EXPECT_EQ(FindLocalBroker().value_or(""), "nats://a:b@127.0.0.1:2");
}

TEST_F(LocalBrokerTest, IsForItsOwnerOnly) {
  ASSERT_TRUE(PublishLocalBroker("nats://a:b@127.0.0.1:1"));
  struct stat status {};
  ASSERT_EQ(::stat(File().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  ASSERT_EQ(::stat((scratch_.path() + "/labwall").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(scratch_.path() + "/labwall"), {}), 1);
}

TEST_F(LocalBrokerTest, IsWithdrawnOnlyByWhoPublishedIt) {
  ASSERT_TRUE(PublishLocalBroker("nats://a:b@127.0.0.1:1"));
  WithdrawLocalBroker("nats://a:b@127.0.0.1:2");
  EXPECT_TRUE(FindLocalBroker());
  WithdrawLocalBroker("nats://a:b@127.0.0.1:1");
  EXPECT_FALSE(FindLocalBroker());
}

TEST_F(LocalBrokerTest, IsNotTakenFromAFileThatOthersCanReach) {
  ASSERT_TRUE(PublishLocalBroker("nats://a:b@127.0.0.1:1"));
  ASSERT_EQ(::chmod(File().c_str(), 0644), 0);
  const auto found = FindLocalBroker();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kPermissionDenied);
}

TEST_F(LocalBrokerTest, IsNotTakenThroughALink) {
  ASSERT_TRUE(PublishLocalBroker("nats://a:b@127.0.0.1:1"));
  std::filesystem::rename(File(), scratch_.path() + "/elsewhere");
  std::filesystem::create_symlink(scratch_.path() + "/elsewhere", File());
  const auto found = FindLocalBroker();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kPermissionDenied);
}

TEST_F(LocalBrokerTest, IsNotLookedForInADirectoryThatOthersCanEnter) {
  ASSERT_TRUE(RuntimeDirectory());
  ASSERT_EQ(::chmod((scratch_.path() + "/labwall").c_str(), 0770), 0);
  const auto directory = RuntimeDirectory();
  ASSERT_FALSE(directory);
  EXPECT_EQ(directory.error().code, ErrorCode::kPermissionDenied);
  EXPECT_FALSE(PublishLocalBroker("nats://a:b@127.0.0.1:1"));
}

TEST_F(LocalBrokerTest, IsNotLookedForInALinkedDirectory) {
  std::filesystem::create_directory(scratch_.path() + "/real");
  ASSERT_EQ(::chmod((scratch_.path() + "/real").c_str(), 0700), 0);
  std::filesystem::create_symlink(scratch_.path() + "/real", scratch_.path() + "/labwall");
  EXPECT_FALSE(RuntimeDirectory());
}

}  // namespace
}  // namespace labwall
