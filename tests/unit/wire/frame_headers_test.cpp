// SPDX-License-Identifier: Apache-2.0
#include "wire/frame_headers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "wire/subjects.h"

namespace labwall::wire {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

FrameInfo SomeFrame() {
  return {
      {"lab-01", "0123456789abcdef0123456789abcdef", "c4", 7}, Rung::k320x180, 42, 1'700'000'000'000'000, {1920, 1080}};
}

using Headers = std::map<std::string, std::string, std::less<>>;

Headers HeadersOf(const FrameInfo& info) {
  Headers headers;
  for (auto& [name, value] : EncodeFrameHeaders(info)) headers[name] = value;
  return headers;
}

Result<FrameInfo> Decode(const std::string& subject, const Headers& headers) {
  return DecodeFrame(subject, [&headers](std::string_view name) -> std::string_view {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string_view() : found->second;
  });
}

std::string SubjectOf(const FrameInfo& info) { return FrameSubject(info.key.station, info.key.session_id, info.rung); }

TEST(FrameHeadersTest, ReadBack) {
  FrameInfo info = SomeFrame();
  info.sequence = UINT64_MAX;
  const auto read = Decode(SubjectOf(info), HeadersOf(info));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->key, info.key);
  EXPECT_EQ(read->rung, info.rung);
  EXPECT_EQ(read->sequence, info.sequence);
  EXPECT_EQ(read->captured_us, info.captured_us);
  EXPECT_EQ(read->source, info.source);
  EXPECT_EQ(read->part, std::nullopt);
}

TEST(FrameHeadersTest, APartIsReadBack) {
  FrameInfo info = SomeFrame();
  info.part = PixelPoint{48, 0};
  const auto read = Decode(SubjectOf(info), HeadersOf(info));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->part, info.part);
}

TEST(FrameHeadersTest, APartOffTheGridOrThePictureIsRefused) {
  for (const char* const part :
       {"8,0", "0,17", "-16,0", "0,-16", "7680,0", "0,4320", "16", "16,", ",16", "16,x", "16;0", "99999999999,0"}) {
    const FrameInfo info = SomeFrame();
    Headers headers = HeadersOf(info);
    headers["Lw-Part"] = part;
    const auto read = Decode(SubjectOf(info), headers);
    ASSERT_FALSE(read) << part;
    EXPECT_THAT(read.error().message, HasSubstr("Lw-Part"));
  }
}

TEST(FrameHeadersTest, AHeadSaysTheSameWithoutTheKey) {
  FrameInfo info = SomeFrame();
  info.part = PixelPoint{0, 160};
  const Headers headers = HeadersOf(info);
  const std::string subject = SubjectOf(info);
  const auto head = DecodeFrameHead(subject, [&headers](std::string_view name) -> std::string_view {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string_view() : found->second;
  });
  ASSERT_TRUE(head) << head.error().message;
  EXPECT_EQ(head->key_text, info.key.ToString());
  EXPECT_EQ(head->station, info.key.station);
  EXPECT_EQ(head->session_id, info.key.session_id);
  EXPECT_EQ(head->rung, info.rung);
  EXPECT_EQ(head->sequence, info.sequence);
  EXPECT_EQ(head->captured_us, info.captured_us);
  EXPECT_EQ(head->source, info.source);
  EXPECT_EQ(head->part, info.part);
}

TEST(FrameHeadersTest, EachIsNeededAndNamedWhenItIsMissing) {
  const FrameInfo info = SomeFrame();
  for (const auto& [name, value] : HeadersOf(info)) {
    Headers headers = HeadersOf(info);
    headers.erase(name);
    const auto read = Decode(SubjectOf(info), headers);
    ASSERT_FALSE(read) << name;
    EXPECT_THAT(read.error().message, HasSubstr(name));
  }
}

TEST(FrameHeadersTest, RefusesValuesThatMakeNoSenseWithoutRepeatingThem) {
  const FrameInfo info = SomeFrame();
  const std::pair<const char*, const char*> wrong[] = {{"Lw-Session", "EVIL"},
                                                       {"Lw-Session", "lab-01/x/c4/7"},
                                                       {"Lw-Sequence", "-1"},
                                                       {"Lw-Sequence", "1EVIL"},
                                                       {"Lw-Sequence", "18446744073709551616"},
                                                       {"Lw-Captured-Us", "-1"},
                                                       {"Lw-Captured-Us", " 1"},
                                                       {"Lw-Source", "1920"},
                                                       {"Lw-Source", "0x1080"},
                                                       {"Lw-Source", "1920x-1"},
                                                       {"Lw-Source", "1920x1080x1"},
                                                       {"Lw-Source", "99999x1080"},
                                                       {"Lw-Source", "99999999999999999999x1"},
                                                       {"Lw-Source", "x"}};
  for (const auto& [name, value] : wrong) {
    Headers headers = HeadersOf(info);
    headers[name] = value;
    const auto read = Decode(SubjectOf(info), headers);
    ASSERT_FALSE(read) << name << ": " << value;
    EXPECT_EQ(read.error().code, ErrorCode::kInvalidArgument);
    EXPECT_THAT(read.error().message, Not(HasSubstr("EVIL")));
  }
}

TEST(FrameHeadersTest, RefusesAFrameWhoseSubjectNamesAnotherSession) {
  const FrameInfo info = SomeFrame();
  EXPECT_FALSE(Decode(FrameSubject("lab-02", "c4", info.rung), HeadersOf(info)));
  EXPECT_FALSE(Decode(FrameSubject("lab-01", "c5", info.rung), HeadersOf(info)));
  EXPECT_FALSE(Decode("lw.v1.station.lab-01.state", HeadersOf(info)));
}

}  // namespace
}  // namespace labwall::wire
